"""The written policy's own examples, asked for over HTTP at their instants, and read there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from portal.accounts.models import Organisation
from portal.accounts.signed_in import SignedIn
from portal.app import create_app
from portal.incidents.commands import uptime_command
from portal.runtime import Runtime
from portal.service_desk.due import policy_rules
from portal.settings import Settings
from tests.browser import Browser
from tests.incidents.test_incidents import opened
from tests.program import Program
from tests.support_policy.test_policy_vectors import ROWS, gmt
from tests.world import Cast, Clock

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FOUND = [
    pytest.param([("10:00", "10:03"), ("10:02", "10:04")], "99.9907", True, 4, id="overlap"),
    pytest.param([("10:00", "10:05")], "99.9884", False, 5, id="too long"),
]


def test_the_policy_is_as_the_operator_set_it(tmp_path: Path) -> None:
    said = {"support_zone": "Europe/London", "bank_holidays": "scotland,northern-ireland"}
    settings = Settings.model_validate({**said, "data_dir": tmp_path})

    rules = policy_rules(settings)

    assert (rules.zone, rules.divisions) == ("Europe/London", ("scotland", "northern-ireland"))


@pytest.fixture(params=[True, False], ids=["with-standard", "alone"])
def academy(runtime: Runtime, request: pytest.FixtureRequest) -> Runtime:
    """An Academy whose enhanced customers have had their contract for years."""
    with runtime.database.writing() as db:
        for organisation in db.query(Organisation).where(Organisation.name == "Northwind"):
            organisation.enhanced_from_on, organisation.enhanced_until_on = date(2020, 1, 1), None
    changed = {"enhanced_keeps_standard": request.param}
    return replace(runtime, settings=runtime.settings.model_copy(update=changed))


def sent(academy: Runtime, client: TestClient, person: SignedIn, priority: str) -> tuple[str, str]:
    """Send a request by the API; return its due time, and what its page says of it."""
    program = Program(client, academy, person)
    ticket = program.ask(program.unlock(), priority=int(priority[1]))
    client.cookies.clear()
    page = Browser(client, academy).sign_in(person).open(ticket["url"])
    return ticket["due_at"], page.main


def in_words(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B %Y}, {at:%H:%M} (GMT)"


@ONE_DATABASE
def test_every_example_of_the_policy_is_what_api_and_page_promise(
    academy: Runtime, clock: Clock
) -> None:
    keeps_standard = academy.settings.enhanced_keeps_standard
    with TestClient(create_app(academy), base_url=academy.settings.base_url) as client:
        for tier, priority, opened, together, alone in ROWS:
            clock.at = gmt(opened) or datetime.now(UTC)
            people = Cast(academy)
            person = people.cleo if tier == "enhanced" else people.dai
            due_at, page = sent(academy, client, person, priority)

            promised = gmt(together if keeps_standard else alone)
            assert due_at == (f"{promised:%Y-%m-%dT%H:%M:%SZ}" if promised else None), opened
            assert (in_words(promised) if promised else "No promised time.") in page, opened


@ONE_DATABASE
@pytest.mark.parametrize(("spells", "percent", "is_met", "minutes"), FOUND)
def test_the_command_and_the_statement_tell_the_uptime_of_the_policy(
    browser: Browser,
    runtime: Runtime,
    cleo: SignedIn,
    ben: SignedIn,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    spells: list[tuple[str, str]],
    percent: str,
    is_met: bool,
    minutes: int,
) -> None:
    clock.at = datetime(2026, 11, 30, 12, tzinfo=UTC)
    for starts, ends in spells:
        times = {"starts_at": f"2026-11-25T{starts}", "ends_at": f"2026-11-25T{ends}"}
        opened(runtime, ben, cleo, **times)

    @contextmanager
    def running() -> Iterator[Runtime]:
        yield runtime

    uptime_command(running)("2026-11", "", as_json=True)
    rows = {row["organisation"]: row for row in json.loads(capsys.readouterr().out)}
    ours = rows["Northwind"]
    assert (ours["percent"], ours["is_met"], ours["minutes_down"]) == (percent, is_met, minutes)
    assert ours["minutes_left"] == pytest.approx(max(0, 4.32 - minutes))
    assert rows["Contoso"]["minutes_down"] == 0
    assert f"{percent} %" in browser.sign_in(cleo).open("/status").main
