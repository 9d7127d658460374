"""From matches to an answer: pins, order, counts, pages. Shared by all engines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from search.arrays import Flags, Integers
from search.forgiving import Reading, read
from search.interface import Document, Facets, Hit, Notice, Query, Results
from search.matching import ENOUGH_HITS, Match, Shelf
from search.moments import best_moments
from search.planning import Plan
from search.snippets import best_excerpt, mark

MOST_HITS = 100
MOST_ANSWERS = 1_000
TIER = 1e6  # more than any score
FOREIGN = 0.9  # what a score counts in another language than the reader's, where tiers do not tell

Answerer = Callable[[Query], Results]


class Intake:
    """Documents on their way in: counted, and none twice, for it would be found twice."""

    def __init__(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None
    ) -> None:
        self.ids: set[str] = set()
        self._documents, self._progress = documents, progress

    def __iter__(self) -> Iterator[Document]:
        for document in self._documents:
            if document.id in self.ids:
                raise ValueError(f"two documents have the id {document.id!r}")
            self.ids.add(document.id)
            yield document
            if self._progress:
                self._progress(len(self.ids))


def remembering(shelf: Shelf) -> Answerer:
    """Answer from one shelf, repeated questions at once. A new generation is a new shelf."""
    return lru_cache(maxsize=MOST_ANSWERS)(lambda query: answer(query, shelf))


def answer(query: Query, shelf: Shelf) -> Results:
    reading = read(query, shelf)
    if not reading.match.asked.chunks:
        return Results()
    listing = Listing(query, shelf, reading.match)
    start, most = max(0, query.offset), min(max(0, query.limit), MOST_HITS)
    return Results(
        hits=tuple(map(listing.hit, listing.first(start + most)[start:])),
        total=int(np.count_nonzero(listing.listed)),
        facets=listing.facets(),
        did_you_mean=reading.meant,
        words=reading.match.asked.words(),
        notice=_notice(reading),
    )


def _notice(reading: Reading) -> Notice | None:
    if reading.is_corrected:
        return "corrected"
    has_few = reading.match.is_partial and reading.match.complete < ENOUGH_HITS
    return "some-words" if has_few else None


@dataclass(frozen=True)
class Listing:
    """The documents of a match in the order in which this reader gets them."""

    query: Query
    shelf: Shelf
    match: Match

    @cached_property
    def plans(self) -> dict[str, Plan]:
        plans = self.match.asked.plans(self.shelf.columns.languages)
        return {plan.lang: plan for plan in plans}

    @cached_property
    def pinned(self) -> list[int]:
        columns = self.shelf.columns
        visible = columns.visible(self.query.audiences)
        pins = (columns.numbers.get(each) for each in dict.fromkeys(self.query.pins))
        return [number for number in pins if number is not None and visible[number]]

    @cached_property
    def matched(self) -> Flags:
        matched: Flags = self.match.full | self.match.some
        matched[self.pinned] = True
        return matched

    @cached_property
    def listed(self) -> Flags:
        passing: Flags = self.matched & self.shelf.columns.passing(self.query)
        return passing

    def first(self, most: int) -> list[int]:
        """Return the numbers of the first documents; what comes after them is not sorted."""
        numbers = np.flatnonzero(self.listed)
        keys = self._keys(numbers)
        if len(numbers) > most > 0:
            kept = keys <= np.partition(keys, most - 1)[most - 1]
            numbers, keys = numbers[kept], keys[kept]
        by_id = self.shelf.columns.id_order[numbers]
        return [int(number) for number in numbers[np.lexsort((by_id, keys))][: max(most, 0)]]

    def _keys(self, numbers: Integers) -> Integers:
        """Pins in their order, then tiers, then the score."""
        is_foreign = ~self.shelf.columns.lang.having([self.query.prefer_lang])[numbers]
        scores = self.match.scores[numbers] * np.where(is_foreign, FOREIGN, 1.0)
        keys = self._tiers(numbers, is_foreign) * TIER - scores
        for place, number in enumerate(self.pinned):
            keys[numbers == number] = (place - len(self.pinned)) * TIER - TIER
        return keys

    def _tiers(self, numbers: Integers, is_foreign: Flags) -> Integers:
        """Of a few words every word before some, and of those the reader's language first."""
        if not self.match.asked.is_short:
            return np.zeros(len(numbers), np.int64)
        return np.where(self.match.some[numbers], 2, is_foreign)

    def facets(self) -> Facets:
        return Facets(
            kind=self._counts("kind"), topic=self._counts("topic"), lang=self._counts("lang")
        )

    def _counts(self, facet: str) -> dict[str, int]:
        columns = self.shelf.columns
        among = self.matched & columns.passing(self.query, but=facet)
        return columns.column(facet).counts(among)

    def wanted(self, lang: str) -> frozenset[str]:
        plan = self.plans.get(lang)
        return plan.terms() if plan else frozenset()

    def hit(self, number: int) -> Hit:
        document = self.shelf.document(number)
        lang, wanted = document.lang, self.wanted(document.lang)
        return Hit(
            id=document.id,
            kind=document.kind,
            slug=document.slug,
            lang=lang,
            topic=document.topic,
            title=document.title,
            title_marked=mark(document.title, wanted, lang),
            summary=document.summary,
            snippet=best_excerpt(_texts(document), wanted, lang),
            score=float(self.match.scores[number]),
            moments=best_moments(document.moments, wanted, lang),
            is_pinned=number in self.pinned,
        )


def _texts(document: Document) -> Iterator[str]:
    """Yield what may show why a document was found."""
    yield from (document.body, document.summary)
    yield from (" · ".join(document.headings), " · ".join(document.tags))
