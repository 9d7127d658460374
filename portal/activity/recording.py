"""Writing down what happened, in the transaction in which it happens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.activity.models import Event

EVENT_ORDER_LOCK = 20_261_123


def record(
    db: Session,
    kind: str,
    *,
    at: datetime,
    actor_id: UUID | None = None,
    organisation_id: UUID | None = None,
    subject_id: UUID | None = None,
    **facts: object,
) -> Event:
    """Add one event to the transaction. `facts` are JSON values without personal content."""
    keep_order(db)
    event = Event(
        kind=kind,
        at=at,
        actor_id=actor_id,
        organisation_id=organisation_id,
        subject_id=subject_id,
        facts=facts,
    )
    db.add(event)
    db.flush()
    return event


def record_all(db: Session, events: Sequence[Event]) -> None:
    """Add many at once, in this order."""
    if events:
        keep_order(db)
        db.add_all(events)
        db.flush()


def keep_order(db: Session) -> None:
    """Let ids rise in the order of commit, so that a follower never passes a hole.

    SQLite has one writer anyway; on PostgreSQL a sequence alone would let a later id
    be seen before an earlier one is committed.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": EVENT_ORDER_LOCK})
