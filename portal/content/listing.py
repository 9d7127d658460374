"""Listing items for a reader: each once, in the language that suits best."""

from collections.abc import Sequence, Set
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.content.models import Item, Revision, Topic, Translation
from portal.content.policy import State
from portal.content.views import Card

IS_CURRENT = and_(
    Revision.translation_id == Translation.id, Revision.number == Translation.revision_number
)


def listed(lang: str, audiences: Set[str]) -> Select[Any]:
    """Select each published item once: in the language wanted, else in its own, else in any."""
    other = aliased(Translation)
    mine, theirs = (_rank(t, lang) for t in (Translation, other))
    is_better = or_(theirs < mine, and_(theirs == mine, other.lang < Translation.lang))
    better = exists().where(
        other.item_id == Translation.item_id, other.state == State.PUBLISHED, is_better
    )
    return (
        select(Item.id.label("item_id"), Translation.id.label("translation_id"))
        .add_columns(Translation.kind, Translation.slug, Translation.lang)
        .add_columns(Revision.title, Revision.summary, Topic.slug.label("topic"), Revision.tags)
        .add_columns(Revision.duration_s, Revision.created_at.label("updated_at"))
        .select_from(Item)
        .join(Translation, Translation.item_id == Item.id)
        .join(Revision, IS_CURRENT)
        .join(Topic, Topic.id == Item.topic_id)
        .where(Translation.state == State.PUBLISHED, Item.audience.in_(audiences), ~better)
        .order_by(Revision.title, Translation.id)
    )


def _rank(translation: type[Translation], lang: str) -> ColumnElement[int]:
    return case((translation.lang == lang, 0), (translation.lang == Item.original_lang, 1), else_=2)


def cards(db: Session, wanted: Select[Any]) -> list[Card]:
    """Run a selection of `listed`."""
    return [Card(**{**row._mapping, "tags": tuple(row.tags)}) for row in db.execute(wanted)]


def related_cards(
    db: Session,
    item: Item,
    tags: Sequence[str],
    *,
    lang: str,
    audiences: Set[str],
    limit: int = 5,
) -> list[Card]:
    """Return other items of the same topic, those that share most tags first."""
    mine = set(tags)
    on_shelf = (Item.topic_id == item.topic_id, Item.id != item.id)
    found = cards(db, listed(lang, audiences).where(*on_shelf))
    return sorted(found, key=lambda card: -len(mine & set(card.tags)))[:limit]
