"""Late answers announce themselves: to the owner, to whoever leads, to the customer, once each."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from portal.service_desk.warning import warn_of_late_answers
from portal.service_desk.working_on import take
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.service_desk.test_replying import say
from tests.service_desk.test_working import pause, weigh
from tests.world import Clock

SOON = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
LEADERS_TOLD = "A team leader has been told."


def owned(runtime: Runtime, cleo: SignedIn, ben: SignedIn) -> Ticket:
    """A P2 of an enhanced customer, opened on Monday at ten: four hours are promised."""
    ticket = opened(runtime, cleo)
    with runtime.database.writing() as db:
        take(db, runtime, db.get_one(Ticket, ticket.id), by=ben)
    return ticket


def warned(runtime: Runtime, clock: Clock, at: datetime) -> list[tuple[str, str]]:
    """Let the worker look at that moment; return (who, first word) of what it sent."""
    clock.at = at
    warn_of_late_answers(runtime)
    assert warn_of_late_answers(runtime) == 0
    with runtime.database.reading() as db:
        mails = db.scalars(select(OutgoingMail).where(OutgoingMail.created_at == at)).all()
    return sorted((mail.to_address.split("@")[0], mail.subject.split(":")[0]) for mail in mails)


def test_the_owner_is_told_at_three_quarters_and_at_due_and_the_managers_at_late(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = owned(runtime, cleo, ben)

    assert warned(runtime, clock, SOON - A_MINUTE) == []
    assert warned(runtime, clock, SOON) == [("ben", "Due soon")]
    assert warned(runtime, clock, DUE) == [("ben", "Due now")]
    late = f"We are late with your request {ticket.reference}"
    assert warned(runtime, clock, DUE + A_MINUTE) == [("cleo", late), ("mia", "Late")]
    assert warned(runtime, clock, DUE + 99 * A_MINUTE) == []
    with runtime.database.reading() as db:
        noted = select(Event.kind).filter_by(subject_id=ticket.id).order_by(Event.id)
        kinds = [kind for kind in db.scalars(noted) if "warned" in kind]
    assert kinds == ["ticket.warned-soon", "ticket.warned-due", "ticket.warned-late"]


def test_what_nobody_owns_is_told_to_whoever_leads(
    runtime: Runtime, cleo: SignedIn, mia: SignedIn, clock: Clock
) -> None:
    opened(runtime, cleo)

    assert warned(runtime, clock, SOON) == [("mia", "Due soon")]
    with runtime.database.writing() as db:
        db.get_one(Person, mia.id).disabled_at = clock()
    assert warned(runtime, clock, DUE) == [("ada", "Due now")]


def test_an_owner_who_has_left_is_nobody(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    owned(runtime, cleo, ben)
    with runtime.database.writing() as db:
        db.get_one(Person, ben.id).disabled_at = clock()

    assert warned(runtime, clock, SOON) == [("mia", "Due soon")]


def test_after_a_long_pause_of_the_worker_each_gets_the_most_urgent_only(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    owned(runtime, cleo, ben)

    told = warned(runtime, clock, DUE + timedelta(hours=1))

    assert [who for who, _ in told] == ["ben", "cleo", "mia"]
    assert told[0][1] == "Due now"
    assert told[2][1] == "Late"


def test_a_deadline_that_moves_takes_its_warnings_along(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = owned(runtime, cleo, ben)
    assert warned(runtime, clock, SOON) == [("ben", "Due soon")]
    weigh(runtime, ticket, 3, ben)  # twelve hours: due at 22:00

    assert warned(runtime, clock, DUE + A_MINUTE) == []
    at_ten = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert warned(runtime, clock, at_ten) == [("ben", "Due now")]


def pause_and_weigh(runtime: Runtime, ticket: Ticket, ben: SignedIn) -> None:
    pause(runtime, ticket, ben)
    weigh(runtime, ticket, 1, ben)


@pytest.mark.parametrize("stops", [pause_and_weigh, lambda *given: say(*given, "Try this.")])
def test_a_clock_that_does_not_run_warns_nobody(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock, stops: object
) -> None:
    ticket = owned(runtime, cleo, ben)
    clock.go(minutes=30)
    assert callable(stops)
    stops(runtime, ticket, ben)

    assert warned(runtime, clock, DUE + A_MINUTE) == []

    clock.go(minutes=1)
    say(runtime, ticket, cleo, "Here it is.")
    assert warned(runtime, clock, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) != []


def test_a_new_run_is_warned_of_anew(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = owned(runtime, cleo, ben)
    assert warned(runtime, clock, SOON) == [("ben", "Due soon")]
    say(runtime, ticket, ben, "Try this.")
    say(runtime, ticket, cleo, "It did not help.")

    assert warned(runtime, clock, SOON + timedelta(hours=3)) == [("ben", "Due soon")]


def test_a_warning_speaks_its_readers_language(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    owned(runtime, cleo, ben)
    with runtime.database.writing() as db:
        for one in (ben, cleo):
            db.get_one(Person, one.id).lang = "fr"

    told = warned(runtime, clock, DUE + A_MINUTE)

    assert [words.split()[0] for _, words in told] == ["Échéance", "Nous", "Late"]


def test_the_customer_reads_that_a_leader_was_told_only_once_that_is_true(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = owned(runtime, cleo, ben)
    clock.at = DUE + A_MINUTE
    browser.sign_in(cleo)
    page = browser.open(f"/requests/{ticket.reference}").main
    assert "We are late. We are sorry." in page
    assert LEADERS_TOLD not in page

    warn_of_late_answers(runtime)

    assert LEADERS_TOLD in browser.open(f"/requests/{ticket.reference}").main
    browser.sign_in(ben)
    assert "The answer is late. 1 person was told." in (
        browser.open(f"/desk/requests/{ticket.reference}").main
    )


def test_with_nobody_to_tell_the_customer_is_not_told_that_somebody_was(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = owned(runtime, cleo, ben)
    with runtime.database.writing() as db:
        for person in db.scalars(select(Person).where(Person.name.in_(["Mia Tanaka"]))):
            person.disabled_at = clock()
        for person in db.scalars(select(Person).where(Person.name.like("Ada%"))):
            person.disabled_at = clock()
    clock.at = DUE + A_MINUTE
    warn_of_late_answers(runtime)

    page = browser.sign_in(cleo).open(f"/requests/{ticket.reference}").main

    assert "We are late. We are sorry." in page
    assert LEADERS_TOLD not in page
