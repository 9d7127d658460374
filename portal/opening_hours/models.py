"""Days that differ from the weekly hours, and the bank holidays somebody looked over."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.support_policy.hours import Hours


class DayKind(StrEnum):
    """What staff decided about a day."""

    CLOSED = "closed"
    OPEN = "open"


class CalendarDay(Base):
    """A day that staff closed, or opened although it is a weekend or a bank holiday."""

    __tablename__ = "calendar_day"

    day_on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    hours: Mapped[str] = mapped_column(String(11), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    set_at: Mapped[datetime]
    set_by_id: Mapped[UUID]

    @property
    def opening(self) -> Hours | None:
        """Return the hours of that day; None means each tier's usual ones."""
        return Hours.parse(self.hours) if self.hours else None


class ConfirmedYear(Base):
    """The proposed bank holidays of one division and year, looked over by somebody."""

    __tablename__ = "confirmed_year"

    division: Mapped[str] = mapped_column(String(30), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str] = mapped_column(String(200))


class ShownZone(Base):
    """A time zone in which staff and customers see support's hours beside its own."""

    __tablename__ = "shown_zone"

    zone: Mapped[str] = mapped_column(String(50), primary_key=True)
