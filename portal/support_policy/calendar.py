"""Working time: when support is open, and why a day is closed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.support_policy.bank_holidays import bank_holiday_name, check_divisions
from portal.support_policy.errors import NaiveMomentError, OutsideCalendarError, RuleError
from portal.support_policy.hours import Hours, Spell
from portal.support_policy.tiers import Tier

# Bank holidays are law since 1971, and the library lists none after 2100.
FIRST_YEAR, LAST_YEAR = 1972, 2100
SATURDAY, SUNDAY = 5, 6


class WhyClosed(StrEnum):
    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank holiday"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day without working time; `name` is the bank holiday's, or the reason staff gave."""

    on: date
    why: WhyClosed
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportCalendar:
    """The working time of one tier. A day that staff opened is open, whatever else it is."""

    tier: Tier
    zone: ZoneInfo
    weekly: Mapping[int, Hours]
    divisions: tuple[str, ...] = ()
    closures: Mapping[date, str] = field(default_factory=dict)
    openings: Mapping[date, Hours | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_divisions(self.divisions)
        if not self.weekly or not set(self.weekly) <= set(range(7)):
            raise RuleError("Support must be open on at least one weekday, Monday 0 to Sunday 6.")

    def hours_on(self, day: date) -> Hours | None:
        if day in self.openings:
            return self.openings[day] or self._usual_hours(day)
        return None if self.why_closed(day) else self.weekly[day.weekday()]

    def why_closed(self, day: date) -> ClosedDay | None:
        """Return the standing reason first: a weekend stays one inside a longer closure."""
        if day in self.openings:
            return None
        if day.weekday() not in self.weekly:
            is_weekend = day.weekday() in (SATURDAY, SUNDAY)
            return ClosedDay(day, WhyClosed.WEEKEND if is_weekend else WhyClosed.CLOSED)
        if name := bank_holiday_name(day, self.divisions):
            return ClosedDay(day, WhyClosed.BANK_HOLIDAY, name)
        if day in self.closures:
            return ClosedDay(day, WhyClosed.CLOSED, self.closures[day])
        return None

    def closed_days(self, first: date, last: date) -> tuple[ClosedDay, ...]:
        """Return the days without any working time, both ends included."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(closed for day in days if (closed := self.why_closed(day)))

    def is_open(self, at: datetime) -> bool:
        spell = next(self.spells_from(at), None)
        return spell is not None and spell.starts_at == at

    def next_opening(self, at: datetime) -> datetime:
        """Return the first open moment from `at` on, which is `at` itself during working time."""
        for spell in self.spells_from(at):
            return spell.starts_at
        raise OutsideCalendarError(f"Support does not open any more after {at:%Y-%m-%d}.")

    def spells_from(self, at: datetime) -> Iterator[Spell]:
        """Yield the working spells from `at` on; the first begins at `at` if that is open."""
        self.check_moment(at)
        start = at.astimezone(UTC)
        day = self.date_of(at)
        while day.year <= LAST_YEAR:
            spell = self._spell_on(day)
            if spell and spell.ends_at > start:
                yield Spell(max(spell.starts_at, start), spell.ends_at)
            day += timedelta(days=1)

    def spells_between(self, start: datetime, end: datetime) -> Iterator[Spell]:
        self.check_moment(end)
        for spell in self.spells_from(start):
            if spell.starts_at >= end:
                return
            yield Spell(spell.starts_at, min(spell.ends_at, end.astimezone(UTC)))

    def date_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def check_moment(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise NaiveMomentError(f"{at.isoformat()} names no zone. Add one, such as Z or +01:00.")
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise OutsideCalendarError(
                f"Working time is known from {FIRST_YEAR} to {LAST_YEAR} only."
            )

    def _spell_on(self, day: date) -> Spell | None:
        hours = self.hours_on(day)
        spell = hours.spell_on(day, self.zone) if hours else None
        # Where the clocks skip the whole of the opening hours, nothing is left of them.
        return spell if spell and spell.starts_at < spell.ends_at else None

    def _usual_hours(self, day: date) -> Hours:
        return self.weekly.get(day.weekday()) or self.weekly[min(self.weekly)]
