"""The Whoosh index itself: its schema, its files as bytes, writing segments."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.columns import CompressedBytesColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.formats import Existence
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from search.arrays import Card
from search.interface import Document
from search.stored import content_of
from search.weighing import weigh

SMALL = 8  # documents; segments below are joined when there are this many of them


class WeighedTerms(FieldType):  # type: ignore[misc]
    """Takes terms with their weights: the analysis is ours, Whoosh only files the result."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(
        self, value: Mapping[str, float], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, weight in value.items():
            yield term.encode(), 1, weight, b""


SCHEMA = Schema(
    terms=WeighedTerms(),
    card=COLUMN(VarBytesColumn()),
    document=COLUMN(CompressedBytesColumn()),
)


class Bytes(RamStorage):  # type: ignore[misc]
    """Index files in memory. Whoosh maps files on disk: a truncated one would kill the process."""

    def __init__(self, files: Mapping[str, bytes], scratch: Path | None = None) -> None:
        super().__init__()
        self.files: dict[str, bytes] = dict(files)
        self.scratch = scratch

    def open_file(self, name: str, **options: Any) -> BufferFile:
        return BufferFile(self.files[name], name=name, **options)

    def temp_storage(self, name: str | None = None) -> FileStorage:
        """Sort in our own folder; Whoosh's choice is shared by every process of the machine."""
        return FileStorage(str(self.scratch)).create()


def open_index(files: Mapping[str, bytes]) -> FileIndex:
    return FileIndex(Bytes(files), schema=SCHEMA)


def build(documents: Iterable[Document], scratch: Path) -> dict[str, bytes]:
    """Return the files of a new index."""
    storage = Bytes({}, scratch)
    FileIndex.create(storage, SCHEMA)
    with _writing(storage) as writer:
        for document in documents:
            _add(writer, document)
    return storage.files


def amend(
    files: Mapping[str, bytes], changed: Iterable[Document], gone: Iterable[int], scratch: Path
) -> dict[str, bytes]:
    """Return the files without the numbers in `gone` and with what changed."""
    storage = Bytes(files, scratch)
    with _writing(storage) as writer:
        for number in gone:
            writer.delete_document(number)
        for document in changed:
            _add(writer, document)
    return storage.files


@contextmanager
def _writing(storage: Bytes) -> Iterator[SegmentWriter]:
    writer = SegmentWriter(FileIndex(storage, schema=SCHEMA), compound=False)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_join_small)


def _add(writer: SegmentWriter, document: Document) -> None:
    weighed = weigh(document)
    writer.add_document(
        terms=weighed.terms,
        card=json.dumps(Card.of(document, weighed.length)).encode(),
        document=content_of(document),
    )


def _join_small(writer: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Return the segments to keep. A save waits for this: only a handful is ever rewritten."""
    alive = [segment for segment in segments if segment.doc_count()]
    small = [segment for segment in alive if segment.doc_count() < SMALL]
    if len(small) < SMALL:
        return alive
    for segment in small:
        writer.add_reader(SegmentReader(writer.storage, writer.schema, segment))
    return [segment for segment in alive if segment not in small]


def cards_from(contents: Iterable[bytes]) -> Iterator[Card]:
    """Read them all as one: each by itself costs several times as much."""
    return (Card(*fields) for fields in json.loads(b"[" + b",".join(contents) + b"]"))
