"""Reading events in order."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.activity.models import Event


def events_after(
    db: Session, event_id: int, *, kinds: str = "", limit: int = 500
) -> Sequence[Event]:
    """Return the next events, oldest first; `kinds` is a prefix such as `content.`."""
    wanted = select(Event).where(Event.id > event_id).order_by(Event.id).limit(limit)
    if kinds:
        wanted = wanted.where(Event.kind.startswith(kinds, autoescape=True))
    return db.scalars(wanted).all()


def last_event_id(db: Session) -> int:
    return db.scalar(select(func.max(Event.id))) or 0
