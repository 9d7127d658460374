"""The engine in plain Python, for tests and small sets: nothing on disk, the same answers."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock

from search.answering import Answerer, Intake, remembering
from search.arrays import Card, Columns, Postings
from search.interface import Document, IndexUnavailable, Query, Results, Status, Suggestion
from search.planning import Plan
from search.scoring import Matches, Scorer
from search.suggesting import suggest
from search.vocabulary import Tally, Vocabulary
from search.weighing import weigh

NEVER_BUILT = "the index has not been built"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its weights, which outlive the shelf it stands on."""

    document: Document
    weights: Mapping[str, float]
    length: float

    @classmethod
    def of(cls, document: Document) -> "Entry":
        return cls(document, *weigh(document))


class MemoryShelf:
    """Weighted postings of a set of documents."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._documents = [entry.document for entry in entries]
        cards = (Card.of(entry.document, entry.length) for entry in entries)
        self.columns = Columns(dict(enumerate(cards)))
        self._postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, entry in enumerate(entries):
            for term, weight in entry.weights.items():
                self._postings[term].append((number, weight))
        self._scorer = Scorer(self.columns, self._read)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        tally = Tally()
        deque(tally.added(self._documents), maxlen=0)
        return Vocabulary({}).changed(tally)

    def document(self, number: int) -> Document:
        return self._documents[number]

    def matches(self, plan: Plan, audiences: frozenset[str], *, every_word: bool) -> Matches:
        return self._scorer.matches(plan, audiences, every_word=every_word)

    def _read(self, term: str) -> Postings:
        return Postings.of(self._postings.get(term, ()))


@dataclass(frozen=True)
class _State:
    """What readers see: replaced as a whole, never changed."""

    entries: Mapping[str, Entry]
    shelf: MemoryShelf
    answer: Answerer
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
        return self._current().answer(query)

    def suggest(self, query: Query) -> tuple[Suggestion, ...]:
        return suggest(query, self._current().shelf)

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
        shelf = MemoryShelf(list(entries.values()))
        self._state = _State(entries, shelf, remembering(shelf), status)
