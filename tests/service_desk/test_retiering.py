"""A customer buys enhanced support, or ends it: open requests follow from the same start."""

from datetime import UTC, datetime

import pytest

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from portal.service_desk.models import Outcome, Ticket
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.service_desk.test_working import finish, pause
from tests.world import Cast, Clock

WHY = "You bought enhanced support."


def set_span(
    browser: Browser, ada: SignedIn, whose: SignedIn, status: int = 200, **span: str
) -> str:
    browser.sign_in(ada).open("/admin/tiers")
    sent = {"begins_on": "", "ends_on": "", "why": WHY, **span}
    return browser.send(f"/admin/tiers/{whose.organisation_id}", sent, status=status).main


def test_a_running_answer_time_counts_anew_from_the_same_start(
    browser: Browser, runtime: Runtime, dai: SignedIn, ada: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, dai)
    assert ticket.due_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    clock.go(minutes=30)

    shown = set_span(browser, ada, dai, begins_on="2026-11-23")

    with runtime.database.reading() as db:
        found = db.get_one(Ticket, ticket.id)
        [run], [change] = found.clocks, found.changes
    assert "1 open request has another tier" in shown
    assert found.tier == "enhanced"
    assert run.started_at == ticket.opened_at
    assert run.due_at == found.due_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    assert run.soon_at == run.warn_at == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert (change.before, change.after, change.why) == ("standard", "enhanced", WHY)
    assert change.by_id == ada.id
    browser.sign_in(dai)
    assert WHY in browser.open(f"/requests/{ticket.reference}").main


@pytest.mark.parametrize(
    "span",
    [{"begins_on": "2026-12-01"}, {"begins_on": "2026-10-01", "ends_on": "2026-11-22"}],
    ids=["bought for later", "bought for a time that is over"],
)
def test_a_span_that_leaves_todays_tier_alone_leaves_requests_alone(
    browser: Browser, runtime: Runtime, dai: SignedIn, ada: SignedIn, span: dict[str, str]
) -> None:
    ticket = opened(runtime, dai)

    assert "0 open requests" in set_span(browser, ada, dai, **span)

    with runtime.database.reading() as db:
        assert db.get_one(Ticket, ticket.id).due_at == ticket.due_at


def test_a_request_keeps_its_tier_when_the_span_ends_by_its_date(
    browser: Browser, runtime: Runtime, people: Cast, dai: SignedIn, ada: SignedIn, clock: Clock
) -> None:
    set_span(browser, ada, dai, begins_on="2026-11-01", ends_on="2026-11-23")
    ticket = opened(runtime, people.dai)
    assert ticket.tier == "enhanced"
    clock.go(hours=48)

    set_span(browser, ada, dai, begins_on="2026-11-01", ends_on="2026-11-24")

    with runtime.database.reading() as db:
        assert db.get_one(Ticket, ticket.id).tier == "enhanced"


def test_what_is_closed_stays_as_it_was_and_what_is_paused_counts_on_later(
    browser: Browser, runtime: Runtime, dai: SignedIn, ada: SignedIn, ben: SignedIn
) -> None:
    closed, paused = opened(runtime, dai), opened(runtime, dai)
    finish(runtime, closed, Outcome.SOLVED, ben)
    pause(runtime, paused, ben)

    assert "1 open request has" in set_span(browser, ada, dai, begins_on="2026-11-23")

    with runtime.database.reading() as db:
        assert db.get_one(Ticket, closed.id).tier == "standard"
        found = db.get_one(Ticket, paused.id)
        assert (found.tier, found.is_ours, found.clocks[0].warn_at) == ("enhanced", False, None)


def test_enhanced_support_cannot_end_before_it_begins(
    browser: Browser, dai: SignedIn, ada: SignedIn
) -> None:
    set_span(browser, ada, dai, 422, begins_on="2026-11-23", ends_on="2026-11-22")
