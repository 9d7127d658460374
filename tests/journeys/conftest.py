"""What every journey starts from: one Academy, one Chromium, and people to sit before it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.academy import Academy, filled_once, open_academy
from tests.journeys.visiting import Visits

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


# For the package and no longer: while Playwright runs, its thread has a running event loop.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """The system's Chromium; without one the journeys are skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip(f"no browser on this machine: none of {', '.join(CHROMIUMS)}")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a filled Academy, which every worker copies."""
    own = tmp_path_factory.getbasetemp()
    return filled_once(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="package")
def academy(
    chromium: Any, filled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Academy]:
    """A filled Academy that answers on a port of its own."""
    with open_academy(filled, tmp_path_factory.mktemp("academy")) as running:
        yield running


@pytest.fixture
def visit(chromium: Any, academy: Academy) -> Iterator[Visits]:
    """Sits people at browsers; at the end nothing may have gone wrong unseen."""
    visits = Visits(chromium, academy)
    yield visits
    visits.close()
    assert not visits.troubles, visits.troubles
