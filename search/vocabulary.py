"""The words of an index as people write them, with how many documents have each: for spelling."""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np

from search.analysis import fold, stop_words, words
from search.arrays import Integers
from search.interface import Document
from search.weighing import fields

LONGEST = 24
SHORTEST = 2

Shared = tuple[str, str]  # language and audience
Counts = Mapping[str, int]


class WordList:
    """The words of one language that one audience may read, in alphabetical order."""

    def __init__(self, counts: Counts) -> None:
        written: dict[str, str] = {}
        totals: Counter[str] = Counter()
        for word, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
            written.setdefault(fold(word), word)
            totals[fold(word)] += count
        self.words = sorted(totals)
        self.counts = totals
        self.written = written

    def begun(self, beginning: str) -> list[str]:
        start = bisect_left(self.words, beginning)
        end = bisect_left(self.words, beginning + "\U0010ffff", lo=start)
        return self.words[start:end]

    @cached_property
    def letters(self) -> Integers:
        """One row of code points for each word, filled up with zeros."""
        wide = np.array(self.words or [""], dtype=f"U{LONGEST}")
        rows: Integers = wide.view(np.uint32).reshape(len(wide), LONGEST)
        return rows

    @cached_property
    def lengths(self) -> Integers:
        lengths: Integers = np.count_nonzero(self.letters, axis=1)
        return lengths

    @cached_property
    def signatures(self) -> Integers:
        return signatures(self.letters)


def signatures(letters: Integers) -> Integers:
    """Return which letters each row has, as bits: an edit changes two of them at most."""
    codes = letters.astype(np.uint64)
    bits = np.where(codes > 0, np.uint64(1) << (codes % np.uint64(64)), np.uint64(0))
    gathered: Integers = np.bitwise_or.reduce(bits, axis=1)
    return gathered


class Vocabulary:
    """Never changes. What one audience reads is counted apart, so nothing else shows through."""

    def __init__(
        self, counts: Mapping[Shared, Counts], ready: Mapping[Shared, WordList] | None = None
    ) -> None:
        self._counts = counts
        self._lists = dict(ready or {})

    def changed(self, tally: "Tally") -> "Vocabulary":
        counts = {**self._counts}
        for shared, change in tally.counts.items():
            new = Counter(counts.get(shared, {}))
            new.update(change)
            counts[shared] = +new
        ready = {shared: each for shared, each in self._lists.items() if shared not in tally.counts}
        return Vocabulary(counts, ready)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Vocabulary":
        return cls({(lang, audience): words for lang, audience, words in json.loads(content)})

    def to_bytes(self) -> bytes:
        rows = [[*shared, counts] for shared, counts in sorted(self._counts.items())]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()

    def lists(self, audiences: Collection[str]) -> Iterator[tuple[str, WordList]]:
        """Yield the language and words of everything these audiences may read."""
        for lang, audience in sorted(self._counts):
            if audience in audiences:
                yield lang, self._list((lang, audience))

    def _list(self, shared: Shared) -> WordList:
        found = self._lists.get(shared)
        if found is None:
            found = self._lists[shared] = WordList(self._counts[shared])
        return found

    def count(self, word: str, audiences: Collection[str]) -> int:
        """Return how many documents these audiences may read have a word."""
        return sum(found.counts.get(word, 0) for _, found in self.lists(audiences))


class Tally:
    """Counts the words of documents that come and go."""

    def __init__(self) -> None:
        self.counts: defaultdict[Shared, Counter[str]] = defaultdict(Counter)

    def added(self, documents: Iterable[Document]) -> Iterator[Document]:
        for document in documents:
            self.counts[document.lang, document.audience].update(words_of(document))
            yield document

    def remove(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self.counts[document.lang, document.audience].subtract(words_of(document))


def words_of(document: Document) -> set[str]:
    """Return the different words of a document, accents kept, those too common left out."""
    common = stop_words(document.lang)
    return {
        _as_written(text[word.start : word.end], word.text)
        for _, texts in fields(document)
        for text in texts
        for word in words(text)
        if SHORTEST <= len(word.text) <= LONGEST and word.text not in common
    }


def _as_written(written: str, word: str) -> str:
    """Keep accents; hyphens and apostrophes inside a word would not survive a query."""
    lowered = written.casefold()
    is_plain = lowered.isalpha() and fold(lowered) == word and lowered.isprintable()
    return lowered if is_plain else word
