"""Every sentence of the Academy exists in every language."""

import re

import portal.cli  # noqa: F401 (every refusal must be known before its sentences are looked for)
from portal.web.languages import read_catalogue
from portal.web.messages import extract, untranslated

PLACES = re.compile(r"%\((\w+)\)[sd]")


def first(text: object) -> str:
    return text if isinstance(text, str) else text[0]  # type: ignore[index]


def test_no_sentence_is_missing_in_french() -> None:
    wanted = {str(first(message.id)) for message in extract() if message.id}
    known = {str(first(message.id)) for message in read_catalogue("fr") if message.id}

    assert wanted - known == set()


def test_no_french_sentence_is_empty_or_uncertain() -> None:
    assert untranslated(read_catalogue("fr")) == []


def test_no_french_sentence_outlives_its_english_one() -> None:
    wanted = {str(first(message.id)) for message in extract() if message.id}
    known = {str(first(message.id)) for message in read_catalogue("fr") if message.id}

    assert known - wanted == set()


def test_a_translation_fills_in_the_same_facts() -> None:
    for message in read_catalogue("fr"):
        if message.id and isinstance(message.id, str):
            assert set(PLACES.findall(message.id)) == set(PLACES.findall(str(message.string)))


def test_french_puts_its_spaces_before_double_signs() -> None:
    wrong = re.compile(r"[^\s\u202f\u00a0][;!?»](?:\s|$)|[ ][;!?:»]")
    for message in read_catalogue("fr"):
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        for text in texts if message.id else ():
            assert not wrong.search(text), text


def test_french_speaks_with_its_own_words_and_signs() -> None:
    wrong = re.compile(
        r"\w'\w"  # a typewriter's apostrophe
        r"|(?<!Administrator )\bAcademy\b|\b[Tt]ickets?\b"  # l’Académie, une demande
        r"|\b(?:depuis|jusqu’à|à partir de|terminé) %\((?:moment|date|day)\)s"  # depuis le …
    )
    for message in read_catalogue("fr"):
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        for text in texts if message.id else ():
            assert not wrong.search(text), text
