"""The demo's own calendar: a day on which support is closed, and bank holidays looked over."""

from datetime import date, timedelta

from portal.accounts.joining import get_person
from portal.demo.cast import ADDRESSES
from portal.opening_hours.keeping import DayChange, confirm_year, set_day
from portal.opening_hours.models import DayKind
from portal.runtime import Runtime

SATURDAY = 5


def have_closures(runtime: Runtime) -> None:
    """Close one working day in about four weeks; confirm this year's proposed bank holidays."""
    now = runtime.now()
    day_on = _working_day(now.date() + timedelta(days=27))
    with runtime.database.writing() as db:
        ada = get_person(db, ADDRESSES["ada"])
        closed = DayChange(day_on, DayKind.CLOSED, reason="Training of the support team")
        set_day(db, closed, by=ada.id, at=now)
        confirm_year(db, "england-and-wales", now.year, by=ada.name, at=now)


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))
