"""Finding tickets: each query starts from what its reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.service_desk.changes import Note
from portal.service_desk.models import Ticket, TicketState

MOST_LISTED = 200
MOST_WORDS = 6


def seen_by(person: SignedIn) -> Select[Ticket]:
    """Return what a customer may see: their own tickets; an administrator, the organisation's."""
    own: ColumnElement[bool] = Ticket.requester_id == person.id
    if person.may(Capability.RAISE_REQUEST):
        own = or_(own, Ticket.organisation_id == person.organisation_id)
    return select(Ticket).where(Ticket.organisation_id == person.organisation_id, own)


def find_seen_ticket(db: Session, person: SignedIn, reference: str) -> Ticket | None:
    return db.scalar(seen_by(person).where(Ticket.reference == reference))


def find_ticket(db: Session, reference: str) -> Ticket | None:
    """Return any ticket; for staff."""
    return db.scalar(select(Ticket).where(Ticket.reference == reference))


def tickets_seen_by(db: Session, person: SignedIn) -> Sequence[Ticket]:
    """Return a customer's list, latest first."""
    newest = seen_by(person).order_by(Ticket.opened_at.desc(), Ticket.id)
    return db.scalars(newest.limit(MOST_LISTED)).all()


def open_tickets_seen_by(db: Session, person: SignedIn) -> Sequence[Ticket]:
    """Return what this customer may see and is not over, latest first."""
    going_on = seen_by(person).where(Ticket.state.in_((TicketState.OURS, TicketState.CUSTOMERS)))
    return db.scalars(going_on.order_by(Ticket.opened_at.desc()).limit(MOST_LISTED)).all()


@dataclass(frozen=True)
class QueueFilter:
    """Which tickets of the queue to show: whose, and with which words or reference."""

    owner_id: UUID | None = None
    is_unowned: bool = False
    words: str = ""
    reference: str | None = None

    def narrow(self, tickets: Select[Ticket]) -> Select[Ticket]:
        if self.owner_id:
            tickets = tickets.where(Ticket.owner_id == self.owner_id)
        if self.is_unowned:
            tickets = tickets.where(Ticket.owner_id.is_(None))
        if self.reference:
            return tickets.where(Ticket.reference == self.reference)
        for word in self.words.split()[:MOST_WORDS]:
            named = (Ticket.title, Ticket.description, Organisation.name)
            tickets = tickets.where(or_(*(one.icontains(word, autoescape=True) for one in named)))
        return tickets.join(Ticket.organisation) if self.words else tickets


def queue(db: Session, state: TicketState, wanted: QueueFilter | None = None) -> Sequence[Ticket]:
    """Return the tickets in that state by due time; those without a promised time come last."""
    return db.scalars(
        (wanted or QueueFilter())
        .narrow(select(Ticket).where(Ticket.state == state))
        .order_by(Ticket.due_at.is_(None), Ticket.due_at, Ticket.opened_at, Ticket.id)
        .limit(MOST_LISTED)
    ).all()


def count_waiting(db: Session, since: datetime) -> int:
    """Return how many promises began to run after that moment."""
    fresh = select(func.count()).where(
        Ticket.state == TicketState.OURS, Ticket.clock_started_at > since
    )
    return db.scalar(fresh) or 0


def notes_on(db: Session, ticket: Ticket) -> Sequence[Note]:
    """Return the internal notes; for staff only."""
    return db.scalars(select(Note).where(Note.ticket_id == ticket.id).order_by(Note.at)).all()
