"""The written policy's own examples, asked for over HTTP at their instants, and read there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest

from portal.accounts.models import Organisation
from portal.accounts.signed_in import SignedIn
from portal.incidents.commands import uptime_command
from portal.runtime import Runtime
from portal.web.formats import written_moment
from tests.browser import Browser
from tests.incidents.test_incidents import opened
from tests.program import Program
from tests.support_policy.test_policy_vectors import ROWS, gmt
from tests.world import Clock

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FOUND = [
    pytest.param([("10:00", "10:03"), ("10:02", "10:04")], "99.9907", True, 4, id="overlap"),
    pytest.param([("10:00", "10:05")], "99.9884", False, 5, id="too long"),
]


@ONE_DATABASE
def test_each_request_is_promised_what_the_policy_says_on_page_and_in_the_api(
    browser: Browser, runtime: Runtime, cleo: SignedIn, dai: SignedIn, clock: Clock
) -> None:
    with runtime.database.writing() as db:
        northwind = db.get_one(Organisation, cleo.organisation_id)
        northwind.enhanced_from_on, northwind.enhanced_until_on = date(2020, 1, 1), None

    for tier, priority, asked_at, due, _ in sorted(ROWS, key=lambda row: row[2]):
        asked, promised = gmt(asked_at), gmt(due)
        assert asked
        assert promised
        clock.at, person = asked, cleo if tier == "enhanced" else dai
        program = Program(browser.client, runtime, person)
        answer = program.ask(program.unlock(), priority=int(priority[1]))
        assert datetime.fromisoformat(answer["due_at"]) == promised, (tier, priority, asked_at)
        page = browser.sign_in(person).open(f"/requests/{answer['reference']}")
        assert written_moment(promised, lang="en", zone="GMT") in page.main


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
