"""What nobody goes on with ends by itself, and what was typed is deleted in time."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.asking_for_links import recipient
from portal.activity.recording import record
from portal.files.holding import files_of
from portal.files.models import Holder
from portal.files.storing import discard
from portal.gate.models import Enquiry
from portal.gate.policy import (
    FORGOTTEN_AFTER,
    LAPSES_AFTER,
    OPEN_STATES,
    WAITS_FOR_A_COLLEAGUE,
    State,
)
from portal.mail.writing import Letter, post
from portal.runtime import Runtime

AT_ONCE = 200


def end_what_was_left(runtime: Runtime) -> int:
    """Let old enquiries lapse and old text go; return how many were changed."""
    now = runtime.now()
    with runtime.database.reading() as db:
        is_due = bool(_left_alone(db, now, 1) or _to_forget(db, now, 1))
    if not is_due:
        return 0
    with runtime.database.writing() as db:
        return end_due(db, runtime)


def end_due(db: Session, runtime: Runtime) -> int:
    now = runtime.now()
    left, forgotten = _left_alone(db, now, AT_ONCE), _to_forget(db, now, AT_ONCE)
    for enquiry in left:
        _end(db, runtime, enquiry)
    for enquiry in forgotten:
        _forget(db, enquiry, now)
        _forget_files(db, runtime, enquiry)
    return len(left) + len(forgotten)


def _forget_files(db: Session, runtime: Runtime, enquiry: Enquiry) -> None:
    for file in files_of(db, Holder.ENQUIRY, enquiry.id):
        discard(runtime.settings.data_dir, file.id)
        db.delete(file)


def _left_alone(db: Session, now: datetime, limit: int) -> list[Enquiry]:
    alone = Enquiry.handed_to_id.is_(None)
    return list(
        db.scalars(
            select(Enquiry)
            .where(
                Enquiry.state.in_(OPEN_STATES),
                or_(
                    and_(alone, Enquiry.touched_at <= now - LAPSES_AFTER),
                    Enquiry.touched_at <= now - WAITS_FOR_A_COLLEAGUE,
                ),
            )
            .options(joinedload(Enquiry.person))
            .order_by(Enquiry.touched_at)
            .limit(limit)
        )
    )


def _to_forget(db: Session, now: datetime, limit: int) -> list[Enquiry]:
    return list(
        db.scalars(
            select(Enquiry)
            .where(
                Enquiry.state == State.LAPSED,
                Enquiry.forgotten_at.is_(None),
                Enquiry.touched_at <= now - FORGOTTEN_AFTER,
            )
            .order_by(Enquiry.touched_at)
            .limit(limit)
        )
    )


def _forget(db: Session, enquiry: Enquiry, now: datetime) -> None:
    """Delete the text; who keeps a copy of it follows the event."""
    enquiry.forget_text(now)
    record(
        db,
        "gate.forgotten",
        at=now,
        organisation_id=enquiry.organisation_id,
        subject_id=enquiry.id,
    )


def _end(db: Session, runtime: Runtime, enquiry: Enquiry) -> None:
    now = runtime.now()
    enquiry.lapse(now)
    record(
        db,
        "gate.lapsed",
        at=now,
        actor_id=enquiry.person_id,
        organisation_id=enquiry.organisation_id,
        subject_id=enquiry.id,
        asked=enquiry.asked_at is not None,
    )
    if enquiry.asked_at and enquiry.draft.get("description") and not enquiry.reminded_at:
        enquiry.reminded_at = now
        letter = Letter("enquiry_unsent", {"enquiry": enquiry}, enquiry.id)
        post(db, runtime, recipient(enquiry.person, runtime), letter)
