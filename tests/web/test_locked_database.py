"""Another process holds the write lock of SQLite: pages are read on, what is sent is kept."""

import sqlite3
from collections.abc import Iterator

import pytest

from portal.accounts.signed_in import SignedIn
from portal.db.engine import Database
from portal.runtime import Runtime
from tests.browser import Browser
from tests.service_desk.test_opening import opened

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def runtime(runtime: Runtime) -> Iterator[Runtime]:
    """The same Academy, that waits less long for its turn."""
    impatient = Database(str(runtime.database.url), threads=10, wait_s=0.05)
    yield Runtime(**{**vars(runtime), "database": impatient})
    impatient.close()


def test_what_is_only_read_is_read_on_and_what_is_sent_is_asked_for_again(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    browser.sign_in(cleo)
    path = f"/requests/{ticket.reference}"
    other = sqlite3.connect(runtime.database.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        for page in ("/", "/search?q=mail", "/help", "/requests", path, "/account", "/status"):
            browser.open(page)
        for page in ("/articles/simulated-mail-missing", "/videos/allow-our-sender"):
            browser.open(page)
        refused = browser.send(f"{path}/replies", {"text": "It got worse."}, status=503)
        assert browser.response.headers["retry-after"] == "2"
        assert "It got worse." in browser.html
        assert "Nothing was lost" in refused.main
    finally:
        other.close()

    browser.send(f"{path}/replies", {"text": "It got worse."})
