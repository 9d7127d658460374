"""What a plan matches and how well, over the postings of its words as arrays."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np

from search.arrays import Columns, Flags, Floats, Integers, Kept, Postings
from search.planning import Concept, Plan, Terms
from search.weighing import EXACT, length_factors, rarity, worth

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

    @classmethod
    def any_of(cls, found: Iterable["Matches"], size: int) -> "Matches":
        several = list(found)
        return reduce(cls.__or__, several) if several else cls.none(size)

    def __and__(self, other: "Matches") -> "Matches":
        found = self.found & other.found
        return Matches(found, np.where(found, self.scores + other.scores, 0.0))

    def __or__(self, other: "Matches") -> "Matches":
        return Matches(self.found | other.found, self.scores + other.scores)


class View(NamedTuple):
    """What one audience sees of an index: nothing else may move a score by a hair.

    `documents` are counted by language, `factors` compare lengths within a language.
    """

    name: str
    visible: Flags
    documents: Mapping[str, int]
    factors: Floats

    @classmethod
    def of(cls, columns: Columns, audiences: frozenset[str]) -> "View":
        visible = columns.visible(audiences)
        factors = np.ones(columns.size)
        for lang in columns.lang.names:
            own = visible & columns.lang.having([lang])
            factors[own] = length_factors(columns.lengths[own])
        name = ",".join(sorted(audiences.intersection(columns.audience.names)))
        return cls(name, visible, columns.lang.counts(visible), factors)


class Scorer:
    """Reads the postings of a word once and keeps what they are worth to each audience."""

    def __init__(self, columns: Columns, postings: Callable[[str], Postings]) -> None:
        self._columns, self._read = columns, postings
        self._views: dict[frozenset[str], View] = {}
        self._postings: Kept[Postings] = Kept()
        self._kept: Kept[Worths] = Kept()

    def matches(self, plan: Plan, audiences: frozenset[str], *, every_word: bool) -> Matches:
        """Return the documents of the plan's language with every or some concept."""
        view = self._views.get(audiences)
        if view is None:
            view = self._views[audiences] = View.of(self._columns, audiences)
        return _Scoring(self, plan.lang, view).matches(plan, every_word=every_word)

    def worths(self, term: str, lang: str, view: View) -> Worths:
        key = f"{view.name} {term}"
        kept = self._kept.get(key)
        if kept is None:
            numbers, weights = self._postings_of(term)
            seen = view.visible[numbers]
            numbers, seen_weights = numbers[seen], weights[seen].astype(np.float64)
            rare = rarity(len(numbers), view.documents.get(lang, 0))
            kept = Worths(numbers, worth(seen_weights, view.factors[numbers], rare))
            self._kept.keep(key, kept, 1 + len(numbers))
        return kept

    def _postings_of(self, term: str) -> Postings:
        kept = self._postings.get(term)
        if kept is None:
            kept = self._read(term)
            self._postings.keep(term, kept, 1 + len(kept.numbers))
        return kept


@dataclass(frozen=True)
class _Scoring:
    """One plan being matched for one audience."""

    scorer: Scorer
    lang: str
    view: View

    def matches(self, plan: Plan, *, every_word: bool) -> Matches:
        found = [self._concept(concept) for concept in plan.concepts]
        matches = reduce(Matches.__and__ if every_word else Matches.__or__, found)
        for term in plan.exact:
            numbers, added = self._worths(term)
            matches.scores[numbers] += EXACT * added * matches.found[numbers]
        return matches

    def _concept(self, concept: Concept) -> Matches:
        """The words as typed add up; the best of the others counts where it is worth more."""
        matches = Matches.any_of(self._sets(concept.typed), len(self.view.visible))
        for other in self._sets(concept.others):
            scores = np.maximum(matches.scores, OTHER * other.scores)
            matches = Matches(matches.found | other.found, scores)
        return matches

    def _sets(self, alternatives: Iterable[Terms]) -> Iterator[Matches]:
        for terms in alternatives:
            yield reduce(Matches.__and__, map(self._term, terms))

    def _term(self, term: str) -> Matches:
        numbers, added = self._worths(term)
        matches = Matches.none(len(self.view.visible))
        matches.found[numbers] = True
        matches.scores[numbers] = added
        return matches

    def _worths(self, term: str) -> Worths:
        return self.scorer.worths(term, self.lang, self.view)
