"""A short form of `make bench-hostile`: no query fails, with the index or without."""

import pytest

from bench.hostile import DOORS, encoded, hostile_queries
from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.browser import Browser
from tests.finding.shelves import Shelves

COUNT = 42


@pytest.mark.parametrize("is_down", [False, True], ids=["with the index", "without"])
def test_no_hostile_query_fails(
    is_down: bool, runtime: Runtime, shelves: Shelves, browser: Browser, ben: SignedIn
) -> None:
    browser.sign_in(ben)
    if is_down:
        runtime.engine.close()

    queries = hostile_queries(COUNT // 3 if is_down else COUNT)
    statuses = {
        browser.client.get(door + encoded(query)).status_code for query in queries for door in DOORS
    }

    assert statuses <= {200, 414, 422}
