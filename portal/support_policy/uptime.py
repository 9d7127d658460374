"""Uptime of one customer in one calendar month, which is a month in GMT."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.support_policy.errors import NaiveMomentError, RuleError

MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
PROMISED_PERCENT = Fraction("99.99")


class Impact(StrEnum):
    UNAVAILABLE = "unavailable"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Outage:
    """An incident as it hit this customer, `[starts_at, ends_at)`; without an end it is open."""

    starts_at: datetime
    ends_at: datetime | None
    impact: Impact = Impact.UNAVAILABLE
    is_planned: bool = False

    def __post_init__(self) -> None:
        for at in (self.starts_at, self.ends_at):
            if at is not None and at.tzinfo is None:
                raise NaiveMomentError(f"{at.isoformat()} names no zone. Add one, such as Z.")
        if self.ends_at is not None and self.ends_at < self.starts_at:
            raise RuleError("An incident cannot end before it starts.")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and 1 <= self.year <= 9998):
            raise RuleError(f"There is no month {self.year}-{self.number:02}.")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read "2026-11"."""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            raise RuleError(f"A month looks like 2026-11, not like {text!r}.")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, at: datetime) -> "Month":
        in_gmt = at.astimezone(UTC)
        return cls(in_gmt.year, in_gmt.month)

    @property
    def starts_at(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime(self.year + self.number // 12, self.number % 12 + 1, 1, tzinfo=UTC)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True, slots=True)
class Uptime:
    """What was kept of the promise; exact until shown."""

    month: Month
    down: timedelta
    promised_percent: Fraction = PROMISED_PERCENT

    @property
    def exact_percent(self) -> Fraction:
        return 100 * (1 - Fraction(self.down // MICROSECOND, self.month.length // MICROSECOND))

    @property
    def percent(self) -> Decimal:
        """Return the percentage with 4 decimals, cut: it never shows more than was kept."""
        return Decimal(self.exact_percent * 10_000 // 1).scaleb(-4)

    @property
    def is_met(self) -> bool:
        return self.exact_percent >= self.promised_percent

    @property
    def allowed(self) -> timedelta:
        share = 1 - self.promised_percent / 100
        return MICROSECOND * int(share * (self.month.length // MICROSECOND))

    @property
    def left(self) -> timedelta:
        """Return how long the service may still be down in this month with the promise kept."""
        return max(self.allowed - self.down, timedelta(0))

    @property
    def minutes_down(self) -> Decimal:
        """Return minutes with 2 decimals, a part counting as a whole."""
        return Decimal(-(-self.down * 100 // MINUTE)).scaleb(-2)

    @property
    def minutes_left(self) -> Decimal:
        """Return minutes with 2 decimals, cut."""
        return Decimal(self.left * 100 // MINUTE).scaleb(-2)


def uptime_of(
    month: Month,
    outages: Iterable[Outage],
    *,
    now: datetime,
    maintenance_counts: bool = True,
    promised_percent: Fraction = PROMISED_PERCENT,
) -> Uptime:
    """Return the uptime from the incidents that touch one customer, up to `now`."""
    counting = [
        outage
        for outage in outages
        if outage.impact is Impact.UNAVAILABLE and (maintenance_counts or not outage.is_planned)
    ]
    down = _union(_clipped(counting, month, now))
    return Uptime(month, down, promised_percent)


Interval = tuple[datetime, datetime]


def _clipped(outages: Iterable[Outage], month: Month, now: datetime) -> Iterator[Interval]:
    """Yield what lies in the month and has happened: announced maintenance is not down yet."""
    end = min(month.ends_at, now)
    for outage in outages:
        starts_at = max(outage.starts_at, month.starts_at)
        ends_at = min(outage.ends_at or end, end)
        if starts_at < ends_at:
            yield starts_at, ends_at


def _union(intervals: Iterable[Interval]) -> timedelta:
    down, covered_to = timedelta(0), datetime.min.replace(tzinfo=UTC)
    for starts_at, ends_at in sorted(intervals):
        down += max(ends_at - max(starts_at, covered_to), timedelta(0))
        covered_to = max(covered_to, ends_at)
    return down
