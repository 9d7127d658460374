"""Which translations their originals have left behind, by what each says it is based on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased

from portal.content.listing import IS_CURRENT
from portal.content.models import Item, Revision, Translation
from portal.content.policy import Significance, State


@dataclass(frozen=True)
class Outdated:
    """Since when a translation is outdated, and whether its original changed a lot."""

    since: datetime
    is_major: bool


def followed_number(db: Session, translation: Translation) -> int | None:
    """Return the revision of the original that a translation written now follows."""
    if translation.item is not None and translation.lang == translation.item.original_lang:
        return None
    return db.scalar(
        select(Translation.revision_number)
        .join(Item, Item.id == Translation.item_id)
        .where(
            Item.id == translation.item_id,
            Translation.lang == Item.original_lang,
            Translation.id != translation.id,
        )
    )


def outdated(db: Session, translation_id: UUID | None = None) -> Mapping[UUID, Outdated]:
    """Return the translations, or that one, whose published original said more since.

    A corrected typing error outdates nothing.
    """
    wanted = _left_behind()
    if translation_id is not None:
        wanted = wanted.where(Translation.id == translation_id)
    rows = db.execute(wanted)
    return {id_: Outdated(since, bool(majors)) for id_, since, majors in rows if since}


def _left_behind() -> Select[UUID, datetime | None, int | None]:
    original, later = aliased(Translation), aliased(Revision)
    is_major = case((later.significance == Significance.MAJOR, 1), else_=0)
    return (
        select(Translation.id, func.max(later.live_at), func.max(is_major))
        .join(Revision, IS_CURRENT)
        .join(Item, Item.id == Translation.item_id)
        .join(original, original.item_id == Item.id)
        .join(later, later.translation_id == original.id)
        .where(
            Translation.lang != Item.original_lang,
            original.lang == Item.original_lang,
            original.state == State.PUBLISHED,
            later.number > func.coalesce(Revision.based_on, 1),
            later.number <= original.revision_number,
            later.live_at.is_not(None),
            later.significance != Significance.TYPO,
        )
        .group_by(Translation.id)
    )
