"""What the log says of refusals: who, where, why, in JSON, and nothing that is secret."""

import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from typing import Any

import pytest

from portal.accounts.joining import create_token
from portal.accounts.models import Person
from portal.accounts.passwords import hash_password
from portal.accounts.signed_in import SignedIn
from portal.logs import configure_logs
from portal.runtime import Runtime
from portal.web.sessions import cookie_name
from tests.browser import Browser

CANARY = "Canary-7f3a"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
BROKEN = f"{CANARY}\r\n\x1b[31mforged"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Standard error as a machine gets it."""
    written = StringIO()
    with redirect_stderr(written):
        configure_logs()
        yield written
    configure_logs()


def entries(log: StringIO) -> list[dict[str, Any]]:
    """Return each line as the object it must be."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def attack(browser: Browser, key: str) -> None:
    """Be refused in every way there is, with something secret in each place."""
    post, get = browser.client.post, browser.client.get
    here = {"Sec-Fetch-Site": "same-origin", "Origin": browser.origin}
    bearer = {"Authorization": f"Bearer {key}"}
    form = {"email": BROKEN, "password": CANARY, "new_password": CANARY, "name": "x", "lang": "en"}
    for _ in range(11):
        post("/sign-in", data=form | {"email": "cleo@northwind.example"}, headers=here)
    post("/account", data=form, headers=here)
    post("/account", data=form, headers=ELSEWHERE)
    post(f"/sign-in/links/{CANARY}", headers=here)
    get("/desk")
    get(f"/{CANARY}", params={"q": BROKEN}, headers={"User-Agent": CANARY, "Cookie": CANARY})
    get("/requests/AA-7K3Q-94TX", params={"q": CANARY})
    get("/search", headers={"Host": f"{CANARY}.example"})
    get(f"/{CANARY * 1000}")
    post("/search", data=form, headers=here)
    post("/api/v1/tickets", json={"title": CANARY, "enquiry": CANARY}, headers=bearer)
    post("/api/v1/tickets/AA-7K3Q-94TX/replies", json={"text": CANARY}, headers=bearer)
    get("/api/v1/enquiries", headers={"Authorization": f"Bearer {CANARY}"})


@on_sqlite
def test_every_line_of_the_log_is_json_and_holds_nothing_secret(
    browser: Browser, runtime: Runtime, cleo: SignedIn, log: StringIO
) -> None:
    with runtime.database.writing() as db:
        key = create_token(db, runtime, cleo.email)
        db.get_one(Person, cleo.id).password_hash = hash_password("a password of hers")
    browser.sign_in(cleo)
    cookie = browser.client.cookies[cookie_name(runtime.settings)]

    attack(browser, key)

    reasons = {entry["reason"] for entry in entries(log) if entry["event"] == "refused"}
    assert len(reasons) > 8, reasons
    for secret in (CANARY, CANARY.lower(), cookie, key, cleo.email, cleo.name, "a password of"):
        assert secret not in log.getvalue()


@on_sqlite
@pytest.mark.parametrize(
    ("path", "headers", "route", "reason"),
    [
        ("/account", ELSEWHERE, None, "from-elsewhere"),
        ("/desk/next", {}, "/desk/next", "not-allowed"),
        ("/requests/AA-7K3Q-94TX/replies", {}, "/requests/{reference}/replies", "not-found"),
        ("/no/such/page", {}, None, "not-found"),
    ],
)
def test_a_refusal_names_person_organisation_route_and_request(
    browser: Browser,
    cleo: SignedIn,
    log: StringIO,
    path: str,
    headers: dict[str, str],
    route: str | None,
    reason: str,
) -> None:
    browser.sign_in(cleo)
    here = {"Sec-Fetch-Site": "same-origin", "Origin": browser.origin, **headers}

    browser.client.post(path, data={"text": "x"}, headers=here)

    [entry] = entries(log)
    assert (entry["event"], entry["reason"], entry["route"]) == ("refused", reason, route)
    assert entry["person"] == str(cleo.id)
    assert entry["organisation"] == str(cleo.organisation_id)
    assert len(entry["request_id"]) == 32


def test_what_a_library_says_is_a_line_of_json_too(log: StringIO) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")

    fault, warning = entries(log)
    assert "ValueError: two\nlines" in fault["exception"]
    assert (warning["event"], warning["level"]) == ("Invalid HTTP request received.", "warning")
