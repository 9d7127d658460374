"""What finding asks the database: what may be read now, how long it takes, what waits."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.activity.models import Event
from portal.content.listing import IS_CURRENT
from portal.content.models import Item, Revision, Translation
from portal.content.policy import State
from portal.content.views import minutes_of

CONTENT = "content."


def published_ids(audiences: Iterable[str]) -> Select[UUID]:
    """Return the query for every translation that these audiences may read now."""
    return (
        select(Translation.id)
        .join(Item, Item.id == Translation.item_id)
        .where(Translation.state == State.PUBLISHED, Item.audience.in_(sorted(audiences)))
    )


def readable_ids(db: Session, ids: Iterable[str], audiences: Iterable[str]) -> set[str]:
    """Return those of the ids that are published for these audiences now."""
    wanted = published_ids(audiences).where(Translation.id.in_([UUID(id_) for id_ in ids]))
    return {str(id_) for id_ in db.scalars(wanted)}


def minutes_to_read(db: Session, ids: Iterable[str], audiences: Iterable[str]) -> Mapping[str, int]:
    """Return those of the ids that are published for these audiences now, with their length."""
    found = db.execute(
        select(Translation.id, Revision.plain_text, Revision.duration_s)
        .join(Revision, IS_CURRENT)
        .where(Translation.id.in_(published_ids(audiences)))
        .where(Translation.id.in_([UUID(id_) for id_ in ids]))
    )
    return {str(id_): minutes_of(text, seconds) for id_, text, seconds in found}


def published_count(db: Session) -> int:
    published = select(func.count(Translation.id)).where(Translation.state == State.PUBLISHED)
    return db.scalar(published) or 0


def events_waiting(db: Session, position: int) -> int:
    """Return how many content events an index at that position has not followed."""
    waiting = select(func.count(Event.id)).where(
        Event.id > position, Event.kind.startswith(CONTENT)
    )
    return db.scalar(waiting) or 0
