"""A ticket that belongs to a known fault: who asked follows it, and its end answers the ticket."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.errors import NotFound
from portal.gate.enquiring import find_current_enquiry, start_enquiry
from portal.gate.models import Enquiry
from portal.incidents.dependencies import NO_INCIDENT
from portal.incidents.errors import IncidentOver
from portal.incidents.forms import ClosingForm as EndForm
from portal.incidents.models import Incident
from portal.incidents.queries import find_seen_incident, incidents_going_on
from portal.incidents.running import close_incident, join_incident, leave_incident
from portal.runtime import Runtime
from portal.service_desk.changes import Change
from portal.service_desk.desk_forms import ClosingForm, LinkForm
from portal.service_desk.forms import ReplyForm
from portal.service_desk.models import Outcome, Ticket, TicketState
from portal.service_desk.outcomes import besides_words, closing_words
from portal.service_desk.replying import tell_besides
from portal.service_desk.telling import tell_of_change
from portal.service_desk.working_on import check_open, close, write_change

MOST_LISTED = 200


def ask_all_the_same(db: Session, runtime: Runtime, incident: Incident, *, by: SignedIn) -> Enquiry:
    """Begin a request of one's own about a known fault; the gate is passed like for any other."""
    now = runtime.now()
    enquiry = find_current_enquiry(db, by, now, to_write=True) or start_enquiry(db, runtime, by)
    enquiry.ask(now)
    enquiry.keep_draft({**enquiry.draft, "incident_id": str(incident.id)}, now)
    return enquiry


def fault_of(db: Session, person: SignedIn, said: object, now: datetime) -> Incident | None:
    """Return the incident of that id, if it goes on and hits this person; nonsense is none."""
    try:
        found = find_seen_incident(db, person, UUID(str(said)))
    except ValueError:
        return None
    return found if found is not None and found.is_going_on(now) else None


def named_fault(db: Session, person: SignedIn, named: UUID, now: datetime) -> Incident:
    """Return the incident of that id; raise NotFound, IncidentOver or NotBegun for no fault."""
    found = find_seen_incident(db, person, named)
    if found is None:
        raise NotFound(NO_INCIDENT)
    if found.closed_at is not None:
        raise IncidentOver("This incident is over: no request belongs to it any more.")
    found.check_going_on(now)
    return found


def offered_to(db: Session, ticket: Ticket, now: datetime) -> Sequence[Incident]:
    """Return the faults the ticket can belong to: they go on and hit its organisation."""
    going_on = incidents_going_on(db, ticket.organisation_id, now)
    theirs = [ticket.incident] if ticket.incident else []
    return [*theirs, *(one for one in going_on if one.id != ticket.incident_id)]


def change_incident(
    db: Session, runtime: Runtime, ticket: Ticket, form: LinkForm, *, by: SignedIn
) -> None:
    """Let the ticket belong to a fault that is offered, or to none; the customer reads why."""
    check_open(ticket)
    if form.incident_id == ticket.incident_id:
        return
    before, at = ticket.incident, runtime.now()
    if before is not None:
        _stop_following(db, runtime, ticket, before)
    offered = offered_to(db, ticket, at)
    ticket.incident = next((one for one in offered if one.id == form.incident_id), None)
    names = _name(before, ticket), _name(ticket.incident, ticket)
    write_change(db, ticket, Change.INCIDENT, *names, why=form.incident_why, by=by, at=at)
    db.flush()
    tell_of_change(db, runtime, ticket)
    follow(db, runtime, ticket)


def follow(db: Session, runtime: Runtime, ticket: Ticket) -> None:
    """Let who asked be told what becomes of the fault, while it goes on."""
    member = find_membership(db, ticket.requester_id)
    now, incident = runtime.now(), ticket.incident
    if member is not None and incident is not None and incident.is_going_on(now):
        join_incident(db, runtime, incident, by=signed_in_as(member, now))


def end_incident(
    db: Session, runtime: Runtime, incident: Incident, form: EndForm, *, by: SignedIn
) -> None:
    """End the fault: answer and close what was asked because of it, tell who has it too.

    Who asked all the same is told as well, and is still owed an answer.
    """
    asked = tickets_of(db, incident, to_write=True)
    waiting = [ticket for ticket in asked if not ticket.is_closed]
    answered = {ticket.requester_id for ticket in waiting}
    close_incident(db, runtime, incident, form, by=by, answered=answered)
    for ticket in waiting:
        words = incident.updates[-1].words(ticket.requester.lang or ticket.lang)
        _tell_the_end(db, runtime, ticket, words, by=by)


def _tell_the_end(
    db: Session, runtime: Runtime, ticket: Ticket, said: str, *, by: SignedIn
) -> None:
    if ticket.insists:
        besides = ReplyForm.model_construct(text=besides_words(ticket, said))
        tell_besides(db, runtime, ticket, besides, by=by)
        return
    closing = ClosingForm.model_validate({"outcome": Outcome.INCIDENT, "words": said})
    words = closing_words(db, ticket, closing, base_url=runtime.settings.base_url)
    close(db, runtime, ticket, closing, words, by=by)


def tickets_of(db: Session, incident: Incident, *, to_write: bool = False) -> Sequence[Ticket]:
    """Return what was asked because of the fault, open ones first, then the latest."""
    theirs = select(Ticket).where(Ticket.incident_id == incident.id)
    ordered = theirs.order_by(Ticket.state == TicketState.CLOSED, Ticket.opened_at.desc())
    listed = ordered.order_by(Ticket.id).options(selectinload(Ticket.changes))
    if to_write:
        return db.scalars(listed.with_for_update(of=Ticket)).all()
    return db.scalars(listed.limit(MOST_LISTED)).all()


def _stop_following(db: Session, runtime: Runtime, ticket: Ticket, incident: Incident) -> None:
    """Whoever followed only because of this ticket is told no more."""
    links = [one.at for one in ticket.changes if one.what == Change.INCIDENT]
    since = links[-1] if links else ticket.opened_at
    member = find_membership(db, ticket.requester_id)
    theirs = select(Ticket.id).filter_by(incident_id=incident.id, requester_id=ticket.requester_id)
    if member is not None and db.scalars(theirs).all() == [ticket.id]:
        leave_incident(db, runtime, incident, signed_in_as(member, runtime.now()), since=since)


def _name(incident: Incident | None, ticket: Ticket) -> str:
    return incident.words(ticket.requester.lang or ticket.lang) if incident else ""
