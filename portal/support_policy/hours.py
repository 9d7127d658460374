"""Opening hours of one day, in the wall time of the calendar's zone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.support_policy.errors import RuleError

MIDNIGHT = time(0)
MONDAY_TO_FRIDAY = range(5)


@dataclass(frozen=True, slots=True)
class Spell:
    """Working time from its start up to, but not including, its end; both in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def counted(self) -> timedelta:
        return self.ends_at - self.starts_at


@dataclass(frozen=True, slots=True)
class Hours:
    """From opening up to, but not including, closing; closing at 00:00 is the end of the day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise RuleError(f"Support cannot close at {self.closes} when it opens at {self.opens}.")

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Read "09:00-17:00"; "24:00" is the end of the day."""
        opens, _, closes = text.partition("-")
        try:
            return cls(_wall_time(opens), _wall_time(closes.replace("24:00", "00:00")))
        except RuleError:
            raise
        except ValueError as error:
            raise RuleError(f"Opening hours look like 09:00-17:00, not like {text!r}.") from error

    def __str__(self) -> str:
        closes = "24:00" if self.closes == MIDNIGHT else f"{self.closes:%H:%M}"
        return f"{self.opens:%H:%M}-{closes}"

    def spell_on(self, day: date, zone: ZoneInfo) -> Spell:
        closing_day = day + timedelta(days=1) if self.closes == MIDNIGHT else day
        return Spell(_moment(day, self.opens, zone), _moment(closing_day, self.closes, zone))


def on_weekdays(hours: Hours, weekdays: Iterable[int] = MONDAY_TO_FRIDAY) -> Mapping[int, Hours]:
    """Return the same hours for these weekdays; Monday is 0."""
    return dict.fromkeys(weekdays, hours)


def _wall_time(text: str) -> time:
    wall_time = time.fromisoformat(text.strip())
    if wall_time.tzinfo is not None:
        raise ValueError(text)
    return wall_time


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    # Two wall times of one zone subtract as if the clocks never changed: only UTC counts truly.
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
