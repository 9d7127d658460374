"""What a plan matches and how well, over the postings of its words as arrays."""

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import NamedTuple

import numpy as np

from search.arrays import Columns, Flags, Floats, Integers, Kept, Postings
from search.planning import Concept, Plan, Terms
from search.weighing import EXACT, rarity, worth

OTHER = 0.5


class Worths(NamedTuple):
    """The documents that have a term, and what it adds to the score of each."""

    numbers: Integers
    added: Floats


class Matches(NamedTuple):
    """For each document whether it matches, and its score: nought where it does not."""

    found: Flags
    scores: Floats

    @classmethod
    def none(cls, size: int) -> "Matches":
        return cls(np.zeros(size, np.bool_), np.zeros(size))

    def __and__(self, other: "Matches") -> "Matches":
        found = self.found & other.found
        return Matches(found, np.where(found, self.scores + other.scores, 0.0))

    def __or__(self, other: "Matches") -> "Matches":
        return Matches(self.found | other.found, self.scores + other.scores)


class Scorer:
    """Reads the postings of a word once and keeps what they are worth."""

    def __init__(self, columns: Columns, postings: Callable[[str], Postings]) -> None:
        self._columns, self._postings = columns, postings
        self._documents = dict(_sizes(columns))
        self._kept: Kept[Worths] = Kept()

    def matches(self, plan: Plan, *, every_word: bool) -> Matches:
        """Return the documents of the plan's language with every or some concept."""
        found = [self._concept(concept, plan.lang) for concept in plan.concepts]
        matches = reduce(Matches.__and__ if every_word else Matches.__or__, found)
        for term in plan.exact:
            numbers, added = self._worths(term, plan.lang)
            matches.scores[numbers] += EXACT * added * matches.found[numbers]
        return matches

    def _concept(self, concept: Concept, lang: str) -> Matches:
        """The words as typed add up; the best of the others counts where it is worth more."""
        none = Matches.none(self._columns.size)
        matches = reduce(Matches.__or__, self._sets(concept.typed, lang), none)
        for other in self._sets(concept.others, lang):
            scores = np.maximum(matches.scores, OTHER * other.scores)
            matches = Matches(matches.found | other.found, scores)
        return matches

    def _sets(self, alternatives: Iterable[Terms], lang: str) -> Iterator[Matches]:
        for terms in alternatives:
            yield reduce(Matches.__and__, (self._term(term, lang) for term in terms))

    def _term(self, term: str, lang: str) -> Matches:
        numbers, added = self._worths(term, lang)
        matches = Matches.none(self._columns.size)
        matches.found[numbers] = True
        matches.scores[numbers] = added
        return matches

    def _worths(self, term: str, lang: str) -> Worths:
        kept = self._kept.get(term)
        if kept is None:
            numbers, weights = self._postings(term)
            rare = rarity(len(numbers), self._documents.get(lang, 0))
            kept = Worths(numbers, worth(weights.astype(np.float64), rare))
            self._kept.keep(term, kept, 1 + len(numbers))
        return kept


def _sizes(columns: Columns) -> list[tuple[str, int]]:
    everything = np.ones(columns.size, np.bool_) & (columns.lang.codes >= 0)
    return list(columns.lang.counts(everything).items())
