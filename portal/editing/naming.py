"""A translation begins under its original's name; it gets its own when it has a title."""

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order
from portal.content.models import Translation
from portal.content.naming import free_slug, rename
from portal.content.policy import State
from portal.content.revising import numbered
from portal.content.rewording import slug_of
from portal.editing.steps import StepKind, note_step
from portal.runtime import Runtime

FIRST = 1  # the revision that a translation begins with: it has the title of the original


def name_by_title(
    db: Session, runtime: Runtime, translation: Translation, title: str, *, by: SignedIn
) -> None:
    """Make the address of this title, unless readers know it or somebody chose it."""
    if not _is_first_title(db, translation, title):
        return
    keep_order(db)
    before, number = translation.slug, translation.revision_number
    slug = free_slug(db, translation.kind, translation.lang, title, translation.id)
    rename(db, translation, slug, at=runtime.now())
    comment = f"{before} → {slug}"
    note_step(db, runtime, translation, StepKind.RENAMED, number, by=by.id, comment=comment)


def _is_first_title(db: Session, translation: Translation, title: str) -> bool:
    is_new = translation.published_at is None and translation.state == State.DRAFT
    if not is_new or translation.lang == translation.item.original_lang:
        return False
    begun = numbered(db, translation, FIRST)
    given = slug_of(begun.title) if begun else ""
    names = {given, f"{given}-{translation.id.hex[-6:]}"}
    return translation.slug in names and slug_of(title) not in {"", given}
