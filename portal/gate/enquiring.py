"""Starting an enquiry, and finding the one a person is in the middle of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.files.holding import move
from portal.files.models import Holder
from portal.gate.models import Enquiry
from portal.gate.policy import CARRIED_FOR, LAPSES_AFTER, OPEN_STATES, WAITS_FOR_A_COLLEAGUE
from portal.runtime import Runtime


def start_enquiry(db: Session, runtime: Runtime, person: SignedIn) -> Enquiry:
    """Add an enquiry of this person."""
    now = runtime.now()
    enquiry = Enquiry(
        id=runtime.new_id(),
        person_id=person.id,
        organisation_id=person.organisation_id,
        draft={},
        missing_words="",
        started_at=now,
        touched_at=now,
        searches=[],
        readings=[],
    )
    db.add(enquiry)
    db.flush()
    record(
        db,
        "gate.enquiry-started",
        at=now,
        actor_id=person.id,
        organisation_id=person.organisation_id,
        subject_id=enquiry.id,
    )
    return enquiry


def find_current_enquiry(
    db: Session, person: SignedIn, now: datetime, *, to_write: bool = False
) -> Enquiry | None:
    """Return what the person is in the middle of, kept from other writers if it is written to.

    What somebody only looked for is carried along for twelve hours, what they came to ask
    about for as long as the enquiry is open.
    """
    current = (
        select(Enquiry)
        .where(
            Enquiry.person_id == person.id,
            Enquiry.organisation_id == person.organisation_id,
            Enquiry.state.in_(OPEN_STATES),
            Enquiry.handed_to_id.is_(None),
            Enquiry.touched_at > now - LAPSES_AFTER,
            or_(Enquiry.asked_at.is_not(None), Enquiry.touched_at > now - CARRIED_FOR),
        )
        .order_by(Enquiry.touched_at.desc(), Enquiry.id.desc())
        .limit(1)
    )
    return db.scalar(current.with_for_update(of=Enquiry) if to_write else current)


def find_own_enquiry(db: Session, person: SignedIn, enquiry_id: UUID) -> Enquiry | None:
    """Return the person's own enquiry, or one that a colleague handed to them."""
    return db.scalar(
        select(Enquiry).where(
            Enquiry.id == enquiry_id,
            or_(Enquiry.person_id == person.id, Enquiry.handed_to_id == person.id),
            Enquiry.organisation_id == person.organisation_id,
        )
    )


def enquiries_handed_to(db: Session, person: SignedIn, now: datetime) -> Sequence[Enquiry]:
    """Return what colleagues ask this administrator to send, the longest waiting first."""
    return db.scalars(
        select(Enquiry)
        .where(
            Enquiry.handed_to_id == person.id,
            Enquiry.organisation_id == person.organisation_id,
            Enquiry.state.in_(OPEN_STATES),
            Enquiry.touched_at > now - WAITS_FOR_A_COLLEAGUE,
        )
        .options(joinedload(Enquiry.person))
        .order_by(Enquiry.handed_at, Enquiry.id)
    ).all()


def own_enquiries(db: Session, person: SignedIn, limit: int = 30) -> Sequence[Enquiry]:
    """Return what this person looked for and asked, latest first."""
    return db.scalars(
        select(Enquiry)
        .where(Enquiry.person_id == person.id, Enquiry.organisation_id == person.organisation_id)
        .order_by(Enquiry.started_at.desc(), Enquiry.id.desc())
        .limit(limit)
    ).all()


def take_up_again(db: Session, runtime: Runtime, lapsed: Enquiry, person: SignedIn) -> Enquiry:
    """Start anew with what was typed: the old one stays what it is, and the gate is passed again.

    An enquiry that is still open is simply gone on with.
    """
    if lapsed.is_open(runtime.now()):
        return lapsed
    enquiry = start_enquiry(db, runtime, person)
    enquiry.draft = dict(lapsed.draft)
    move(db, (Holder.ENQUIRY, lapsed.id), (Holder.ENQUIRY, enquiry.id))
    enquiry.ask(runtime.now())
    return enquiry
