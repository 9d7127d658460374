"""The embedded default: Whoosh underneath, our analysis, ranking and snippets on top."""

from collections.abc import Iterable

from search.disk_engine import Change, DiskEngine, Files, LibraryShelf
from search.interface import Document
from search.vocabulary import Vocabulary
from search.whoosh_index import amend, build
from search.whoosh_shelf import WhooshShelf


class Whoosh:
    build = staticmethod(build)

    def amend(
        self, shelf: LibraryShelf, files: Files, documents: Iterable[Document], change: Change
    ) -> Files:
        return amend(files, documents, change.gone, change.scratch)

    def open(self, files: Files, vocabulary: Vocabulary) -> WhooshShelf:
        return WhooshShelf(files, vocabulary)


class WhooshEngine(DiskEngine):
    library = Whoosh()
