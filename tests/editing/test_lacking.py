"""Which of the customers' words a text lacks."""

import pytest

from portal.editing.lacking import MOST_WORDS, lacking
from portal.finding.words import real_words

LACKING = [
    pytest.param(
        "en",
        ["bounced mails", "bounced messages", "bounce", "reset the password", "reset", "mail"],
        "Passwords and mail",
        {"bounced": 3, "reset": 2},
        id="in the form most often used, what was asked once left out",
    ),
    pytest.param(
        "en", ["revoke", "the expired key"], "Key", {"expired": 1, "revoke": 1}, id="once"
    ),
    pytest.param(
        "en",
        ["why can I not log in", "cannot get it to work", "how may somebody see this", "2 of 10"],
        "Log",
        {},
        id="words that say nothing",
    ),
    pytest.param(
        "fr",
        ["je ne peux pas exporter", "comment exporter sans problème", "ça ne marche jamais"],
        "Rapport",
        {"exporter": 2},
        id="words that say nothing in French",
    ),
    pytest.param(
        "de", ["warum geht der Bericht nicht", "Bericht"], "", {"bericht": 2}, id="German"
    ),
    pytest.param(
        "cs", ["tisk zprávy"], "", {"tisk": 1, "zprávy": 1}, id="a language without a list"
    ),
]


@pytest.mark.parametrize(("lang", "searched", "text", "expected"), LACKING)
def test_words_that_customers_search_and_the_text_lacks(
    lang: str, searched: list[str], text: str, expected: dict[str, int]
) -> None:
    assert lacking(searched, real_words(text, lang), lang=lang) == expected


def test_the_list_is_short() -> None:
    searched = [f"{word}ish" for word in ("abc", "def", "ghi", "jkl", "mno", "pqr", "stu", "vwx")]

    assert len(lacking(searched * 2, frozenset(), lang="en")) == MOST_WORDS
