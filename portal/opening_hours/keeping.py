"""The stored calendar: reading it into the policy's rules, changing one day of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.recording import record
from portal.errors import Invalid
from portal.opening_hours.models import CalendarDay, ConfirmedYear, DayKind
from portal.support_policy.hours import Hours
from portal.support_policy.rules import PolicyRules
from portal.words import N_

DAY_IS_OVER = N_("That day has begun or is over. Promises made before it stay as they were.")


@dataclass(frozen=True)
class DayChange:
    """What is to become of a day; without a kind it is an ordinary day again."""

    day_on: date
    kind: DayKind | None
    hours: str = ""
    reason: str = ""


def days_kept(db: Session) -> Sequence[CalendarDay]:
    return db.scalars(select(CalendarDay).order_by(CalendarDay.day_on)).all()


def with_stored_days(db: Session, rules: PolicyRules) -> PolicyRules:
    """Return the rules with the closures and openings that staff have set."""
    days = days_kept(db)
    closed = {day.day_on: day.reason for day in days if day.kind == DayKind.CLOSED}
    opened = {day.day_on: day.opening for day in days if day.kind == DayKind.OPEN}
    return replace(rules, closures=closed, openings=opened)


def changed(rules: PolicyRules, change: DayChange) -> PolicyRules:
    """Return the rules as they would be after a change; nothing is stored."""
    closures, openings = dict(rules.closures), dict(rules.openings)
    closures.pop(change.day_on, None)
    openings.pop(change.day_on, None)
    if change.kind is DayKind.CLOSED:
        closures[change.day_on] = change.reason
    if change.kind is DayKind.OPEN:
        openings[change.day_on] = Hours.parse(change.hours) if change.hours else None
    return replace(rules, closures=closures, openings=openings)


def set_day(db: Session, change: DayChange, *, by: UUID, at: datetime) -> None:
    """Store what becomes of a day; raise Invalid for a day that has begun."""
    check_is_ahead(change, at)
    kept = db.get(CalendarDay, change.day_on)
    if kept is not None:
        db.delete(kept)
        db.flush()
    if change.kind is not None:
        day = CalendarDay(day_on=change.day_on, kind=change.kind, set_at=at, set_by_id=by)
        day.hours, day.reason = change.hours, change.reason
        db.add(day)
    became = change.kind or "ordinary"
    day_on = change.day_on.isoformat()
    record(db, "calendar.day-changed", at=at, actor_id=by, day=day_on, became=became)


def check_is_ahead(change: DayChange, at: datetime) -> None:
    if change.day_on <= at.date():
        raise Invalid(DAY_IS_OVER)


def confirmed_years(db: Session) -> dict[tuple[str, int], ConfirmedYear]:
    found = db.scalars(select(ConfirmedYear)).all()
    return {(one.division, one.year): one for one in found}


def confirm_year(db: Session, division: str, year: int, *, by: str, at: datetime) -> None:
    """Note that somebody compared the proposed bank holidays with the official list."""
    if db.get(ConfirmedYear, (division, year)) is None:
        db.add(ConfirmedYear(division=division, year=year, confirmed_at=at, confirmed_by=by))
        record(db, "calendar.year-confirmed", at=at, division=division, year=year)
