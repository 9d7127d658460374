"""Which documents a reader sees for the words of a query: with every word, or with some."""

from typing import NamedTuple, Protocol

import numpy as np

from search.arrays import Columns, Flags, Floats
from search.interface import Document, Query
from search.planning import Asked, Plan
from search.scoring import Matches
from search.vocabulary import Vocabulary

ENOUGH_HITS = 3
SCORE_DIGITS = 4


class Shelf(Protocol):
    """One unchanging state of an index. Documents go by number."""

    @property
    def columns(self) -> Columns: ...

    @property
    def vocabulary(self) -> Vocabulary: ...

    def document(self, number: int) -> Document: ...

    def matches(self, plan: Plan, audiences: frozenset[str], *, every_word: bool) -> Matches:
        """Return what these see in the plan's language with every or some concept."""


class Match(NamedTuple):
    """What was asked, and the documents a reader sees for it."""

    asked: Asked
    full: Flags
    some: Flags
    scores: Floats

    @property
    def complete(self) -> int:
        """How many have every word."""
        return int(np.count_nonzero(self.full))

    @property
    def is_partial(self) -> bool:
        return bool(self.some.any())


def match(asked: Asked, query: Query, shelf: Shelf) -> Match:
    """Match before any filter, so that a facet's count is what choosing it will show.

    Documents with some words only follow a few words when too few have all of them.
    """
    full = _matches(asked, query, shelf, every_word=True)
    with_all = full.found
    if asked.is_short and np.count_nonzero(with_all) >= ENOUGH_HITS:
        return Match(asked, with_all, np.zeros_like(with_all), full.scores.round(SCORE_DIGITS))
    some = _matches(asked, query, shelf, every_word=False)
    with_some = some.found & ~with_all
    scores = np.where(with_all, full.scores, some.scores)
    return Match(asked, with_all, with_some, scores.round(SCORE_DIGITS))


def has_any(asked: Asked, query: Query, shelf: Shelf) -> bool:
    """Say whether the reader sees anything with some of the words."""
    return bool(_matches(asked, query, shelf, every_word=False).found.any())


def _matches(asked: Asked, query: Query, shelf: Shelf, *, every_word: bool) -> Matches:
    """Add up the languages, which never share a document."""
    plans = asked.plans(shelf.columns.languages)
    found = (shelf.matches(plan, query.audiences, every_word=every_word) for plan in plans)
    return Matches.any_of(found, shelf.columns.size)
