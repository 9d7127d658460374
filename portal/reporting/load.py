"""When people come to ask: by hour of the week, against the opening hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.reporting.filters import Filters
from portal.reporting.models import LedgerRow
from portal.reporting.policy import FEWEST_TO_COMPARE, Outcome
from portal.support_policy.rules import PolicyRules
from portal.support_policy.tiers import Tier

HOURS = 168


@dataclass(frozen=True)
class Load:
    """How many came to ask in each hour of the week, Monday 0:00 first.

    `while_open` counts who came in the working time of their own tier, holidays known.
    """

    counts: Sequence[int]
    while_open: int
    open_hours: Sequence[bool]

    @property
    def asked(self) -> int:
        return sum(self.counts)

    @property
    def open_share(self) -> Fraction | None:
        return Fraction(self.while_open, self.asked) if self.asked else None

    @property
    def are_too_few(self) -> bool:
        return self.asked < FEWEST_TO_COMPARE

    @property
    def busiest(self) -> int:
        return max(range(HOURS), key=lambda hour: self.counts[hour])


def load(db: Session, filters: Filters, rules: PolicyRules) -> Load:
    counts, while_open = [0] * HOURS, 0
    rows = db.execute(
        select(LedgerRow.hour, LedgerRow.was_open, func.count())
        .where(*filters.on(LedgerRow), LedgerRow.outcome != Outcome.LOOKED)
        .group_by(LedgerRow.hour, LedgerRow.was_open)
    )
    for hour, was_open, count in rows:
        counts[hour] += count
        while_open += count if was_open else 0
    return Load(counts, while_open, open_hours(filters.tier or Tier.STANDARD, rules))


def open_hours(tier: Tier, rules: PolicyRules) -> Sequence[bool]:
    """Return for each hour of a usual week whether that tier's support is open in it."""
    weekly = rules.calendar(tier).weekly
    return [_is_open(weekly.get(hour // 24), hour % 24) for hour in range(HOURS)]


def _is_open(hours, hour: int) -> bool:  # type: ignore[no-untyped-def]
    if hours is None:
        return False
    closes = hours.closes.hour + (hours.closes.minute > 0) or 24
    return bool(hours.opens.hour <= hour < closes)
