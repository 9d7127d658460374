"""Opening a ticket: enquiry, trail, reference, promise, events and mail in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NoReturn
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.db.engine import BUSY
from portal.errors import Busy
from portal.files.holding import move
from portal.files.models import Holder
from portal.gate.diagnosis import diagnose
from portal.gate.errors import SEARCH_FIRST, EnquiryOver, SearchFirst
from portal.gate.models import Enquiry
from portal.gate.policy import State
from portal.gate.ruling import rules_of, what_is_left
from portal.gate.trail import freeze
from portal.runtime import Runtime
from portal.service_desk.due import answer_due, working
from portal.service_desk.errors import KeyUsedOtherwise
from portal.service_desk.forms import RequestForm
from portal.service_desk.linking import fault_of, follow, named_fault
from portal.service_desk.models import OpeningKey, Ticket, TicketState
from portal.service_desk.reference import new_reference
from portal.service_desk.telling import tell_of_opening
from portal.support_policy.tiers import Priority


@dataclass(frozen=True)
class Opening:
    """Who sends which request, from which enquiry, under which idempotency key.

    A program names an incident that goes on, or is refused; a page may have been open for long.
    """

    person: SignedIn
    enquiry: Enquiry
    form: RequestForm
    lang: str
    key: str | None = None
    is_by_program: bool = False

    @property
    def body_hash(self) -> str:
        return sha256(f"{self.enquiry.id.hex}{self.form.digest()}".encode()).hexdigest()


def open_ticket(db: Session, runtime: Runtime, opening: Opening) -> Ticket:
    """Open the ticket, or return the one that this key opened before.

    Raise SearchFirst while the gate is locked, EnquiryOver when the enquiry is used up,
    KeyUsedOtherwise when the key came with another body; for a program NotFound, IncidentOver
    or NotBegun when it names an incident that no request can belong to.
    """
    before = _opened_before(db, opening)
    if before is not None:
        return before
    _check_unlocked(db, runtime, opening)
    if not _consume(db, runtime, opening.enquiry):
        return _lost_the_race(db, opening)
    ticket = _new_ticket(db, runtime, opening)
    db.add(ticket)
    db.flush()
    move(db, (Holder.ENQUIRY, opening.enquiry.id), (Holder.TICKET, ticket.id))
    _remember_key(db, runtime, opening, ticket)
    _record_opening(db, ticket)
    db.refresh(ticket)
    tell_of_opening(db, runtime, ticket)
    follow(db, runtime, ticket)
    return ticket


def find_ticket_of(db: Session, enquiry: Enquiry) -> Ticket | None:
    return db.scalar(select(Ticket).where(Ticket.enquiry_id == enquiry.id))


def _record_opening(db: Session, ticket: Ticket) -> None:
    record(
        db,
        "ticket.opened",
        at=ticket.opened_at,
        actor_id=ticket.requester_id,
        organisation_id=ticket.organisation_id,
        subject_id=ticket.id,
        priority=ticket.priority,
        diagnosis=ticket.diagnosis,
    )


def _opened_before(db: Session, opening: Opening) -> Ticket | None:
    if opening.key is None:
        return None
    used = db.scalar(
        select(OpeningKey).where(
            OpeningKey.person_id == opening.person.id, OpeningKey.key == opening.key
        )
    )
    if used is None:
        return None
    if used.body_hash != opening.body_hash:
        raise KeyUsedOtherwise("This was sent before with other words. Start a new request.")
    return db.get_one(Ticket, used.ticket_id)


def _check_unlocked(db: Session, runtime: Runtime, opening: Opening) -> None:
    enquiry, now = opening.enquiry, runtime.now()
    if enquiry.state == State.RAISED or not enquiry.is_open(now):
        _refuse_used(db, enquiry)
    left = what_is_left(db, enquiry, now, opening.form.area)
    if left:
        raise SearchFirst(SEARCH_FIRST, missing=left)
    if not enquiry.is_unlocked(now):  # the rules ask for less than when it was last touched
        area = opening.form.area
        enquiry.is_about(area, rules=rules_of(db, enquiry, now, area), at=now)


def _refuse_used(db: Session, enquiry: Enquiry) -> NoReturn:
    ticket = find_ticket_of(db, enquiry)
    if ticket is not None:
        raise EnquiryOver(
            "This enquiry became the request %(reference)s. For another problem, search again.",
            reference=ticket.reference,
        )
    raise EnquiryOver("This enquiry is over. Start a new search; what you typed is kept below.")


def _consume(db: Session, runtime: Runtime, enquiry: Enquiry) -> bool:
    """Use the enquiry up; False when another request did so in the meantime."""
    taken = db.execute(
        update(Enquiry)
        .where(Enquiry.id == enquiry.id, Enquiry.state == State.UNLOCKED)
        .values(state=State.RAISED, ended_at=runtime.now())
        .execution_options(synchronize_session=False)
    )
    db.refresh(enquiry)
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def _lost_the_race(db: Session, opening: Opening) -> Ticket:
    """Another request consumed the enquiry first: the same one sent twice, or a second one."""
    return _opened_before(db, opening) or _refuse_used(db, opening.enquiry)


def _new_ticket(db: Session, runtime: Runtime, opening: Opening) -> Ticket:
    person, enquiry, form, now = opening.person, opening.enquiry, opening.form, runtime.now()
    due = answer_due(db, person.tier, Priority(form.priority), now, runtime.settings)
    ticket = Ticket(
        id=runtime.new_id(),
        reference=_unused_reference(db, runtime),
        enquiry_id=enquiry.id,
        organisation_id=person.organisation_id,
        requester_id=person.id,
        tier=person.tier,
        state=TicketState.OURS,
        lang=opening.lang,
        opened_at=now,
        trail=freeze(enquiry),
        diagnosis=diagnose(enquiry, form.description, opening.lang),
        **{**form.model_dump(), "incident_id": _known_fault(db, opening, now)},
    )
    ticket.start_clock(due, working(due))
    return ticket


def _known_fault(db: Session, opening: Opening, now: datetime) -> UUID | None:
    """Return the incident it is said to belong to, if it goes on for who asks."""
    person, named = opening.person, opening.form.incident_id
    if opening.is_by_program and named is not None:
        return named_fault(db, person, named, now).id
    found = fault_of(db, person, named, now)
    return found.id if found else None


def _unused_reference(db: Session, runtime: Runtime) -> str:
    """Return a free reference; 35 random bits collide rarely, and the unique index decides."""
    while True:
        reference = new_reference(runtime.settings.reference_prefix, runtime.random_below)
        if not db.scalar(select(exists().where(Ticket.reference == reference))):
            return reference


def _remember_key(db: Session, runtime: Runtime, opening: Opening, ticket: Ticket) -> None:
    if opening.key is None:
        return
    db.add(
        OpeningKey(
            id=runtime.new_id(),
            person_id=opening.person.id,
            key=opening.key,
            body_hash=opening.body_hash,
            ticket_id=ticket.id,
        )
    )
    try:
        db.flush()
    except IntegrityError as error:  # the key came at the same moment for another enquiry
        raise Busy(BUSY, retry_after=1) from error
