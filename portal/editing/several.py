"""Several texts at once: given an owner or a review date, or taken off the shelf."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.models import Translation
from portal.content.policy import State
from portal.editing.overview import NOBODY
from portal.editing.shelving import archive
from portal.runtime import Runtime
from portal.web.dependencies import held
from portal.words import N_

ARCHIVED = N_("It is archived already.")
WAITS = N_("A text of it waits to be published. Publish it or take it back first.")


@dataclass(frozen=True)
class Care:
    """Who looks after texts, and when they are read again; a blank leaves what is there."""

    owner: str = ""
    review_on: date | None = None


def find_texts(db: Session, ids: Collection[UUID]) -> Sequence[Translation]:
    """Return the texts of these ids that there are, in the order in which all lock them."""
    return db.scalars(
        select(Translation).where(Translation.id.in_(ids)).order_by(Translation.id)
    ).all()


def look_after(db: Session, chosen: Sequence[Translation], care: Care) -> None:
    """Give each its owner, which holds in every language, and its review date."""
    for translation in chosen:
        held(db, translation)
        if care.owner:
            translation.item.owner_id = None if care.owner == NOBODY else UUID(care.owner)
        translation.review_on = care.review_on or translation.review_on


def archive_several(
    db: Session, runtime: Runtime, chosen: Sequence[Translation], *, by: SignedIn
) -> Mapping[UUID, str]:
    """Take each off the shelf that may be; return why the others stay."""
    refused = {}
    for translation in chosen:
        held(db, translation)
        if why := why_not_archived(translation):
            refused[translation.id] = why
        else:
            archive(db, runtime, translation, by=by, item_id=None)
    return refused


def why_not_archived(translation: Translation) -> str:
    """A text that waits would bring it back to readers when its time comes."""
    if translation.state == State.ARCHIVED:
        return ARCHIVED
    return WAITS if translation.stage else ""
