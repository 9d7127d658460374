"""Whether the gate is cheap to pass: seconds per step, urgent requests, and opening by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from portal.gate.diagnosis import Diagnosis
from portal.reporting.deriving import opened_by_itself
from portal.reporting.diagnoses import diagnoses
from portal.reporting.filters import Filters
from portal.reporting.models import LedgerRow
from portal.reporting.policy import FEWEST_TO_COMPARE, Outcome

STEPS = ("search", "read", "write")


@dataclass(frozen=True)
class Step:
    """How long one step took those who went through to a request; None for too few."""

    name: str
    cases: int
    median_s: int | None


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
    def urgent_share(self) -> Fraction | None:
        return Fraction(self.urgent, self.raised) if self.raised else None

    @property
    def not_for_real_share(self) -> Fraction | None:
        return Fraction(self.not_for_real, self.raised) if self.raised else None

    @property
    def junk_share(self) -> Fraction | None:
        return Fraction(self.junk, self.searches) if self.searches else None


def gate_health(db: Session, filters: Filters) -> GateHealth:
    wanted = *filters.on(LedgerRow), LedgerRow.outcome == Outcome.RAISED
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
        steps=_steps(db, filters),
        raised=sum(row[1] for row in by_reason),
        urgent=sum(int(row[2]) for row in by_reason),
        lowered=sum(int(row[3]) for row in by_reason),
        unlocked={row[0] or "": row[1] for row in by_reason},
        searches=int(searches or 0),
        junk=int(junk or 0),
        not_for_real=diagnoses(db, filters).get(Diagnosis.NOT_SEARCHED_FOR_REAL, 0),
    )


def _steps(db: Session, filters: Filters) -> Sequence[Step]:
    columns = LedgerRow.search_s, LedgerRow.read_s, LedgerRow.write_s
    wanted = *filters.on(LedgerRow), LedgerRow.outcome == Outcome.RAISED
    rows = db.execute(select(*columns).where(*wanted)).all()
    taken = [[s for s in column if s is not None] for column in zip(*rows, strict=True)] or [[]] * 3
    return [_step(name, seconds) for name, seconds in zip(STEPS, taken, strict=True)]


def _step(name: str, seconds: list[int]) -> Step:
    enough = len(seconds) >= FEWEST_TO_COMPARE
    return Step(name, len(seconds), int(median(seconds)) if enough else None)
