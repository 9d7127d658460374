"""No route that changes something hears another site, whoever is signed in."""

import pytest
from sqlalchemy import func, select

from portal.accounts.signed_in import SignedIn
from portal.app import declared_routes
from portal.db.every_model import METADATA
from portal.runtime import Runtime
from tests.browser import Browser
from tests.service_desk.test_isolation import NOBODYS, NOTHING, Nothing

UNSAFE = [route for route in declared_routes() if not route.methods <= {"GET", "HEAD"}]
FORGED: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    {},
)
FEW = ("create_session", "update_account", "create_ticket", "create_reply", "api_create_ticket")


def rows(runtime: Runtime) -> dict[str, int]:
    with runtime.database.reading() as db:
        counted = {
            one.name: select(func.count()).select_from(one) for one in METADATA.sorted_tables
        }
        return {name: db.scalar(wanted) or 0 for name, wanted in counted.items()}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_form_from_elsewhere_is_heard(browser: Browser, runtime: Runtime, ada: SignedIn) -> None:
    browser.sign_in(ada)
    before = rows(runtime)

    for route in UNSAFE:
        path = route.path.format_map(Nothing(NOTHING | NOBODYS | {"slug": "x"}))
        for forged in FORGED if route.name in FEW else FORGED[:1]:
            sent = {"headers": forged, "content": b"{}", "follow_redirects": False}
            answer = browser.client.request(next(iter(route.methods)), path, **sent)
            assert answer.status_code == 403, (route.path, forged)

    assert len(UNSAFE) > 60
    assert rows(runtime) == before
