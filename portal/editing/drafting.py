"""Drafts: one per person and text, saved as it is typed, beside what readers get."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from portal.accounts.signed_in import SignedIn
from portal.content.models import Translation
from portal.editing.item_text import ItemText
from portal.editing.models import Draft
from portal.runtime import Runtime
from portal.web.dependencies import held


@dataclass(frozen=True)
class Seen:
    """What somebody had in front of them: the version of their draft, and which revisions."""

    version: int
    over_number: int
    based_on: int | None = None


def find_draft(db: Session, translation_id: UUID, person_id: UUID) -> Draft | None:
    return db.scalar(select(Draft).filter_by(translation_id=translation_id, person_id=person_id))


def drafts_of_others(db: Session, translation_id: UUID, person_id: UUID) -> Sequence[Draft]:
    """Return what others have under way, the oldest first."""
    wanted = (
        select(Draft)
        .join(Draft.person)
        .options(contains_eager(Draft.person))
        .where(Draft.translation_id == translation_id, Draft.person_id != person_id)
        .order_by(Draft.started_at, Draft.id)
    )
    return db.scalars(wanted).all()


def save_draft(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    text: ItemText,
    *,
    seen: Seen,
    by: SignedIn,
) -> Draft | None:
    """Keep what this person typed; None when they saved it elsewhere since, and then it stays."""
    held(db, translation)  # two saves of one person come one after the other
    draft = find_draft(db, translation.id, by.id)
    if draft is not None and ItemText.of(draft) == text and _is_over(draft, seen):
        return draft  # sent again
    if (draft.version if draft else 0) != seen.version:
        return None
    if draft is None:
        draft = Draft(id=runtime.new_id(), translation_id=translation.id, person_id=by.id)
        draft.version, draft.started_at = 0, runtime.now()
        db.add(draft)
    _write(draft, text, seen)
    draft.version, draft.saved_at = draft.version + 1, runtime.now()
    db.flush()
    return draft


def discard(db: Session, translation: Translation, *, by: SignedIn) -> None:
    """Throw this person's draft away."""
    if draft := find_draft(db, translation.id, by.id):
        db.delete(draft)
        db.flush()


def _is_over(draft: Draft, seen: Seen) -> bool:
    return (draft.over_number, draft.based_on) == (seen.over_number, seen.based_on)


def _write(draft: Draft, text: ItemText, seen: Seen) -> None:
    for column, value in text.columns.items():
        setattr(draft, column, value)
    draft.over_number, draft.based_on = seen.over_number, seen.based_on
