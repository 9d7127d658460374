"""From matches to an answer: who may see what, order, counts, pages. Shared by all engines."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from search.interface import Document, DocumentKind, Facets, Hit, Query, Results
from search.planning import Asked, Plan
from search.snippets import best_moments, excerpt, mark

ENOUGH_HITS = 3
MOST_HITS = 100
SCORE_DIGITS = 4


class Card(NamedTuple):
    """What decides whether and where a document is listed."""

    id: str
    kind: DocumentKind
    lang: str
    topic: str
    audience: str

    @classmethod
    def of(cls, document: Document) -> "Card":
        return cls(document.id, document.kind, document.lang, document.topic, document.audience)


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


class Shelf(Protocol):
    """One unchanging state of an index. Documents go by number."""

    @property
    def languages(self) -> frozenset[str]: ...

    def card(self, number: int) -> Card: ...

    def document(self, number: int) -> Document: ...

    def scores(self, plan: Plan, *, every_word: bool) -> Mapping[int, float]:
        """Return the documents of the plan's language with every or some concept."""


def answer(query: Query, shelf: Shelf) -> Results:
    asked = Asked.of(query)
    if not asked.chunks:
        return Results()
    return _Answer(query, shelf, asked).results()


@dataclass(frozen=True)
class _Answer:
    query: Query
    shelf: Shelf
    asked: Asked

    def results(self) -> Results:
        listed = [number for number in self.order if self._passes(number)]
        start = max(0, self.query.offset)
        shown = listed[start : start + min(max(0, self.query.limit), MOST_HITS)]
        return Results(
            hits=tuple(map(self._hit, shown)),
            total=len(listed),
            facets=self._facets(),
            words=self.asked.words(),
            notice="some-words" if self.some_scores else None,
        )

    @cached_property
    def plans(self) -> dict[str, Plan]:
        return {plan.lang: plan for plan in self.asked.plans(self.shelf.languages)}

    @cached_property
    def all_scores(self) -> dict[int, float]:
        return self._scores(every_word=True)

    @cached_property
    def some_scores(self) -> dict[int, float]:
        """The further documents with some words, when too few have all of them.

        Decided before the filters, so that a facet's count is what choosing it will show.
        """
        if len(self.all_scores) >= ENOUGH_HITS:
            return {}
        some = self._scores(every_word=False)
        return {number: score for number, score in some.items() if number not in self.all_scores}

    def _scores(self, *, every_word: bool) -> dict[int, float]:
        return {
            number: round(score, SCORE_DIGITS)
            for plan in self.plans.values()
            for number, score in self.shelf.scores(plan, every_word=every_word).items()
            if self.shelf.card(number).audience in self.query.audiences
        }

    @cached_property
    def order(self) -> list[int]:
        return self._ordered(self.all_scores) + self._ordered(self.some_scores)

    def _ordered(self, scores: Mapping[int, float]) -> list[int]:
        return sorted(scores, key=lambda number: self._rank(number, scores[number]))

    def _rank(self, number: int, score: float) -> tuple[bool, float, str]:
        card = self.shelf.card(number)
        return card.lang != self.query.prefer_lang, -score, card.id

    def _passes(self, number: int, but: str = "") -> bool:
        card, query = self.shelf.card(number), self.query
        return (
            (but == "kind" or query.kind in (None, card.kind))
            and (but == "topic" or query.topic in (None, card.topic))
            and (but == "lang" or query.lang in (None, card.lang))
        )

    def _facets(self) -> Facets:
        return Facets(
            kind=self._counts("kind", lambda card: card.kind),
            topic=self._counts("topic", lambda card: card.topic),
            lang=self._counts("lang", lambda card: card.lang),
        )

    def _counts(self, facet: str, value_of: Callable[[Card], str]) -> dict[str, int]:
        numbers = [number for number in self.order if self._passes(number, but=facet)]
        counts = Counter(value_of(self.shelf.card(number)) for number in numbers)
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    def _hit(self, number: int) -> Hit:
        document = self.shelf.document(number)
        lang, wanted = document.lang, self.plans[document.lang].terms()
        scores = self.all_scores if number in self.all_scores else self.some_scores
        return Hit(
            id=document.id,
            kind=document.kind,
            slug=document.slug,
            lang=lang,
            topic=document.topic,
            title=document.title,
            title_marked=mark(document.title, wanted, lang),
            summary=document.summary,
            snippet=excerpt(document.body or document.summary, wanted, lang),
            score=scores[number],
            moments=best_moments(document.moments, wanted, lang),
        )
