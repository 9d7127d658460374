"""Keeping how many searches failed each day, in the transaction that changes what it counts."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.reporting.models import FailedDay, FailedSearch

BY = ("began_on", "tier", "topic", "lang", "found_nothing", "outcome")


def count_days(db: Session, days: Collection[date]) -> None:
    """Count these days anew from their searches."""
    db.flush()
    db.execute(delete(FailedDay).where(FailedDay.began_on.in_(days)))
    by = [getattr(FailedSearch, name) for name in BY]
    counted = select(*by, func.count()).where(FailedSearch.began_on.in_(days)).group_by(*by)
    db.execute(insert(FailedDay).from_select([*BY, "searches"], counted))
