"""Whether the gate is cheap to pass: seconds per step, urgent requests, and opening by itself."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from portal.gate.diagnosis import Diagnosis
from portal.reporting.deriving import opened_by_itself
from portal.reporting.diagnoses import diagnoses
from portal.reporting.filters import Filters
from portal.reporting.ledger import IS_RAISED
from portal.reporting.models import LedgerRow
from portal.reporting.policy import FEWEST_TO_COMPARE

STEPS = {"search": LedgerRow.search_s, "read": LedgerRow.read_s, "write": LedgerRow.write_s}


@dataclass(frozen=True)
class Step:
    """How long one step took those who went through to a request; None for too few."""

    name: str
    cases: int
    median_s: int | None

    @property
    def is_rare(self) -> bool:
        return self.cases < FEWEST_TO_COMPARE


@dataclass(frozen=True)
class GateHealth:
    """`unlocked` counts raised requests by what opened the form for them."""

    steps: Sequence[Step]
    raised: int = 0
    urgent: int = 0
    lowered: int = 0
    unlocked: Mapping[str, int] = field(default_factory=dict)
    searches: int = 0
    junk: int = 0
    not_for_real: int = 0

    @property
    def opened_by_itself(self) -> int:
        return sum(count for why, count in self.unlocked.items() if opened_by_itself(why))

    @property
    def are_too_few(self) -> bool:
        return self.raised < FEWEST_TO_COMPARE

    @property
    def searches_are_too_few(self) -> bool:
        return self.searches < FEWEST_TO_COMPARE

    @property
    def urgent_share(self) -> Fraction | None:
        return Fraction(self.urgent, self.raised) if self.raised else None

    @property
    def not_for_real_share(self) -> Fraction | None:
        return Fraction(self.not_for_real, self.raised) if self.raised else None

    @property
    def junk_share(self) -> Fraction | None:
        return Fraction(self.junk, self.searches) if self.searches else None


def gate_health(db: Session, filters: Filters) -> GateHealth:
    wanted = *filters.on(LedgerRow), IS_RAISED
    urgent = func.sum(case((LedgerRow.is_urgent, 1), else_=0))
    is_both = and_(LedgerRow.is_urgent, LedgerRow.was_lowered)
    lowered = func.sum(case((is_both, 1), else_=0))
    by_reason = db.execute(
        select(LedgerRow.unlocked_by, func.count(), urgent, lowered)
        .where(*wanted)
        .group_by(LedgerRow.unlocked_by)
    ).all()
    searched = select(func.sum(LedgerRow.searches), func.sum(LedgerRow.junk))
    searches, junk = db.execute(searched.where(*filters.on(LedgerRow))).one()
    return GateHealth(
        steps=[_step(db, name, filters) for name in STEPS],
        raised=sum(row[1] for row in by_reason),
        urgent=sum(int(row[2]) for row in by_reason),
        lowered=sum(int(row[3]) for row in by_reason),
        unlocked={row[0] or "": row[1] for row in by_reason},
        searches=int(searches or 0),
        junk=int(junk or 0),
        not_for_real=diagnoses(db, filters).get(Diagnosis.NOT_SEARCHED_FOR_REAL, 0),
    )


def _step(db: Session, name: str, filters: Filters) -> Step:
    """Count how often each number of seconds occurs; the cases themselves are far more."""
    seconds = STEPS[name]
    wanted = *filters.on(LedgerRow), IS_RAISED, seconds.is_not(None)
    counted = select(seconds, func.count()).where(*wanted).group_by(seconds).order_by(seconds)
    spread = [(int(taken or 0), count) for taken, count in db.execute(counted)]
    cases = sum(count for _, count in spread)
    return Step(name, cases, median_of(spread) if cases >= FEWEST_TO_COMPARE else None)


def median_of(spread: Sequence[tuple[int, int]]) -> int:
    """Return the whole seconds of the median of (value, how often it occurs), in order of value."""
    last = list(accumulate(count for _, count in spread))
    half, odd = divmod(last[-1], 2)
    upper = spread[bisect_right(last, half)][0]
    lower = upper if odd else spread[bisect_right(last, half - 1)][0]
    return (lower + upper) // 2
