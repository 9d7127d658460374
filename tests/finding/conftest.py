"""Fixtures of finding: filled shelves, a finder, and an engine that cannot answer."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.finding.finder import Finder
from portal.finding.indexing import open_engine, rebuild_index
from portal.runtime import Runtime
from tests.finding.shelves import EVERYTHING, Shelves


@pytest.fixture
def bare(runtime: Runtime) -> Shelves:
    """Shelves without a text, and an engine that was never built."""
    cleared = Shelves(runtime)
    cleared.clear()
    runtime.engine.close()
    return cleared


@pytest.fixture
def shelves(runtime: Runtime, bare: Shelves) -> Shelves:
    """Seven texts, already in the index."""
    bare.put(*EVERYTHING)
    rebuild_index(runtime)
    return bare


@pytest.fixture
def finder(runtime: Runtime, shelves: Shelves) -> Iterator[Finder]:
    with runtime.database.reading() as db:
        yield Finder(runtime.engine, db)


@pytest.fixture
def finder_while_down(runtime: Runtime, shelves: Shelves) -> Iterator[Finder]:
    """A finder whose index is gone."""
    runtime.engine.close()
    with runtime.database.reading() as db:
        yield Finder(runtime.engine, db)


@pytest.fixture
def on_disk(runtime: Runtime, bare: Shelves) -> Iterator[Runtime]:
    """The same Academy with the engine that products run."""
    from_disk = replace(runtime, engine=open_engine(runtime.settings))
    yield from_disk
    from_disk.engine.close()
