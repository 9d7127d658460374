"""An erased person's requests and replies: the numbers stay, the words and the name go."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.gate.models import Enquiry
from portal.privacy.scrubbing import DELETED, Names, scrub_threads
from portal.service_desk.changes import Change, TicketChange
from portal.service_desk.models import Escalation, Reply, Ticket, TicketState

TYPED = ("title", "description", "expected", "steps", "since", "told", "rating_words")


def asked_by(db: Session, person_id: UUID) -> list[UUID]:
    return list(db.scalars(select(Ticket.id).where(Ticket.requester_id == person_id)))


def matters_of(db: Session, person_id: UUID) -> set[UUID]:
    """Return the enquiries and tickets of which mail to others may hold the person's words."""
    own = select(Enquiry.id).where(Enquiry.person_id == person_id)
    written_on = select(Reply.ticket_id).where(Reply.author_id == person_id)
    about = or_(
        Ticket.requester_id == person_id, Ticket.enquiry_id.in_(own), Ticket.id.in_(written_on)
    )
    return {*db.scalars(own), *db.scalars(select(Ticket.id).where(about))}


def erase_texts(db: Session, names: Names, *, keep_texts: bool) -> int:
    """Empty what the person wrote, or take only the name out; return how many replies it was."""
    person_id = names.person_id
    own = asked_by(db, person_id)
    tried = _from_enquiries_of(db, person_id)
    replies = db.scalars(select(Reply).where(Reply.author_id == person_id)).all()
    for ticket in tried:
        ticket.trail = without_words(ticket.trail, names)
    for reply in replies:
        reply.trail, reply.key = None, None
    if not keep_texts:
        _empty(db, own, replies, person_id)
    db.flush()
    scrub_threads(db, names, list({*own, *(ticket.id for ticket in tried)}))
    _give_back(db, person_id)
    _rename_owner(db, names)
    return len(replies)


def _from_enquiries_of(db: Session, person_id: UUID) -> Sequence[Ticket]:
    tried = select(Ticket).join(Enquiry, Enquiry.id == Ticket.enquiry_id)
    return db.scalars(tried.where(Enquiry.person_id == person_id)).all()


def _empty(db: Session, own: Sequence[UUID], replies: Sequence[Reply], person_id: UUID) -> None:
    for ticket in db.scalars(select(Ticket).where(Ticket.id.in_(own))):
        for name in TYPED:
            setattr(ticket, name, DELETED if getattr(ticket, name) else "")
    for reply in replies:
        reply.text = DELETED
    said = update(Escalation).where(Escalation.by_id == person_id)
    db.execute(said.values(stake=DELETED))
    rated = update(TicketChange).where(TicketChange.by_id == person_id, TicketChange.why != "")
    db.execute(rated.values(why=DELETED))


def _give_back(db: Session, person_id: UUID) -> None:
    """Let tickets that wait for an erased agent wait for everybody."""
    open_ones = Ticket.owner_id == person_id, Ticket.state != TicketState.CLOSED
    db.execute(update(Ticket).where(*open_ones).values(owner_id=None))


def _rename_owner(db: Session, names: Names) -> None:
    """Let the history of whose ticket it was name nobody, however short the name."""
    for column in (TicketChange.before, TicketChange.after):
        named = TicketChange.what == Change.OWNER, column == names.name
        db.execute(update(TicketChange).where(*named).values({column: names.instead}))


def without_words(trail: Mapping[str, Any], names: Names) -> Mapping[str, Any]:
    """Return what was tried without what was typed: how often, when and what was found stay."""
    searches = [{**one, "terms": DELETED} for one in trail.get("searches", ())]
    said = trail.get("dismissal")
    dismissal = {**said, "words": ""} if said else said
    return {**trail, "by": names.instead, "searches": searches, "dismissal": dismissal}
