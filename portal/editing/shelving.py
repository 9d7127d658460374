"""Where a text stands, who looks after it, what it is called, and how it leaves the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.policy import Role
from portal.accounts.queries import vendor_people_with
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order
from portal.content.models import Item, Picture, Revision, Topic, Translation
from portal.content.naming import is_taken, rename
from portal.content.policy import State
from portal.editing.errors import NameTaken
from portal.editing.steps import StepKind, note_step, tell_readers
from portal.editing.typesetting import place_of_text
from portal.editing.widening import check_readers
from portal.runtime import Runtime
from portal.web.dependencies import held
from portal.words import N_

TAKEN = N_("Another text has this address, or had it once: it still leads there.")


@dataclass(frozen=True)
class Place:
    """What is said of a text besides its words; topic, audience and owner hold for the item."""

    slug: str
    topic: str
    audience: str
    owner: UUID | None
    review_on: date | None


def owners(db: Session) -> Sequence[Person]:
    """Return who may look after content."""
    return [*vendor_people_with(db, Role.EDITOR), *vendor_people_with(db, Role.ADMIN)]


def put(
    db: Session, runtime: Runtime, translation: Translation, place: Place, *, by: SignedIn
) -> None:
    """Put it there; raise NameTaken or FourEyes. Old addresses go on leading to it."""
    keep_order(db)  # nobody takes the name between the look and the renaming
    held(db, translation)
    if is_taken(db, translation.kind, translation.lang, place.slug, but=translation.id):
        raise NameTaken(TAKEN)
    check_readers(db, runtime, translation.item, place.audience, by=by)
    translation.review_on = place.review_on
    before = translation.slug
    is_renamed = rename(db, translation, place.slug, at=runtime.now())
    if is_renamed:
        number, comment = translation.revision_number, f"{before} → {place.slug}"
        note_step(db, runtime, translation, StepKind.RENAMED, number, by=by.id, comment=comment)
    _tell(
        db,
        runtime,
        translation,
        is_moved=_move(db, translation, place),
        is_renamed=is_renamed,
        by=by,
    )


def archive(
    db: Session, runtime: Runtime, translation: Translation, *, by: SignedIn, item_id: UUID | None
) -> None:
    """Take it off the shelf; its readers are led to the item that replaces it, if one does."""
    replaced_by = item_id if item_id != translation.item_id and item_id else None
    _take(db, runtime, translation, State.ARCHIVED, StepKind.ARCHIVED, by)
    translation.replaced_by_id = replaced_by if replaced_by and db.get(Item, replaced_by) else None


def withdraw(db: Session, runtime: Runtime, translation: Translation, *, by: SignedIn) -> None:
    """Make it a draft again, which only editors see."""
    _take(db, runtime, translation, State.DRAFT, StepKind.WITHDRAWN, by)
    translation.replaced_by_id = None


def _take(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    state: State,
    kind: StepKind,
    by: SignedIn,
) -> None:
    held(db, translation)
    was_published = translation.is_published
    if translation.state == state:
        return
    translation.state = state
    note_step(db, runtime, translation, kind, translation.revision_number, by=by.id)
    if was_published:
        tell_readers(db, runtime, translation, "withdrawn", by=by.id)


def _move(db: Session, translation: Translation, place: Place) -> bool:
    """Give the item its topic, audience and owner; return whether readers meet it elsewhere."""
    item = translation.item
    topic = db.scalars(select(Topic).filter_by(slug=place.topic)).one()
    is_moved = (item.topic_id, item.audience) != (topic.id, place.audience)
    versions = db.scalars(select(Translation).filter_by(item_id=item.id)).all()
    before = {version.id: str(place_of_text(version).parent) for version in versions}
    item.topic, item.audience, item.owner_id = topic, place.audience, place.owner
    db.flush()
    for version in versions:
        _carry_pictures(db, version, before[version.id])
    return is_moved


def _carry_pictures(db: Session, version: Translation, before: str) -> None:
    """Pictures are named from the text's folder, so their paths move with it."""
    now = str(place_of_text(version).parent)
    if now == before:
        return
    shown = select(Picture).join(Revision).where(Revision.translation_id == version.id)
    for picture in db.scalars(shown.where(Picture.path.startswith(f"{before}/"))):
        picture.path = now + picture.path.removeprefix(before)


def _tell(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    *,
    is_moved: bool,
    is_renamed: bool,
    by: SignedIn,
) -> None:
    published = select(Translation).filter_by(item_id=translation.item_id, state=State.PUBLISHED)
    for version in db.scalars(published.order_by(Translation.lang)):
        if is_moved or (is_renamed and version is translation):
            tell_readers(db, runtime, version, "changed", by=by.id)
