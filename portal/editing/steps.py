"""Who moved a text on, when and why: written down with each step, shown beside the text."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.activity.recording import record
from portal.content.models import Translation
from portal.editing.models import Step
from portal.runtime import Runtime


class StepKind(StrEnum):
    """What may happen to a text."""

    SENT = "sent"
    TAKEN_BACK = "taken_back"
    APPROVED = "approved"
    CHANGES = "changes"
    SCHEDULED = "scheduled"
    OVERTAKEN = "overtaken"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"
    RENAMED = "renamed"


def note_step(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    kind: StepKind,
    number: int,
    *,
    by: UUID | None,
    comment: str = "",
) -> None:
    """Write a step down."""
    step = Step(id=runtime.new_id(), translation_id=translation.id, kind=kind, number=number)
    step.comment, step.at, step.person_id = comment, runtime.now(), by
    db.add(step)


def steps_of(db: Session, translation_id: UUID) -> Sequence[Step]:
    """Return what happened to a text, the latest first."""
    wanted = (
        select(Step)
        .options(joinedload(Step.person))
        .where(Step.translation_id == translation_id)
        .order_by(Step.at.desc(), Step.number.desc(), Step.id.desc())
    )
    return db.scalars(wanted).all()


def tell_readers(
    db: Session, runtime: Runtime, translation: Translation, kind: str, *, by: UUID | None
) -> None:
    """Let the index and the reports follow: content.published, .changed or .withdrawn."""
    record(db, f"content.{kind}", at=runtime.now(), actor_id=by, subject_id=translation.id)
