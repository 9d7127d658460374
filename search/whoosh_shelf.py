"""One generation of the Whoosh index, open for questions."""

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from whoosh.reading import TermNotFound

from search.arrays import Card, Columns, Kept, Postings
from search.interface import Document
from search.planning import Plan
from search.scoring import Matches, Scorer
from search.stored import BYTES_KEPT, document_from
from search.vocabulary import Vocabulary
from search.whoosh_index import cards_from, open_index


class WhooshShelf:
    """Whoosh's readers share a file position, so one thread at a time asks them."""

    def __init__(self, files: Mapping[str, bytes], vocabulary: Vocabulary) -> None:
        reader = open_index(files).reader()
        self._leaves = [
            (leaf, offset) for leaf, offset in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self._texts = [(offset, leaf.column_reader("document")) for leaf, offset in self._leaves]
        self._asking = Lock()
        self.columns = Columns(dict(_cards(self._leaves)))
        self.vocabulary = vocabulary
        self.fragments = len(self._leaves)
        self._scorer = Scorer(self.columns, self._read)
        self._kept: Kept[Document] = Kept(BYTES_KEPT)

    def document(self, number: int) -> Document:
        found = self._kept.get(str(number))
        if found is None:
            content = self._content(number)
            found = document_from(content)
            self._kept.keep(str(number), found, len(content))
        return found

    def _content(self, number: int) -> bytes:
        offset, column = next(each for each in reversed(self._texts) if each[0] <= number)
        with self._asking:
            content: bytes = column[number - offset]
        return content

    def matches(self, plan: Plan, audiences: frozenset[str], *, every_word: bool) -> Matches:
        return self._scorer.matches(plan, audiences, every_word=every_word)

    def _read(self, term: str) -> Postings:
        with self._asking:
            return Postings.of(_postings(self._leaves, term))


def _postings(leaves: list[tuple[Any, int]], term: str) -> Iterator[tuple[int, float]]:
    """Yield the living documents that have a term, and its weight in each."""
    for leaf, offset in leaves:
        try:
            matcher = leaf.postings("terms", term)
        except TermNotFound:
            continue
        while matcher.is_active():
            yield offset + matcher.id(), matcher.weight()
            matcher.next()


def _cards(leaves: list[tuple[Any, int]]) -> Iterator[tuple[int, Card]]:
    for leaf, offset in leaves:
        column, numbers = leaf.column_reader("card"), list(leaf.all_doc_ids())
        cards = cards_from(column[number] for number in numbers)
        yield from ((offset + n, card) for n, card in zip(numbers, cards, strict=True))
