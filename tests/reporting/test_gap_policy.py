"""What belongs together by its words, what would mend it, and what editors are not shown."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from portal.finding.words import real_words
from portal.reporting.gap_policy import (
    Failure,
    Fix,
    Known,
    Way,
    clustered,
    is_alike,
    redacted,
)
from portal.reporting.gap_senses import Senses

NORTH, SOUTH = UUID(int=1), UUID(int=2)
ITEM, OTHER = UUID(int=8), UUID(int=9)


def failure(
    number: int,
    terms: str,
    way: Way = Way.FOUND_NOTHING,
    *,
    lang: str = "en",
    by: UUID = NORTH,
    outcome: str = "unknown",
    item: UUID | None = None,
) -> Failure:
    return Failure(UUID(int=100 + number), by, lang, terms, way, outcome, item)


@pytest.mark.parametrize(
    ("texts", "sizes"),
    [
        pytest.param(["sso loop", "Loops of SSO", "the sso loop"], [3], id="order and endings"),
        pytest.param(["export csv report", "export csv"], [2], id="two of three words"),
        pytest.param(["report", "export csv report"], [1, 1], id="one of three words"),
        pytest.param(["export csv report", "export csv quota badge"], [1, 1], id="two of five"),
        pytest.param(["kiosk", "kiosk for workers"], [2], id="half, and nothing else said"),
        pytest.param(
            ["export report to csv", "export attestations to csv"], [1, 1], id="half, and another"
        ),
        pytest.param(["badge printer", "quota"], [1, 1], id="nothing in common"),
        pytest.param(["the", "and of"], [], id="only words that stand in every text"),
    ],
)
def test_questions_with_most_words_in_common_are_one_gap(
    texts: Sequence[str], sizes: list[int]
) -> None:
    fresh, _ = clustered(failure(n, text) for n, text in enumerate(texts))

    assert [cluster.cases for cluster in fresh] == sizes


SYNONYMS = Senses(
    [
        ("phishing mail", "simulated attack", "hameçonnage"),
        ("simulated attack", "phishing exercise"),
        ("sso", "single sign-on"),
        ("sign in", "login"),
        ("sign up", "register"),
        ("mail", "email"),
    ]
)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        pytest.param("phishing mail blocked", "simulated attacks blocked", True, id="inflected"),
        pytest.param("phishing exercise", "phishing mail", True, id="by a phrase of two groups"),
        pytest.param("sso loop", "Single Sign-On loops", True, id="with a hyphen"),
        pytest.param("signing in loop", "login loop", True, id="words of every text count in it"),
        pytest.param("sign up loop", "login loop", False, id="another phrase with that word"),
        pytest.param("sso loop", "single sign-on quota", False, id="a long phrase weighs one word"),
        pytest.param("phishing mail", "mail", False, id="the longest phrase is meant"),
        pytest.param("simulated attack", "attack", False, id="a part of a phrase"),
    ],
)
def test_what_editors_gave_one_meaning_is_one_word(one: str, other: str, are_one: bool) -> None:
    fresh, _ = clustered([failure(1, one), failure(2, other)], senses=SYNONYMS)
    gap = Known(UUID(int=5), "en", real_words(one, "en"), one)
    _, taken = clustered([failure(2, other)], [gap], SYNONYMS)

    assert [cluster.cases for cluster in fresh] == ([2] if are_one else [1, 1])
    assert taken[gap.id].cases == are_one


def test_a_gap_whose_words_are_hidden_goes_by_those_it_keeps() -> None:
    gap = Known(UUID(int=5), "en", frozenset({"sso", "loop"}), "… loop")

    _, taken = clustered([failure(1, "loops of sso"), failure(2, "quota loop")], [gap], SYNONYMS)

    assert taken[gap.id].cases == 1


def test_the_same_word_in_two_languages_is_two_gaps() -> None:
    fresh, _ = clustered([failure(1, "quota"), failure(2, "quota", lang="fr")])

    assert sorted(cluster.lang for cluster in fresh) == ["en", "fr"]


def test_what_somebody_took_up_gathers_what_is_alike_before_a_larger_one_does() -> None:
    mine = Known(UUID(int=5), "en", frozenset({"sso", "loop"}))
    typed = ["sso loop login", "sso loop login", "login problem"]

    fresh, taken = clustered([failure(n, text) for n, text in enumerate(typed)], [mine])

    assert taken[mine.id].cases == 2
    assert [cluster.cases for cluster in fresh] == [1]


def test_one_attempt_counts_once_however_often_it_searched() -> None:
    twice = [failure(1, "sso loop"), failure(1, "loop sso", Way.NOT_OPENED)]

    (cluster,), _ = clustered([*twice, failure(2, "sso loop", by=SOUTH)])

    assert (cluster.cases, cluster.organisations) == (2, {NORTH, SOUTH})
    assert cluster.ways == {Way.FOUND_NOTHING: 2, Way.NOT_OPENED: 1}
    assert cluster.sentences == ["sso loop", "loop sso"]


@pytest.mark.parametrize(
    ("way", "outcome", "fix"),
    [
        (Way.FOUND_NOTHING, "unknown", Fix.ARTICLE),
        (Way.FOUND_NOTHING, "solved", Fix.SYNONYM),
        (Way.NOT_OPENED, "raised", Fix.TITLE),
        (Way.RAISED_AFTER_READING, "raised", Fix.REWRITE),
        (Way.NOT_HELPED, "unknown", Fix.REWRITE),
    ],
)
def test_the_fix_follows_from_how_most_of_them_failed(way: Way, outcome: str, fix: Fix) -> None:
    (cluster,), _ = clustered([failure(1, "sso loop", way, outcome=outcome, item=ITEM)])

    assert cluster.fix == fix


def test_what_was_read_in_vain_is_named_most_read_first() -> None:
    way = Way.RAISED_AFTER_READING
    read = [(1, OTHER), (2, ITEM), (3, ITEM), (3, ITEM)]

    (cluster,), _ = clustered(failure(n, "sso loop", way, item=item) for n, item in read)

    assert cluster.read == [ITEM, OTHER]


def test_every_pair_that_is_alike_enough_meets() -> None:
    """The short cut by the rarest words finds what comparing each with each would find."""
    pairs = [f"w{a} w{b}" for a in range(4) for b in range(4, 8)]
    texts = [*pairs, *(f"{pair} w{c}" for pair in pairs for c in range(8, 11)), "w0 w9", "w1"]

    fresh, _ = clustered(failure(n, text) for n, text in enumerate(texts))
    leaders = [cluster.words for cluster in fresh]

    assert sum(cluster.cases for cluster in fresh) == len(texts)
    assert not any(is_alike(one, other) for one in leaders for other in leaders if one is not other)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cannot invite cleo@northwind.example", "cannot invite …"),
        ("call me on +44 20 7946 0123", "call me on …"),
        ("see https://intranet.northwind.example/x", "see …"),
        ("northwind users see 404", "… users see 404"),
        ("northwinds are strong", "northwinds are strong"),
    ],
)
def test_addresses_long_numbers_and_customers_names_are_hidden(text: str, shown: str) -> None:
    assert redacted(text, ["Northwind"]) == shown
