"""Publishing an article or a video: at once, or what was approved, or at the time that was set."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.checking import Typeset
from portal.content.errors import ChangedMeanwhile
from portal.content.models import Revision, Translation
from portal.content.policy import Significance, Stage, State
from portal.content.revising import Saved, current_revision, make_current, numbered
from portal.editing.drafting import discard, find_draft
from portal.editing.errors import FourEyes, WrittenOver
from portal.editing.item_text import ItemText, revise_text
from portal.editing.naming import name_by_title
from portal.editing.steps import StepKind, note_step, tell_readers
from portal.editing.typesetting import typeset
from portal.runtime import Runtime
from portal.web.dependencies import held
from portal.words import N_

MEANWHILE = N_("Your draft changed while you were looking at it. Look at it again.")
FOUR_EYES = N_("Here a second person looks at each text before readers get it. Send it to review.")


@dataclass(frozen=True)
class Ready:
    """A draft made a page before it is anybody's turn to write."""

    version: int
    over_number: int
    based_on: int | None
    text: ItemText
    page: Typeset


@dataclass(frozen=True)
class Terms:
    """How much a text changed, and why."""

    significance: Significance
    why: str = ""

    def saved(self, ready: Ready, by: SignedIn) -> Saved:
        return Saved(by.id, self.why, self.significance, ready.based_on)


def get_ready(db: Session, current: Revision, by: SignedIn) -> Ready:
    """Return this person's draft, else the saved text, as a page; raise TooHard."""
    draft = find_draft(db, current.translation_id, by.id)
    text = ItemText.of(draft or current)
    return Ready(
        version=draft.version if draft else 0,
        over_number=draft.over_number if draft else current.number,
        based_on=draft.based_on if draft else current.based_on,
        text=text,
        page=typeset(db, current.translation, text.source),
    )


def publish(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    ready: Ready,
    terms: Terms,
    by: SignedIn,
) -> None:
    """Let readers get the draft now; raise FourEyes, WrittenOver or ChangedMeanwhile."""
    if runtime.settings.four_eyes:
        raise FourEyes(FOUR_EYES)
    take_draft(db, translation, ready, by)
    name_by_title(db, runtime, translation, ready.text.title, by=by)
    saved = terms.saved(ready, by)
    is_new = revise_text(db, runtime, translation, ready.text, ready.page, saved)
    _open(db, runtime, translation, is_new=is_new, by=by.id, why=terms.why)


def take_draft(db: Session, translation: Translation, ready: Ready, by: SignedIn) -> None:
    """Take the draft away that becomes a revision; raise when it or the text is another by now."""
    held(db, translation)
    draft = find_draft(db, translation.id, by.id)
    if (draft.version if draft else 0) != ready.version:
        raise ChangedMeanwhile(MEANWHILE)
    check_not_written_over(translation, ready.over_number)
    discard(db, translation, by=by)


def check_not_written_over(translation: Translation, over_number: int | None) -> None:
    """Raise WrittenOver when readers got another text since this one was begun."""
    if over_number != translation.revision_number:
        raise WrittenOver(over=over_number, now=translation.revision_number)


def publish_proposed(
    db: Session, runtime: Runtime, translation: Translation, *, by: UUID | None
) -> None:
    """Let readers get the text that was approved; raise WrittenOver when it is overtaken."""
    proposed = numbered(db, translation, translation.proposed_number or 0)
    if proposed is None or translation.stage not in {Stage.APPROVED, Stage.SCHEDULED}:
        raise FourEyes(FOUR_EYES)
    is_new = proposed.number != translation.revision_number
    if is_new:
        check_not_written_over(translation, proposed.over_number)
        make_current(translation, proposed, at=runtime.now())
    put_aside_no_more(translation)
    _open(db, runtime, translation, is_new=is_new, by=by, why=proposed.why)


def put_aside_no_more(translation: Translation) -> None:
    translation.stage, translation.proposed_number, translation.publish_at = Stage.NONE, None, None


def publish_due(runtime: Runtime) -> int:
    """Publish what was set to be published by now; return how many texts."""
    with runtime.database.reading() as db:
        due = db.scalars(_due(runtime.now())).all()
    for translation_id in due:
        with runtime.database.writing() as db:
            _publish_one(db, runtime, db.get_one(Translation, translation_id))
    return len(due)


def _due(now: datetime) -> Select[UUID]:
    return select(Translation.id).where(
        Translation.stage == Stage.SCHEDULED, Translation.publish_at <= now
    )


def _publish_one(db: Session, runtime: Runtime, translation: Translation) -> None:
    """Publish it unless somebody was faster; a text overtaken by another goes back to review."""
    held(db, translation)
    if translation.stage != Stage.SCHEDULED or not translation.publish_at:
        return
    number = translation.proposed_number or 0
    try:
        publish_proposed(db, runtime, translation, by=None)
    except WrittenOver:
        translation.stage, translation.publish_at = Stage.IN_REVIEW, None
        note_step(db, runtime, translation, StepKind.OVERTAKEN, number, by=None)


def _open(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    *,
    is_new: bool,
    by: UUID | None,
    why: str,
) -> None:
    """Let its audience see the current revision, and have it found."""
    was_published = translation.is_published
    translation.state, translation.replaced_by_id = State.PUBLISHED, None
    translation.published_at = translation.published_at or runtime.now()
    number = translation.revision_number
    if is_new or not was_published:
        note_step(db, runtime, translation, StepKind.PUBLISHED, number, by=by, comment=why)
        kind = "changed" if was_published else "published"
        tell_readers(db, runtime, translation, kind, by=by)
    if (current := current_revision(db, translation)) and current.live_at is None:
        current.live_at = runtime.now()
