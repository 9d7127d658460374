"""`/metrics`: right numbers, in the text format, for who may read them, and about nobody."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from portal.accounts.signed_in import SignedIn
from portal.app import declared_routes
from portal.finding.indexing import follow_content
from portal.mail.models import OutgoingMail
from portal.reporting.keeping import keep_ledger
from portal.runtime import Runtime
from portal.settings import Settings
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.world import Clock

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SAMPLE = re.compile(r'([a-z_]+)(\{(?:[a-z_]+="[^"\\\n]*",?)+\})? (-?[0-9.e+-]+|\+Inf)')
TOKEN = "a-token-of-some-length"


@pytest.fixture
def here(app: FastAPI, runtime: Runtime) -> Iterator[TestClient]:
    """Somebody on the same machine."""
    base_url = runtime.settings.base_url
    with TestClient(app, base_url=base_url, client=("127.0.0.1", 50_000)) as client:
        yield client


def measured(client: TestClient, **headers: str) -> dict[str, float]:
    """Return each line's value by name and labels; every line must be one of the format."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    values = {}
    for line in answer.text.splitlines():
        if not line.startswith(("# HELP academy_", "# TYPE academy_")):
            found = SAMPLE.fullmatch(line)
            assert found, line
            values[f"{found[1]}{found[2] or ''}"] = float(found[3])
    return values


def test_the_numbers_are_those_of_the_academy(
    here: TestClient, runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    opened(runtime, cleo)
    with runtime.database.writing() as db:
        for mail in db.query(OutgoingMail).filter_by(to_address=cleo.email):
            mail.state = "failed"
    clock.go(hours=5)

    before = measured(here)
    while keep_ledger(runtime) + follow_content(runtime):
        pass
    after = measured(here)

    assert before['academy_mails{state="waiting"}'] == 1
    assert before['academy_mails{state="failed"}'] == 1
    assert before["academy_oldest_mail_seconds"] == 5 * 3600
    assert before['academy_tickets{which="late"}'] == 1
    assert before['academy_tickets{which="unowned"}'] == 1
    assert before["academy_ticket_late_seconds"] == 3600
    assert before['academy_enquiries_day{opened_by="reading"}'] == 1
    assert before['academy_events_behind{follower="ledger"}'] > 0
    assert before["academy_ledger_behind_seconds"] > 0
    assert after['academy_events_behind{follower="ledger"}'] == 0
    assert after["academy_ledger_behind_seconds"] == 0
    assert {after[f'academy_part_up{{part="{part}"}}'] for part in ("database", "disk")} == {1}


@ONLY_SQLITE
def test_answers_are_counted_by_route_and_by_nothing_that_somebody_typed(
    here: TestClient, runtime: Runtime, cleo: SignedIn
) -> None:
    Browser(here, runtime).sign_in(cleo)
    for path in ("/", "/articles/simulated-mail-missing", "/articles/x%22%0a", "/nowhere/at/all"):
        here.get(path)
    here.request("BREW", "/")
    here.get("/search?q=secret", headers={"host": "elsewhere.example"})
    here.get("/static/css/base.css")

    values = measured(here)

    counted = {key: count for key, count in values.items() if "requests_total" in key}
    patterns = {route.path for route in declared_routes()} | {"/static", "none"}
    routes = {found[1] for key in counted for found in [re.search('route="([^"]+)"', key)] if found}
    assert routes <= patterns
    assert counted['academy_http_requests_total{method="GET",route="/",status="200"}'] == 1
    article = 'route="/articles/{slug}",status='
    assert sum(count for key, count in counted.items() if article in key) == 2
    assert counted['academy_http_requests_total{method="GET",route="none",status="400"}'] == 1
    assert any('method="other"' in key for key in counted)
    duration = "academy_http_request_duration_seconds"
    assert values[f'{duration}_bucket{{kind="page",le="+Inf"}}'] == sum(
        count for key, count in counted.items() if "/static" not in key
    )


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        (("127.0.0.1", 1), {}, 200),
        (("::1", 1), {}, 200),
        (("192.0.2.7", 1), {}, 404),
        (("127.0.0.1", 1), {"X-Forwarded-For": "127.0.0.1"}, 404),
        (("127.0.0.1", 1), {"Forwarded": "for=127.0.0.1"}, 404),
        (("127.0.0.1", 1), {"X-Real-IP": "192.0.2.7"}, 404),
    ],
)
def test_without_a_token_only_this_machine_reads_them(
    app: FastAPI, client: tuple[str, int], headers: dict[str, str], status: int
) -> None:
    asking = TestClient(app, base_url="http://127.0.0.1:8000", client=client)

    assert asking.get("/metrics", headers=headers).status_code == status


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("authorization", "status"),
    [(f"Bearer {TOKEN}", 200), ("Bearer wrong-token-of-length", 404), ("", 404), (TOKEN, 404)],
)
def test_with_a_token_only_who_sends_it_reads_them(
    app: FastAPI, runtime: Runtime, authorization: str, status: int
) -> None:
    changed = {"settings": runtime.settings.model_copy(update={"metrics_token": _secret()})}
    app.state.runtime = Runtime(**{**vars(runtime), **changed})
    asking = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 1))

    answer = asking.get("/metrics", headers={"Authorization": authorization})

    assert answer.status_code == status


def _secret() -> object:
    return Settings.model_validate({"metrics_token": TOKEN}).metrics_token


@ONLY_SQLITE
def test_a_database_that_fails_is_told_and_no_error(
    here: TestClient, runtime: Runtime, tmp_path: Path
) -> None:
    with runtime.database.writing() as db:
        db.execute(text("DROP TABLE alembic_version"))

    values = measured(here)

    assert values['academy_part_up{part="migrations"}'] == 0
    assert not [key for key in values if key.startswith("academy_tickets")]
