"""An index on disk: generations of files that a library writes and reads, one of them open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol

from search.answering import Answerer, Intake, remembering
from search.disk import Disk
from search.generations import PATIENCE_S, Draft, Generation, Generations, Stamp
from search.interface import Document, IndexUnavailable, Query, Results, Status, Suggestion
from search.matching import Shelf
from search.suggesting import suggest
from search.vocabulary import Tally, Vocabulary

VOCABULARY = "vocabulary.json"
EVERYDAY_DISK = Disk()


Files = Mapping[str, bytes]


class LibraryShelf(Shelf, Protocol):
    @property
    def fragments(self) -> int: ...


class Change(NamedTuple):
    """The numbers of the documents that go, and a folder to work in."""

    gone: Sequence[int]
    scratch: Path


@dataclass(frozen=True)
class _Open:
    """A generation being read, and the pointer's mark that led to it."""

    generation: Generation
    shelf: LibraryShelf
    answer: Answerer
    mark: Stamp


class Library(Protocol):
    """Turns documents into files and files into a shelf. Files are bytes by their name."""

    def build(self, documents: Iterable[Document], scratch: Path) -> Files:
        """Return the files of a new index."""

    def amend(
        self, shelf: LibraryShelf, files: Files, documents: Iterable[Document], change: Change
    ) -> Files:
        """Return the files with what changed."""

    def open(self, files: Files, vocabulary: Vocabulary) -> LibraryShelf:
        """Raise anything when the files cannot be read."""


class DiskEngine:
    """Keeps its index in `folder`. Processes may share one: each sees a switch at its next find."""

    library: Library

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        disk: Disk = EVERYDAY_DISK,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`patience_s` is how long a writer waits for another one."""
        self._generations = Generations(folder, disk, patience_s=patience_s)
        self._now = now
        self._opening = Lock()
        self._open: _Open | None = None
        self._is_closed = False

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        position: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        intake = Intake(documents, progress)
        tally = Tally()
        with self._generations.writing() as scratch:
            files = self.library.build(tally.added(intake), scratch)
            vocabulary = Vocabulary({}).changed(tally)
            self._switch(files, vocabulary, len(intake.ids), position)

    def update(self, changed: Sequence[Document], removed: Sequence[str], *, position: int) -> None:
        tally = Tally()
        with self._generations.writing() as scratch:
            current = self._current()
            shelf, files = current.shelf, current.generation.files
            latest = {document.id: document for document in changed}
            numbers = shelf.columns.numbers
            gone = [numbers[each] for each in {*removed, *latest} if each in numbers]
            tally.remove(map(shelf.document, gone))
            added = tally.added(latest.values())
            files = self.library.amend(shelf, files, added, Change(gone, scratch))
            count = len(numbers) - len(gone) + len(latest)
            vocabulary = shelf.vocabulary.changed(tally)
            self._switch(files, vocabulary, count, position, base=current.generation)

    def find(self, query: Query) -> Results:
        return self._current().answer(query)

    def suggest(self, query: Query) -> tuple[Suggestion, ...]:
        return suggest(query, self._current().shelf)

    def status(self) -> Status:
        try:
            current = self._current()
        except IndexUnavailable as problem:
            return Status(0, 0, "", None, healthy=False, problem=str(problem))
        generation = current.generation
        damage = self._generations.damage(generation)
        return Status(
            documents=generation.documents,
            position=generation.position,
            generation=generation.name,
            built_at=generation.built_at,
            healthy=damage is None,
            problem=damage,
            fragments=current.shelf.fragments,
        )

    def close(self) -> None:
        self._is_closed = True
        self._open = None

    def _current(self) -> _Open:
        """Return what the pointer names. One thread opens a new generation, the others wait."""
        mark = self._mark()
        opened = self._open
        if opened is None or opened.mark != mark:
            with self._opening:
                opened = self._opened()
        return opened

    def _opened(self) -> _Open:
        mark, opened = self._mark(), self._open
        if opened is None or opened.mark != mark:
            generation = self._generations.read(known=opened.generation if opened else None)
            shelf = self._shelf(generation.files)
            opened = self._open = _Open(generation, shelf, remembering(shelf), mark)
        return opened

    def _mark(self) -> Stamp:
        if self._is_closed:
            raise IndexUnavailable("the engine is closed")
        return self._generations.mark()

    def _switch(
        self,
        files: Files,
        vocabulary: Vocabulary,
        count: int,
        position: int,
        base: Generation | None = None,
    ) -> None:
        """Make the files the current generation, if they hold what was put in."""
        files = {**files, VOCABULARY: vocabulary.to_bytes()}
        shelf = self._shelf(files, vocabulary)
        if len(shelf.columns.numbers) != count:
            raise IndexUnavailable(f"{len(shelf.columns.numbers)} of {count} documents written")
        generation = self._generations.write(Draft(position, count, self._now(), files), base)
        self._open = _Open(generation, shelf, remembering(shelf), self._generations.mark())

    def _shelf(self, files: Files, vocabulary: Vocabulary | None = None) -> LibraryShelf:
        try:
            words = vocabulary or Vocabulary.from_bytes(files[VOCABULARY])
            return self.library.open(files, words)
        except Exception as problem:
            raise IndexUnavailable(f"the index cannot be read: {problem}") from problem
