"""The engine for many documents: tantivy files the terms, the rest is what every engine shares.

A term is filed with the step of its weight, and a word is looked up as all its steps at once,
each scored by the weight it stands for: what comes back are the postings our scoring wants.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy

from search.arrays import Card, Columns, Kept, Postings
from search.disk_engine import VOCABULARY, Change, DiskEngine, Files, LibraryShelf
from search.interface import Document
from search.planning import Plan
from search.scoring import Matches, Scorer
from search.stored import BYTES_KEPT, content_of, document_from
from search.vocabulary import Vocabulary
from search.weighing import STEP, level_of, weigh

CARDS = "cards.json"
OURS = {CARDS, VOCABULARY}
HEAP = 60_000_000
LOCKS = ".lock"

Cards = dict[int, Card]


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", indexed=True, fast=True)
    builder.add_bytes_field("document", stored=True)
    return builder.build()


SCHEMA = _schema()


class TantivyShelf:
    """One generation, read from a copy that has no name any more: tantivy maps its files, and one
    that is cut short on disk would end the process."""

    def __init__(self, files: Files, cards: Cards, vocabulary: Vocabulary) -> None:
        # Its own threads may still write a lock file there while the folder is being removed.
        with TemporaryDirectory(prefix="academy-index-", ignore_cleanup_errors=True) as folder:
            index = _open(files, Path(folder))
            index.config_reader("manual", 1)
            self._searcher = index.searcher()
        self.cards = cards
        self.columns = Columns(self.cards)
        self.vocabulary = vocabulary
        self.fragments = self._searcher.num_segments
        self._scorer = Scorer(self.columns, self._read)
        self._kept: Kept[Document] = Kept(BYTES_KEPT)
        if self._searcher.num_docs != len(self.cards):
            raise ValueError(f"{self._searcher.num_docs} of {len(self.cards)} documents")

    def document(self, number: int) -> Document:
        found = self._kept.get(str(number))
        if found is None:
            address = self._searcher.search(_numbered(number), limit=1, count=False).hits[0][1]
            content = bytes(self._searcher.doc(address).get_first("document"))
            found = document_from(content)
            self._kept.keep(str(number), found, len(content))
        return found

    def matches(self, plan: Plan, audiences: frozenset[str], *, every_word: bool) -> Matches:
        return self._scorer.matches(plan, audiences, every_word=every_word)

    def _read(self, term: str) -> Postings:
        steps = self._searcher.terms_with_prefix("terms", f"{term}#")
        if not steps:
            return Postings.of(())
        wanted = [(tantivy.Occur.Should, _step(filed)) for filed, _ in steps]
        most = sum(count for _, count in steps)
        hits = self._searcher.search(
            tantivy.Query.boolean_query(wanted), limit=most, count=False
        ).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return Postings.of(zip(numbers, (weight for weight, _ in hits), strict=True))


def _numbered(number: int) -> Any:
    return tantivy.Query.term_query(SCHEMA, "number", number)


def _step(filed: str) -> Any:
    """Return a query for one step of a term that scores the weight it stands for."""
    found = tantivy.Query.term_query(SCHEMA, "terms", filed, "basic")
    return tantivy.Query.const_score_query(found, STEP ** int(filed.rpartition("#")[2]))


class Tantivy:
    """Remembers the cards it wrote last: they are opened next, and reading them takes long."""

    _written: tuple[bytes, Cards] = (b"", {})

    def build(self, documents: Iterable[Document], scratch: Path) -> Files:
        cards: Cards = {}
        _write(tantivy.Index(SCHEMA, path=str(scratch)), documents, cards, ())
        return {**_files(scratch, {}), CARDS: _content(cards)}

    def amend(
        self, shelf: LibraryShelf, files: Files, documents: Iterable[Document], change: Change
    ) -> Files:
        assert isinstance(shelf, TantivyShelf)
        cards = dict(shelf.cards)
        index = _open(files, change.scratch)
        _write(index, documents, cards, change.gone)
        content = _content(cards)
        self._written = content, cards
        return {**_files(change.scratch, files), CARDS: content}

    def open(self, files: Files, vocabulary: Vocabulary) -> TantivyShelf:
        content, cards = self._written
        is_known = files[CARDS] is content
        return TantivyShelf(files, cards if is_known else _cards(files[CARDS]), vocabulary)


class TantivyEngine(DiskEngine):
    library = Tantivy()


def _write(index: Any, documents: Iterable[Document], cards: Cards, gone: Iterable[int]) -> None:
    """Change the index and the cards alike. The number of a document is never used again."""
    writer, unused = index.writer(HEAP, 1), max(cards, default=-1) + 1
    for number in gone:
        writer.delete_documents_by_query(_numbered(number))
        del cards[number]
    for number, document in enumerate(documents, unused):
        weighed = weigh(document)
        writer.add_document(_filed(number, document, weighed.terms))
        cards[number] = Card.of(document, weighed.length)
    writer.commit()
    writer.wait_merging_threads()


def _filed(number: int, document: Document, terms: Mapping[str, float]) -> Any:
    filed = tantivy.Document()
    filed.add_unsigned("number", number)
    filed.add_bytes("document", content_of(document))
    for term, weight in terms.items():
        filed.add_text("terms", f"{term}#{level_of(weight)}")
    return filed


def _open(files: Files, folder: Path) -> Any:
    for name, content in files.items():
        if name not in OURS:
            (folder / name).write_bytes(content)
    return tantivy.Index.open(str(folder))


def _files(folder: Path, known: Files) -> Files:
    """Return the files in a folder; the same bytes are the same object, and need no writing."""
    return dict(_read(folder, known))


def _read(folder: Path, known: Files) -> Iterator[tuple[str, bytes]]:
    for path in folder.iterdir():
        if path.is_file() and path.suffix != LOCKS:
            content, old = path.read_bytes(), known.get(path.name)
            yield path.name, old if old == content and old is not None else content


def _content(cards: Cards) -> bytes:
    return json.dumps(list(cards.items())).encode()


def _cards(content: bytes) -> Cards:
    return {number: Card(*card) for number, card in json.loads(content)}
