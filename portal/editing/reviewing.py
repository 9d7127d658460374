"""A second person looks: send to review, approve or ask for changes, then publish now or later."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision, Translation
from portal.content.policy import Stage
from portal.content.revising import numbered
from portal.editing.drafting import find_draft
from portal.editing.errors import FourEyes, InReview, OwnText
from portal.editing.item_text import ItemText, set_text_aside
from portal.editing.models import Draft
from portal.editing.naming import name_by_title
from portal.editing.publishing import (
    FOUR_EYES,
    Ready,
    Terms,
    put_aside_no_more,
    take_draft,
)
from portal.editing.steps import StepKind, note_step, steps_of
from portal.runtime import Runtime
from portal.web.dependencies import held
from portal.words import N_

ALREADY = N_("Another text waits already. Publish it or take it back first.")
NOT_WAITING = N_("This text does not wait for a review any more.")
OWN = N_("You wrote this text or sent it to review yourself. Somebody else approves it.")


def send_to_review(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    ready: Ready,
    terms: Terms,
    by: SignedIn,
) -> None:
    """Set the draft aside until somebody approves it; readers keep what they have."""
    proposed = _set_aside(db, runtime, translation, ready, terms, by)
    translation.stage = Stage.IN_REVIEW
    note_step(db, runtime, translation, StepKind.SENT, proposed.number, by=by.id, comment=terms.why)


def schedule_draft(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    ready: Ready,
    terms: Terms,
    by: SignedIn,
    *,
    at: datetime,
) -> None:
    """Set the draft aside until its time comes; raise FourEyes where a second person looks."""
    if runtime.settings.four_eyes:
        raise FourEyes(FOUR_EYES)
    _set_aside(db, runtime, translation, ready, terms, by)
    translation.stage = Stage.APPROVED
    schedule(db, runtime, translation, at=at, by=by)


def schedule(
    db: Session, runtime: Runtime, translation: Translation, *, at: datetime, by: SignedIn
) -> None:
    """Say when readers get what was approved."""
    if translation.stage not in {Stage.APPROVED, Stage.SCHEDULED}:
        raise FourEyes(FOUR_EYES)
    translation.stage, translation.publish_at = Stage.SCHEDULED, at
    number = translation.proposed_number or 0
    note_step(db, runtime, translation, StepKind.SCHEDULED, number, by=by.id)


def approve(
    db: Session, runtime: Runtime, translation: Translation, comment: str, *, by: SignedIn
) -> None:
    """Say that it may be published; raise OwnText when a second person must."""
    proposed = get_proposed(db, translation, Stage.IN_REVIEW)
    if not may_approve(db, runtime, proposed, by):
        raise OwnText(OWN)
    translation.stage = Stage.APPROVED
    note_step(
        db, runtime, translation, StepKind.APPROVED, proposed.number, by=by.id, comment=comment
    )


def may_approve(db: Session, runtime: Runtime, proposed: Revision, by: SignedIn) -> bool:
    """Whether they may; where four eyes are asked for, not who wrote it nor who brought it."""
    if not runtime.settings.four_eyes:
        return True
    steps = steps_of(db, proposed.translation_id)
    senders = [step.person_id for step in steps if step.kind == StepKind.SENT]
    return by.id not in {proposed.author_id, *senders[:1]}


def ask_for_changes(
    db: Session, runtime: Runtime, translation: Translation, comment: str, *, by: SignedIn
) -> None:
    """Give the text back to its writer with a comment."""
    proposed = get_proposed(db, translation, *WAITING)
    kind = StepKind.TAKEN_BACK if proposed.author_id == by.id else StepKind.CHANGES
    _give_back(db, runtime, translation, proposed, by)
    put_aside_no_more(translation)
    note_step(db, runtime, translation, kind, proposed.number, by=by.id, comment=comment)


WAITING = (Stage.IN_REVIEW, Stage.APPROVED, Stage.SCHEDULED)


def get_proposed(db: Session, translation: Translation, *stages: Stage) -> Revision:
    """Return the text that waits; raise InReview when none does, or not at that stage."""
    held(db, translation)
    proposed = numbered(db, translation, translation.proposed_number or 0)
    if proposed is None or translation.stage not in stages:
        raise InReview(NOT_WAITING)
    return proposed


def _set_aside(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    ready: Ready,
    terms: Terms,
    by: SignedIn,
) -> Revision:
    take_draft(db, translation, ready, by)
    if translation.stage:
        raise InReview(ALREADY)
    name_by_title(db, runtime, translation, ready.text.title, by=by)
    saved = terms.saved(ready, by)
    proposed = set_text_aside(db, runtime, translation, ready.text, ready.page, saved)
    translation.proposed_number = proposed.number
    return proposed


def _give_back(
    db: Session, runtime: Runtime, translation: Translation, proposed: Revision, by: SignedIn
) -> None:
    """Make it its writer's draft again, unless they went on with another since."""
    writer = proposed.author_id or by.id
    if find_draft(db, translation.id, writer) is not None:
        return
    draft = Draft(id=runtime.new_id(), translation_id=translation.id, person_id=writer)
    for column, value in ItemText.of(proposed).columns.items():
        setattr(draft, column, value)
    is_current = proposed.number == translation.revision_number
    draft.over_number = proposed.number if is_current else proposed.over_number or 0
    draft.based_on, draft.version = proposed.based_on, 1
    draft.started_at = draft.saved_at = runtime.now()
    db.add(draft)
