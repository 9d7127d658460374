"""The engine in plain Python, for tests and small sets: nothing on disk, the same answers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from threading import Lock

from search.answering import Card, Intake, answer
from search.interface import Document, IndexUnavailable, Query, Results, Status
from search.planning import Concept, Plan
from search.weighing import EXACT, rarity, weigh, worth

Postings = Mapping[int, float]
NONE: Postings = {}
NEVER_BUILT = "the index has not been built"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its weights, which outlive the shelf it stands on."""

    document: Document
    weights: Mapping[str, float]

    @classmethod
    def of(cls, document: Document) -> "Entry":
        return cls(document, weigh(document))


class MemoryShelf:
    """Weighted postings of a set of documents."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._documents = [entry.document for entry in entries]
        self._cards = [Card.of(document) for document in self._documents]
        self._counts = Counter(card.lang for card in self._cards)
        self._postings: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(entries):
            for term, weight in entry.weights.items():
                self._postings[term][number] = weight

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self._counts)

    def card(self, number: int) -> Card:
        return self._cards[number]

    def document(self, number: int) -> Document:
        return self._documents[number]

    def scores(self, plan: Plan, *, every_word: bool) -> Mapping[int, float]:
        found = [self._concept(concept, plan.lang) for concept in plan.concepts]
        scores = _in_all(found) if every_word else _added(found)
        for term in plan.exact:
            for number, score in self._term(term, plan.lang).items():
                if number in scores:
                    scores[number] += EXACT * score
        return scores

    def _concept(self, concept: Concept, lang: str) -> dict[int, float]:
        return _added(
            _in_all([self._term(term, lang) for term in terms]) for terms in concept.alternatives
        )

    def _term(self, term: str, lang: str) -> dict[int, float]:
        postings = self._postings.get(term, NONE)
        rare = rarity(len(postings), self._counts[lang])
        return {number: worth(weight, rare) for number, weight in postings.items()}


def _in_all(found: Sequence[Postings]) -> dict[int, float]:
    numbers = reduce(lambda left, right: left & right, (set(each) for each in found))
    return {number: sum(each[number] for each in found) for number in numbers}


def _added(found: Iterable[Postings]) -> dict[int, float]:
    scores: defaultdict[int, float] = defaultdict(float)
    for each in found:
        for number, score in each.items():
            scores[number] += score
    return scores


@dataclass(frozen=True)
class _State:
    """What readers see: replaced as a whole, never changed."""

    entries: Mapping[str, Entry]
    shelf: MemoryShelf
    status: Status


class MemoryEngine:
    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._writing = Lock()
        self._state: _State | None = None

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        position: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        with self._writing:
            intake = Intake(documents, progress)
            entries = {document.id: Entry.of(document) for document in intake}
            self._switch(entries, position)

    def update(self, changed: Sequence[Document], removed: Sequence[str], *, position: int) -> None:
        with self._writing:
            kept = dict(self._current().entries)
            for gone in removed:
                kept.pop(gone, None)
            kept |= {document.id: Entry.of(document) for document in changed}
            self._switch(kept, position)

    def find(self, query: Query) -> Results:
        return answer(query, self._current().shelf)

    def status(self) -> Status:
        if self._state is None:
            return Status(0, 0, "", None, healthy=False, problem=NEVER_BUILT)
        return self._state.status

    def close(self) -> None:
        self._state = None

    def _current(self) -> _State:
        state = self._state
        if state is None:
            raise IndexUnavailable(NEVER_BUILT)
        return state

    def _switch(self, entries: Mapping[str, Entry], position: int) -> None:
        number = 1 + (int(self._state.status.generation) if self._state else 0)
        status = Status(len(entries), position, str(number), self._now(), healthy=True)
        self._state = _State(entries, MemoryShelf(list(entries.values())), status)
