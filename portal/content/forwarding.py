"""Leading a reader on: from an item's id to its address, from what is archived to its successor."""

from collections.abc import Set
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.content.models import Item, Translation
from portal.content.naming import is_called
from portal.content.policy import State, address_of
from portal.content.queries import cards_of

MOST_HOPS = 8


def find_address(
    db: Session, item_id: UUID, *, lang: str, audiences: Set[str], may_read_drafts: bool
) -> str | None:
    """Return where this reader reads the item, or what replaced it; None when they may not."""
    for _ in range(MOST_HOPS):
        if cards := cards_of(db, [item_id], lang=lang, audiences=audiences):
            return cards[0].url
        replacement = db.scalar(_replacements(lang).where(Translation.item_id == item_id))
        if replacement is None:
            return _unpublished(db, item_id, lang) if may_read_drafts else None
        item_id = replacement
    return None


def find_replacement(
    db: Session, kind: str, slug: str, *, lang: str, audiences: Set[str]
) -> str | None:
    """Return where readers of something archived go on; None when nothing replaced it."""
    replacement = db.scalar(_replacements(lang).where(is_called(kind, slug)))
    if replacement is None:
        return None
    return find_address(db, replacement, lang=lang, audiences=audiences, may_read_drafts=False)


def _replacements(lang: str) -> Select[UUID | None]:
    return (
        select(Translation.replaced_by_id)
        .where(Translation.state == State.ARCHIVED, Translation.replaced_by_id.is_not(None))
        .order_by(Translation.lang != lang, Translation.lang)
        .limit(1)
    )


def _unpublished(db: Session, item_id: UUID, lang: str) -> str | None:
    """Return the address of a draft, which editors may read."""
    found = db.scalar(
        select(Translation)
        .join(Item, Item.id == Translation.item_id)
        .where(Translation.item_id == item_id)
        .order_by(Translation.lang != lang, Translation.lang != Item.original_lang)
        .limit(1)
    )
    return address_of(found.kind, found.slug) if found else None
