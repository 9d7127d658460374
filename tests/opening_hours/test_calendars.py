"""Closures and openings of the vendor's own: which promises they move, told before, done after."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.composing import policy_in_force
from portal.opening_hours.keeping import DayChange, changed, set_day
from portal.opening_hours.models import DayKind
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from portal.service_desk.rescheduling import change_calendar, moves
from portal.settings import Settings
from portal.support_policy.rules import PolicyRules
from portal.support_policy.tiers import Tier
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.world import Clock

TUESDAY = date(2026, 11, 24)
CLOSED = DayChange(TUESDAY, DayKind.CLOSED, "", "Staff day")


def test_a_closure_shows_what_it_moves_and_moves_it_only_when_saved(
    runtime: Runtime, dai: SignedIn, cleo: SignedIn, ada: SignedIn
) -> None:
    ticket, today = opened(runtime, dai), opened(runtime, cleo)  # hers is due before it
    assert ticket.due_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)

    with runtime.database.reading() as db:
        [move] = moves(db, runtime, CLOSED)
    assert move.after_at == datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    assert stored(runtime, ticket).due_at == ticket.due_at

    with runtime.database.writing() as db:
        change_calendar(db, runtime, CLOSED, by=ada)
    after = stored(runtime, ticket)
    assert (after.due_at, after.clock_started_at) == (move.after_at, ticket.clock_started_at)
    assert {"date": "2026-11-24", "why": "closed"} in [
        {"date": day["date"], "why": day["why"].partition(":")[0]}
        for day in after.due_working["skipped"]
    ]
    assert [e.facts["after"] for e in events(runtime)] == ["2026-11-25T14:00:00+00:00"]
    assert stored(runtime, today).due_at == today.due_at
    [noted] = events(runtime, "calendar.day-changed")
    assert (noted.actor_id, noted.facts) == (ada.id, {"day": "2026-11-24", "became": "closed"})


def test_taking_the_closure_back_brings_the_first_due_time_back(
    runtime: Runtime, dai: SignedIn, ada: SignedIn
) -> None:
    ticket = opened(runtime, dai)
    for change in (CLOSED, DayChange(TUESDAY, None)):
        with runtime.database.writing() as db:
            change_calendar(db, runtime, change, by=ada)

    assert stored(runtime, ticket).due_at == ticket.due_at
    assert stored(runtime, ticket).due_working == ticket.due_working


def test_what_becomes_of_a_day_replaces_what_it_was() -> None:
    opens = DayChange(TUESDAY, DayKind.OPEN, "10:00-12:00")
    days = PolicyRules()
    found = []
    for change in (opens, CLOSED, opens, DayChange(TUESDAY, None)):
        days = changed(days, change)
        found.append(str(days.calendar(Tier.STANDARD).hours_on(TUESDAY)))

    assert found == ["10:00-12:00", "None", "10:00-12:00", "09:00-17:00"]
    assert days == PolicyRules()


def test_a_saturday_that_is_opened_counts_for_commands_too(
    runtime: Runtime, clock: Clock, ada: SignedIn
) -> None:
    saturday = DayChange(date(2026, 11, 28), DayKind.OPEN, "10:00-12:00", "Release")
    with runtime.database.writing() as db:
        set_day(db, saturday, by=ada.id, at=clock())

    calendar = policy_in_force(runtime.settings).calendar(Tier.STANDARD)
    assert calendar.is_open(datetime(2026, 11, 28, 11, tzinfo=UTC))
    assert not calendar.is_open(datetime(2026, 11, 28, 12, tzinfo=UTC))


def test_without_a_database_the_policy_is_the_operators(tmp_path: Path) -> None:
    rules = policy_in_force(Settings.model_validate({"data_dir": tmp_path / "none"}))

    assert not rules.closures


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-20"])
def test_a_day_that_has_begun_is_left_as_it_was_promised(
    browser: Browser, ada: SignedIn, day: str
) -> None:
    browser.sign_in(ada)
    sent = {"day_on": day, "kind": "closed", "sure": "1"}

    assert "begun" in browser.send("/admin/calendars/days", sent, status=422).main


def test_the_page_shows_first_and_saves_second(
    browser: Browser, runtime: Runtime, dai: SignedIn, ada: SignedIn
) -> None:
    ticket = opened(runtime, dai)
    browser.sign_in(ada).open("/admin/calendars")
    sent = {"day_on": "2026-11-24", "kind": "closed", "reason": "Staff day"}

    shown = browser.send("/admin/calendars/days", sent).main
    assert re.search(
        rf"{ticket.reference}.*24 November 2026, 14:00.*25 November 2026, 14:00", shown
    )
    assert "Staff day" not in browser.open("/admin/calendars").main

    browser.send("/admin/calendars/days", {**sent, "sure": "1"})
    assert "Staff day" in browser.open("/admin/calendars").main


def test_a_years_bank_holidays_are_proposed_and_confirmed_once(
    browser: Browser, ada: SignedIn
) -> None:
    browser.sign_in(ada)
    before = browser.open("/admin/calendars?year=2027").main
    assert "Good Friday" in before
    assert "A proposal" in before

    browser.send("/admin/calendars/confirmations", {"division": "england-and-wales", "year": 2027})
    assert (
        "Compared with the official list by Ada Lindqvist"
        in browser.open("/admin/calendars?year=2027").main
    )


def test_years_not_yet_compared_are_named_now_and_next(browser: Browser, ada: SignedIn) -> None:
    browser.sign_in(ada)
    assert browser.open("/admin/calendars").main.count("Proposed, not yet compared") == 2

    browser.send("/admin/calendars/confirmations", {"division": "england-and-wales", "year": 2027})
    assert browser.open("/admin/calendars").main.count("Proposed, not yet compared") == 1


def test_an_extra_zone_shows_the_hours_and_moves_no_promise(
    browser: Browser, runtime: Runtime, dai: SignedIn, ada: SignedIn
) -> None:
    ticket = opened(runtime, dai)
    browser.sign_in(ada).send("/admin/calendars/zones", {"zone": "Asia/Tokyo", "shown": "1"})
    page = browser.open("/admin/calendars").main
    assert re.search(r"Asia/Tokyo\s+Tue 18:00 JST – Wed 02:00 JST", page)
    assert stored(runtime, ticket).due_at == ticket.due_at
    browser.open("/account")
    assert re.search(
        r'id="zone".*?<option value="" .*?<option value="Asia/Tokyo"', browser.html, re.S
    )
    assert browser.html.index("Asia/Tokyo") < browser.html.index("Africa/Abidjan")

    browser.send("/admin/calendars/zones", {"zone": "Asia/Tokyo"})
    assert "JST" not in browser.open("/admin/calendars").main
    browser.send("/admin/calendars/zones", {"zone": "Mars/Base", "shown": "1"}, status=422)


def test_hours_that_cannot_be_read_are_said_to_be_so(browser: Browser, ada: SignedIn) -> None:
    sent = {"day_on": "2026-11-28", "kind": "open", "hours": "ten to four"}

    page = browser.sign_in(ada).send("/admin/calendars/days", sent, status=422)
    assert "09:00-17:00" in page.main


def stored(runtime: Runtime, ticket: Ticket) -> Ticket:
    with runtime.database.reading() as db:
        return db.get_one(Ticket, ticket.id)


def events(runtime: Runtime, kind: str = "ticket.due-moved") -> list[Event]:
    with runtime.database.reading() as db:
        return list(db.scalars(select(Event).where(Event.kind == kind)))
