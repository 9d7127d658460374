"""A content folder to write in, and importing it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.content.importing import ImportReport, import_folder
from portal.runtime import Runtime
from tests.content.writing import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty content folder that knows two topics."""
    desk = Desk(tmp_path / "written")
    desk.topics()
    return desk


@pytest.fixture
def take(runtime: Runtime, desk: Desk) -> Callable[[], ImportReport]:
    """Import the folder as it is now."""
    return lambda: import_folder(runtime, desk.top)
