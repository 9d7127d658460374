"""Finding tickets: each query starts from what its reader may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Organisation, Person
from portal.accounts.policy import STAFF, Capability, role_may
from portal.accounts.signed_in import SignedIn
from portal.service_desk.changes import Note
from portal.service_desk.models import Ticket, TicketState

MOST_LISTED = 200
MOST_OFFERED = 20


def seen_by(person: SignedIn) -> Select[Ticket]:
    """Return what a customer may see: their own tickets; an administrator, the organisation's.

    What a colleague keeps private does not exist for an administrator.
    """
    own: ColumnElement[bool] = Ticket.requester_id == person.id
    if person.may(Capability.RAISE_REQUEST):
        own = or_(own, Ticket.is_private.is_(False))
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


def others_of_customer(db: Session, ticket: Ticket) -> Sequence[tuple[str, str]]:
    """Return reference and title of what the organisation asked besides, latest first."""
    others = select(Ticket.reference, Ticket.title).where(
        Ticket.organisation_id == ticket.organisation_id, Ticket.id != ticket.id
    )
    rows = db.execute(others.order_by(Ticket.opened_at.desc()).limit(MOST_OFFERED)).all()
    return [(reference, title) for reference, title in rows]


def colleagues(db: Session) -> Sequence[Person]:
    """Return the vendor's active people who may work on tickets, by name."""
    wanted = select(Person).where(Person.id.in_(_at_work()))
    return db.scalars(wanted.order_by(Person.name, Person.id)).all()


def is_unowned() -> ColumnElement[bool]:
    """Nobody owns it, or somebody who was suspended or does other work by now."""
    return or_(Ticket.owner_id.is_(None), Ticket.owner_id.not_in(_at_work()))


def _at_work() -> Select[UUID]:
    roles = [role for role in STAFF if role_may(role, Capability.WORK_TICKETS)]
    return (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Organisation.is_vendor, Membership.role.in_(roles), Person.disabled_at.is_(None))
    )


def owner_at_work(db: Session, ticket: Ticket) -> Person | None:
    """Return the owner, unless they were suspended or do other work by now."""
    wanted = select(Person).where(Person.id == ticket.owner_id, Person.id.in_(_at_work()))
    return db.scalar(wanted) if ticket.owner_id else None


def count_endings(db: Session, since: datetime) -> dict[str, int]:
    """Return how many requests closed since then ended in each way."""
    ended = select(Ticket.outcome, func.count()).where(Ticket.closed_at >= since)
    rows = db.execute(ended.group_by(Ticket.outcome)).all()
    return dict(rows)


def notes_on(db: Session, ticket: Ticket) -> Sequence[Note]:
    """Return the internal notes; for staff only."""
    return db.scalars(select(Note).where(Note.ticket_id == ticket.id).order_by(Note.at)).all()
