"""Escalation: who is told, what is marked, and what standard customers read instead."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.accounts.queries import find_organisation, find_person
from portal.accounts.signed_in import SignedIn
from portal.accounts.success_managers import name_success_manager, success_manager_of
from portal.activity.models import Event
from portal.errors import Invalid
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.escalating import ESCALATIONS, escalate
from portal.service_desk.models import Ticket
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.service_desk.test_replying import say
from tests.world import Cast, Clock

STAKE = "Our auditors come tomorrow at nine."


def ticket_mails(runtime: Runtime, ticket: Ticket) -> Sequence[OutgoingMail]:
    with runtime.database.reading() as db:
        return db.scalars(select(OutgoingMail).where(OutgoingMail.about_id == ticket.id)).all()


def mails_about(runtime: Runtime, ticket: Ticket, words: str) -> dict[str, OutgoingMail]:
    mails = ticket_mails(runtime, ticket)
    return {mail.to_address: mail for mail in mails if words in mail.subject}


def test_success_manager_managers_and_owner_are_told_at_once_and_each_once(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    say(runtime, ticket, ben, "Looking into it.")
    browser.sign_in(cleo).open(f"/requests/{ticket.reference}/escalations")

    page = browser.send(f"/requests/{ticket.reference}/escalations", {"stake": STAKE})

    assert STAKE in page.main
    told = mails_about(runtime, ticket, "Escalated")
    assert sorted(told) == ["ben@academy.example", "mia@academy.example"]
    assert all(STAKE in mail.text and ticket.reference in mail.subject for mail in told.values())
    assert "cleo@northwind.example" in mails_about(runtime, ticket, "is escalated")


def test_the_ticket_is_marked_in_the_queue_and_shows_each_escalation(
    browser: Browser,
    runtime: Runtime,
    clock: Clock,
    cleo: SignedIn,
    finn: SignedIn,
    ben: SignedIn,
) -> None:
    ticket = opened(runtime, cleo)
    path = f"/requests/{ticket.reference}/escalations"
    browser.sign_in(ben)
    assert "Escalated" not in browser.open("/desk").main

    browser.sign_in(cleo)
    for stake in (STAKE, STAKE, "They are here."):
        browser.send(path, {"stake": stake})
        clock.go(minutes=1)
    with runtime.database.writing() as db:  # a colleague who says the same is another
        found = db.get_one(Ticket, ticket.id)
        escalate(db, runtime, found, STAKE, by=replace(cleo, id=finn.id))
        assert found.escalated_at == clock()
        kinds = select(Event.actor_id).where(Event.kind == "ticket.escalated")
        assert db.scalars(kinds.order_by(Event.id)).all() == [cleo.id, cleo.id, finn.id]

    browser.sign_in(ben)
    assert "Escalated" in browser.open("/desk").main
    shown = browser.open(f"/desk/requests/{ticket.reference}").main
    assert shown.index(STAKE) < shown.index("They are here.")
    assert shown.count(STAKE) == 2


def test_the_stake_must_be_said(browser: Browser, runtime: Runtime, cleo: SignedIn) -> None:
    ticket = opened(runtime, cleo)
    path = f"/requests/{ticket.reference}/escalations"

    page = browser.sign_in(cleo).send(path, {"stake": "  "}, status=422)
    assert "Say what is at stake" in page.main


def test_who_escalates_without_end_waits_and_keeps_what_was_typed(
    browser: Browser, runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    path = f"/requests/{ticket.reference}/escalations"
    browser.sign_in(cleo)
    for n in range(ESCALATIONS.tries):
        browser.send(path, {"stake": f"{STAKE} {n}"})
    told = len(ticket_mails(runtime, ticket))

    page = browser.send(path, {"stake": "The seventh."}, status=429)

    assert "The seventh." in [area.text for area in page.all("textarea")]
    assert 0 < int(browser.response.headers["Retry-After"]) <= 3600
    assert len(ticket_mails(runtime, ticket)) == told
    clock.go(minutes=61)
    assert "The seventh." in browser.send(path, {"stake": "The seventh."}).main


def test_standard_customers_read_how_it_works_and_cannot_force_it(
    browser: Browser, runtime: Runtime, dai: SignedIn
) -> None:
    ticket = opened(runtime, dai)
    path = f"/requests/{ticket.reference}/escalations"

    page = browser.sign_in(dai).open(path)
    assert "part of enhanced support" in page.main
    assert not page.all("textarea")
    browser.send(path, {"stake": STAKE}, status=403)
    assert mails_about(runtime, ticket, "scalated") == {}


def test_another_organisations_request_cannot_be_escalated(
    browser: Browser, runtime: Runtime, cleo: SignedIn, dai: SignedIn
) -> None:
    ticket = opened(runtime, dai)
    path = f"/requests/{ticket.reference}/escalations"

    browser.sign_in(cleo).send(path, {"stake": STAKE}, status=404)


def test_an_admin_names_the_success_manager(
    browser: Browser, runtime: Runtime, ada: SignedIn, cleo: SignedIn, mia: SignedIn
) -> None:
    browser.sign_in(ada).open("/admin/success-managers")
    form = {"organisation": str(cleo.organisation_id), "person": str(mia.id)}
    browser.send("/admin/success-managers", form)

    with runtime.database.reading() as db:
        named = success_manager_of(db, cleo.organisation_id)
    assert named is not None
    assert named.id == mia.id


@pytest.mark.parametrize("name", ["cleo", "ben", "eva"])
def test_who_may_not_see_the_scorecard_is_no_success_manager(
    runtime: Runtime, people: Cast, name: str
) -> None:
    with runtime.database.reading() as db:
        person = find_person(db, getattr(people, name).email)
        organisation = find_organisation(db, "Northwind")
        assert organisation is not None
        with pytest.raises(Invalid):
            name_success_manager(db, runtime, organisation, person)
