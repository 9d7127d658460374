"""The contract suite runs once for each engine."""

from datetime import UTC, datetime

import pytest

from search.memory_engine import MemoryEngine
from search.tantivy_engine import TantivyEngine
from search.whoosh_engine import WhooshEngine

from .shelf import DOCUMENTS

BUILT_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "whoosh", "tantivy"])
def empty_engine(request, tmp_path):
    """An engine that has never been built."""
    engines = {
        "memory": lambda: MemoryEngine(now=lambda: BUILT_AT),
        "tantivy": lambda: TantivyEngine(tmp_path / "index", now=lambda: BUILT_AT),
        "whoosh": lambda: WhooshEngine(tmp_path / "index", now=lambda: BUILT_AT),
    }
    engine = engines[request.param]()
    yield engine
    engine.close()


@pytest.fixture
def engine(empty_engine):
    empty_engine.rebuild(DOCUMENTS, position=7)
    return empty_engine


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def whoosh(folder):
    engine = WhooshEngine(folder, now=lambda: BUILT_AT)
    engine.rebuild(DOCUMENTS, position=7)
    return engine
