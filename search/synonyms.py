"""Words that mean the same: groups of terms, phrases and abbreviations, in any language."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from search.analysis import chunks

DEFAULT_LIST = Path(__file__).with_name("default_synonyms.toml")
MOST_OTHERS = 8

Phrase = tuple[str, ...]


class Meaning(NamedTuple):
    """A stretch of a query, by its first word and the one after its last, and what else says it."""

    start: int
    end: int
    others: tuple[Phrase, ...]


class Synonyms:
    """Hand the same object to every query while the list is unchanged: answers are kept by it."""

    def __init__(self, groups: Iterable[Iterable[str]] = ()) -> None:
        others: defaultdict[Phrase, list[Phrase]] = defaultdict(list)
        for group in groups:
            phrases = [phrase for phrase in dict.fromkeys(map(phrase_of, group)) if phrase]
            for phrase in phrases:
                others[phrase] += [each for each in phrases if each != phrase]
        self._others = {phrase: tuple(found[:MOST_OTHERS]) for phrase, found in others.items()}
        self._longest = max(map(len, self._others), default=0)

    @classmethod
    def from_toml(cls, text: str) -> "Synonyms":
        """Read `groups = [["sso", "single sign-on"], …]`. Raises ValueError on anything else."""
        return cls(_groups(text))

    def meanings(self, words: Sequence[str]) -> Iterator[Meaning]:
        """Yield every stretch of the words that has another way to be said."""
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._longest, len(words)) + 1):
                others = self._others.get(tuple(words[start:end]))
                if others:
                    yield Meaning(start, end, others)


def default_groups() -> list[list[str]]:
    """Return the groups to begin with."""
    return _groups(DEFAULT_LIST.read_text(encoding="utf-8"))


def _groups(text: str) -> list[list[str]]:
    groups = tomllib.loads(text).get("groups")
    if not isinstance(groups, list) or not all(map(_is_group, groups)):
        raise ValueError("groups must be a list of lists of phrases")
    return groups


def phrase_of(text: str) -> Phrase:
    return tuple(part.text for chunk in chunks(text) for part in chunk.parts)


def _is_group(group: object) -> bool:
    return isinstance(group, list) and all(isinstance(phrase, str) for phrase in group)


NO_SYNONYMS = Synonyms()
