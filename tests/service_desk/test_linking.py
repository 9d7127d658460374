"""Tickets and the known faults they belong to: linked, followed, taken away, answered."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.incidents.models import Incident
from portal.incidents.running import join_incident
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.linking import end_incident
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.opening import Opening, open_ticket
from tests.browser import Browser
from tests.gate.steps import unlocked_enquiry
from tests.incidents.test_incidents import FAULT, OVER, joins
from tests.incidents.test_incidents import opened as begun
from tests.program import Program
from tests.service_desk.test_asking_api import EMERGENCY
from tests.service_desk.test_opening import FORM, opened
from tests.service_desk.test_working import finish
from tests.world import Cast, Clock

WHY = "The same error at the same minute."


def subjects(runtime: Runtime, email: str) -> list[str]:
    with runtime.database.reading() as db:
        return list(db.scalars(select(OutgoingMail.subject).filter_by(to_address=email)))


def link(browser: Browser, ticket: Ticket, incident: Incident | None, **more: Any) -> None:
    form = {"incident_id": str(incident.id) if incident else "", "incident_why": WHY}
    browser.send(f"/desk/requests/{ticket.reference}/incident", form, **more)


def now_of(runtime: Runtime, ticket: Ticket) -> Ticket:
    with runtime.database.reading() as db:
        found = db.get_one(Ticket, ticket.id)
        _ = found.replies
        return found


def insisted(runtime: Runtime, by: SignedIn, incident: Incident) -> Ticket:
    form = FORM.model_copy(update={"incident_id": UUID(str(incident.id))})
    with runtime.database.writing() as db:
        return open_ticket(db, runtime, Opening(by, unlocked_enquiry(db, runtime, by), form, "en"))


def belonging(runtime: Runtime) -> list[UUID | None]:
    with runtime.database.reading() as db:
        return list(db.scalars(select(Ticket.incident_id)))


def test_a_linked_ticket_is_followed_listed_and_answered_by_the_end_once(
    browser: Browser, runtime: Runtime, clock: Clock, ben: SignedIn, cleo: SignedIn, dai: SignedIn
) -> None:
    with runtime.database.writing() as db:
        db.get_one(Person, cleo.id).lang = "fr"
    ticket, other, closed = opened(runtime, cleo), opened(runtime, dai), opened(runtime, dai)
    incident = begun(runtime, ben)
    clock.go(minutes=5)
    browser.sign_in(ben)
    link(browser, ticket, incident)
    assert FAULT["title_en"] in browser.html
    page = browser.open(f"/desk/incidents/{incident.id}")
    assert "Have it too (1)" in browser.html
    assert [ticket.reference in page.main, other.reference in page.main] == [True, False]
    assert "answers and closes 1 open request" in page.main
    assert "Incident" in browser.open("/desk").main

    with runtime.database.writing() as db:
        db.get_one(Ticket, closed.id).incident_id = incident.id
    finish(runtime, closed, Outcome.NOT_OURS, ben)
    clock.go(minutes=5)
    browser.send(f"/desk/incidents/{incident.id}/closing", OVER.model_dump())
    ended = now_of(runtime, ticket)
    assert (ended.is_closed, ended.outcome) == (True, Outcome.INCIDENT)
    assert ended.replies[-1].text.startswith("C’est fini.")
    assert not now_of(runtime, other).is_closed
    assert now_of(runtime, closed).outcome == Outcome.NOT_OURS
    told = sorted(one[:15].rstrip() for one in subjects(runtime, cleo.email))
    assert told == ["Nous avons reçu", "Votre demande A", "Votre demande A", "Vous avez aussi"]
    browser.sign_in(cleo).open(f"/requests/{ticket.reference}")
    assert FAULT["title_fr"] in browser.html


@pytest.mark.parametrize("is_answered", [False, True])
def test_who_asked_all_the_same_is_told_the_end_and_is_still_owed_an_answer(
    browser: Browser, runtime: Runtime, clock: Clock, people: Cast, is_answered: bool
) -> None:
    incident = begun(runtime, people.ben)
    ticket = insisted(runtime, people.cleo, incident)
    browser.sign_in(people.ben)
    if is_answered:
        clock.go(minutes=1)
        browser.send(f"/desk/requests/{ticket.reference}/replies", {"text": "Yes.", "key": "a"})
    before = now_of(runtime, ticket)
    page = browser.open(f"/desk/incidents/{incident.id}")
    assert "1 customer who knew of it and asked all the same" in page.main
    assert "answers and closes" not in page.main
    clock.go(minutes=5)
    browser.send(f"/desk/incidents/{incident.id}/closing", OVER.model_dump())

    after = now_of(runtime, ticket)
    for fact in ("state", "due_at", "first_answered_at", "owner_id", "outcome", "closed_at"):
        assert getattr(after, fact) == getattr(before, fact), fact
    assert after.replies[-1].text.startswith("It is over.")
    assert ("we still answer" in after.replies[-1].text) is not is_answered
    with runtime.database.reading() as db:
        noted = db.scalars(select(Event.kind).filter_by(subject_id=ticket.id)).all()
    assert (noted.count("ticket.answered"), noted.count("ticket.told")) == (int(is_answered), 1)
    told = [one for one in subjects(runtime, people.cleo.email) if "over" in one or "Solved" in one]
    assert [one[:23] for one in told] == ["A known problem is over"]


@pytest.mark.parametrize(
    ("joined_before", "another", "follows"),
    [
        pytest.param(False, False, 0, id="nothing-else"),
        pytest.param(True, False, 1, id="joined-before"),
        pytest.param(False, True, 1, id="by-another-ticket"),
    ],
)
def test_who_only_followed_because_of_the_link_is_told_no_more_without_it(
    browser: Browser,
    runtime: Runtime,
    clock: Clock,
    ben: SignedIn,
    cleo: SignedIn,
    joined_before: bool,
    another: bool,
    follows: int,
) -> None:
    ticket, incident = opened(runtime, cleo), begun(runtime, ben)
    clock.go(minutes=5)
    if joined_before:
        with runtime.database.writing() as db:
            join_incident(db, runtime, db.get_one(Incident, incident.id), by=cleo)
    clock.go(minutes=5)
    browser.sign_in(ben)
    link(browser, ticket, incident)
    if another:
        link(browser, opened(runtime, cleo), incident)
    assert joins(runtime) == 1
    link(browser, ticket, None)

    assert joins(runtime) == follows
    assert now_of(runtime, ticket).incident_id is None


@pytest.mark.parametrize(
    ("hit", "begins_in", "status"),
    [
        pytest.param("cleo", 0, 200, id="hits-them"),
        pytest.param("dai", 0, 422, id="hits-others"),
        pytest.param("cleo", 3, 422, id="only-announced"),
    ],
)
def test_a_ticket_belongs_only_to_what_goes_on_for_its_organisation(
    browser: Browser,
    runtime: Runtime,
    clock: Clock,
    people: Cast,
    hit: str,
    begins_in: int,
    status: int,
) -> None:
    ticket = opened(runtime, people.cleo)
    starts_at = clock() + timedelta(hours=begins_in)
    incident = begun(runtime, people.ben, getattr(people, hit), starts_at=starts_at)
    browser.sign_in(people.ben)
    link(browser, ticket, incident, status=status)

    assert (now_of(runtime, ticket).incident_id is not None) is (status == 200)


def test_nobody_has_what_is_only_announced(
    browser: Browser, runtime: Runtime, clock: Clock, ben: SignedIn, cleo: SignedIn
) -> None:
    incident = begun(runtime, ben, starts_at=clock() + timedelta(hours=3))
    browser.sign_in(cleo).send(f"/incidents/{incident.id}/joins", {}, status=409)
    assert joins(runtime) == 0


@pytest.mark.parametrize(
    ("which", "status", "slug"),
    [
        pytest.param("theirs", 201, "", id="theirs"),
        pytest.param("of-others", 404, "not-found", id="of-others"),
        pytest.param("unknown", 404, "not-found", id="unknown"),
        pytest.param("announced", 409, "incident-not-begun", id="announced"),
        pytest.param("over", 409, "incident-over", id="over"),
    ],
)
def test_a_program_names_a_fault_that_goes_on_for_it_or_is_refused(
    browser: Browser,
    runtime: Runtime,
    clock: Clock,
    people: Cast,
    which: str,
    status: int,
    slug: str,
) -> None:
    hit = people.dai if which == "of-others" else people.cleo
    starts_at = clock() + timedelta(hours=3 if which == "announced" else 0)
    incident = begun(runtime, people.ben, hit, starts_at=starts_at)
    if which == "over":
        with runtime.database.writing() as db:
            end_incident(db, runtime, db.get_one(Incident, incident.id), OVER, by=people.ben)
    named = {"incident_id": str(uuid4() if which == "unknown" else incident.id)}
    program = Program(browser.client, runtime, people.cleo)
    said = program.ask(program.unlock(), key="one", status=status, **named)
    urgent = program.post("/tickets/urgent", {**EMERGENCY, **named}, status=status)

    slugs = [one.get("type", "").rpartition(":")[2] for one in (said, urgent)]
    assert slugs == [slug, slug]
    assert belonging(runtime) == ([] if slug else [incident.id, incident.id])
    assert joins(runtime) == (0 if slug else 1)


def test_an_emergency_may_be_about_what_is_known(
    browser: Browser, runtime: Runtime, ben: SignedIn, cleo: SignedIn
) -> None:
    incident = begun(runtime, ben)
    browser.sign_in(cleo).send(f"/incidents/{incident.id}/enquiries", {})
    page = browser.open("/help/urgent")
    choices = [one for one in page.all("input") if one.get("name") == "incident_id"]
    assert [one.get("value") for one in choices if "checked" in one.attributes] == [
        str(incident.id)
    ]
    browser.send("/help/urgent", {**EMERGENCY, "incident_id": str(incident.id)})

    assert belonging(runtime) == [incident.id]


@pytest.mark.parametrize(
    ("hits", "begins_in", "belongs"), [("cleo", 0, True), ("dai", 0, False), ("cleo", 3, False)]
)
def test_a_request_belongs_to_the_fault_it_names_if_that_hits_who_asks_now(
    runtime: Runtime, clock: Clock, people: Cast, hits: str, begins_in: int, belongs: bool
) -> None:
    starts_at = clock() + timedelta(hours=begins_in)
    incident = begun(runtime, people.ben, getattr(people, hits), starts_at=starts_at)
    ticket = insisted(runtime, people.cleo, incident)

    assert (ticket.incident_id == incident.id, joins(runtime)) == (belongs, int(belongs))
