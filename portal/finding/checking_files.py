"""What is wrong with the synonyms and pinned answers of a folder, told without a database."""

from collections.abc import Iterator

from portal.content.checking import Prepared
from portal.content.errors import Complaint, ContentRefused
from portal.errors import Invalid
from portal.finding.files import GUIDANCE_FILE, NO_SUCH_ITEM, PinEntry, read_guidance
from portal.finding.guiding import (
    HOW_MANY,
    MOST_PINNED,
    PINNED_ALREADY,
    checked_phrases,
    checked_words,
)


def check_guidance(prepared: Prepared) -> list[Complaint]:
    """Return every fault of the folder's search.toml with its line."""
    try:
        wanted, lines = read_guidance(prepared.folder)
    except ContentRefused as refusal:
        return list(refusal.complaints)
    pins = _Pins({f"{kind}s/{lang}/{slug}" for kind, lang, slug in prepared.pages})
    faults = [
        *(("synonyms", n, _of_phrases(each.phrases)) for n, each in enumerate(wanted.synonyms)),
        *(("pins", n, pins.faults(each)) for n, each in enumerate(wanted.pins)),
    ]
    return [
        Complaint(GUIDANCE_FILE, lines.of(table, n), f"{table} {n + 1}: {sentence}")
        for table, n, sentences in faults
        for sentence in sentences
    ]


def _of_phrases(phrases: list[str]) -> Iterator[str]:
    try:
        checked_phrases(phrases)
    except Invalid as refusal:
        yield refusal.sentence % refusal.facts


class _Pins:
    """Knows the texts of the folder, and which words have answers by now."""

    def __init__(self, places: set[str]) -> None:
        self._places = places
        self._keys: set[str] = set()

    def faults(self, pin: PinEntry) -> Iterator[str]:
        yield from self._of_words(pin)
        for place in pin.answers:
            if place not in self._places:
                yield NO_SUCH_ITEM % {"address": place}
        if len(set(pin.answers)) > MOST_PINNED:
            yield HOW_MANY % {"most": MOST_PINNED}

    def _of_words(self, pin: PinEntry) -> Iterator[str]:
        try:
            _, key = checked_words(pin.words, pin.lang)
        except Invalid as refusal:
            yield refusal.sentence % refusal.facts
            return
        if key in self._keys:
            yield PINNED_ALREADY
        self._keys.add(key)
