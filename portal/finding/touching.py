"""Which queries a change of synonyms or pins can touch at all."""

from collections.abc import Iterable

from portal.finding.guidance import Group, Guidance, Pin
from search.planning import gist
from search.synonyms import Synonyms, phrase_of


class Touched:
    """The queries that contain a phrase of these groups, or have the words of one of these pins."""

    def __init__(self, groups: Iterable[Group], pins: Iterable[Pin]) -> None:
        self.synonyms = Synonyms(groups)
        self.gists = {(pin.lang, gist(pin.words, pin.lang)) for pin in pins}

    def __contains__(self, text: object) -> bool:
        words = phrase_of(str(text))
        has_phrase = any(True for _ in self.synonyms.meanings(words))
        return has_phrase or any(gist(str(text), lang) == key for lang, key in self.gists)


def touched_by(before: Guidance, after: Guidance) -> Touched:
    """Return what differs between both, as the queries it can touch."""
    groups = set(before.groups) ^ set(after.groups)
    pins = set(before.pins) ^ set(after.pins)
    return Touched(sorted(groups), sorted(pins, key=lambda pin: (pin.lang, pin.words)))
