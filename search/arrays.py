"""Documents as arrays, by number: what a term matches, and what decides who sees it where."""

from collections.abc import Collection, Iterable, Mapping
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.interface import Document, DocumentKind, Query

Integers = NDArray[Any]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_POSTINGS = 4_000_000  # kept ready: some 50 MB
NOBODY = -1


Value = TypeVar("Value")


class Card(NamedTuple):
    """What decides whether and where a document is listed; `length` is in weighted words."""

    id: str
    kind: DocumentKind
    lang: str
    topic: str
    audience: str
    length: float

    @classmethod
    def of(cls, document: Document, length: float) -> "Card":
        each = document
        return cls(each.id, each.kind, each.lang, each.topic, each.audience, length)


class Postings(NamedTuple):
    """The documents that have a term, ascending, and its weight in each."""

    numbers: Integers
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, found: Iterable[tuple[int, float]]) -> "Postings":
        pairs = sorted(found)
        numbers = np.fromiter((number for number, _ in pairs), np.int32, len(pairs))
        weights = np.fromiter((weight for _, weight in pairs), np.float32, len(pairs))
        return cls(numbers, weights)


class Kept(Generic[Value]):
    """Values that were costly to make, until they are too many; the oldest unused go first."""

    def __init__(self, most: int = MOST_POSTINGS) -> None:
        self._most, self._size = most, 0
        self._values: dict[str, tuple[Value, int]] = {}
        self._lock = Lock()

    def get(self, key: str) -> Value | None:
        with self._lock:
            found = self._values.pop(key, None)
            if found is not None:
                self._values[key] = found
        return found[0] if found else None

    def keep(self, key: str, value: Value, size: int) -> None:
        with self._lock:
            self._size += size - self._values.pop(key, (None, 0))[1]
            self._values[key] = value, size
            while self._size > self._most and len(self._values) > 1:
                oldest = next(iter(self._values))
                self._size -= self._values.pop(oldest)[1]


class Column:
    """One property of all documents: its values, and for each document which of them."""

    def __init__(self, size: int, values: Mapping[int, str]) -> None:
        self.names = sorted(set(values.values()))
        places = {name: place for place, name in enumerate(self.names)}
        self.codes = np.full(size, NOBODY, np.int32)
        for number, name in values.items():
            self.codes[number] = places[name]

    def having(self, names: Collection[str]) -> Flags:
        found = np.zeros(len(self.codes), np.bool_)
        for place, name in enumerate(self.names):
            if name in names:
                found |= self.codes == place
        return found

    def counts(self, among: Flags) -> dict[str, int]:
        """Return how many of those have each value, the commonest first."""
        found = np.bincount(self.codes[among], minlength=len(self.names))
        pairs = [(name, int(count)) for name, count in zip(self.names, found, strict=True)]
        return dict(sorted((each for each in pairs if each[1]), key=lambda each: -each[1]))


class Columns:
    """The cards of an index. A number without a card is a document that is no more."""

    def __init__(self, cards: Mapping[int, Card]) -> None:
        size = max(cards, default=NOBODY) + 1
        self.size = size
        self.kind = Column(size, {number: card.kind for number, card in cards.items()})
        self.topic = Column(size, {number: card.topic for number, card in cards.items()})
        self.lang = Column(size, {number: card.lang for number, card in cards.items()})
        self.audience = Column(size, {number: card.audience for number, card in cards.items()})
        self.lengths = np.zeros(size)
        for number, card in cards.items():
            self.lengths[number] = card.length
        self.numbers = {card.id: number for number, card in cards.items()}
        self.id_order = np.zeros(size, np.int32)
        for place, id_ in enumerate(sorted(self.numbers)):
            self.id_order[self.numbers[id_]] = place
        self._visible: dict[frozenset[str], Flags] = {}

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self.lang.names)

    def visible(self, audiences: frozenset[str]) -> Flags:
        """Return which documents somebody of these audiences may see."""
        known = audiences.intersection(self.audience.names)
        found = self._visible.get(known)
        if found is None:
            found = self._visible[known] = self.audience.having(known)
        return found

    def passing(self, query: Query, but: str = "") -> Flags:
        """Return which documents a query's filters let through, one of them let go of."""
        passing = np.ones(self.size, np.bool_)
        for name in ("kind", "topic", "lang"):
            value = getattr(query, name)
            if value is not None and name != but:
                passing &= self.column(name).having([value])
        return passing

    def column(self, name: str) -> Column:
        return {"kind": self.kind, "topic": self.topic, "lang": self.lang}[name]
