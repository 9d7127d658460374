"""Starting an enquiry, and finding the one a person is in the middle of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.gate.models import CARRIED_FOR, LAPSES_AFTER, OPEN_STATES, Enquiry
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


def find_current_enquiry(db: Session, person: SignedIn, now: datetime) -> Enquiry | None:
    """Return what the person is in the middle of.

    What somebody only looked for is carried along for twelve hours, what they came to ask
    about for as long as the enquiry is open.
    """
    return db.scalar(
        select(Enquiry)
        .where(
            Enquiry.person_id == person.id,
            Enquiry.organisation_id == person.organisation_id,
            Enquiry.state.in_(OPEN_STATES),
            Enquiry.touched_at > now - LAPSES_AFTER,
            or_(Enquiry.asked_at.is_not(None), Enquiry.touched_at > now - CARRIED_FOR),
        )
        .order_by(Enquiry.touched_at.desc(), Enquiry.id.desc())
        .limit(1)
    )


def find_own_enquiry(db: Session, person: SignedIn, enquiry_id: UUID) -> Enquiry | None:
    return db.scalar(
        select(Enquiry).where(
            Enquiry.id == enquiry_id,
            Enquiry.person_id == person.id,
            Enquiry.organisation_id == person.organisation_id,
        )
    )
