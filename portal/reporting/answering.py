"""Answers in time: how many runs of the clock were met, by tier and severity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.reporting.filters import Filters
from portal.reporting.models import AnswerRun
from portal.reporting.policy import FEWEST_TO_COMPARE, Answered


@dataclass(frozen=True)
class Kept:
    """How many answers were due: given in time, too late, still within time, without a time.

    One that is not given and past its time is missed already. `running` holds those that wait
    for the customer too; `ended` are those nobody needed any more before their time.
    """

    met: int = 0
    missed: int = 0
    running: int = 0
    best: int = 0
    ended: int = 0

    @property
    def share(self) -> Fraction | None:
        counted = self.met + self.missed
        return Fraction(self.met, counted) if counted else None

    @property
    def all(self) -> int:
        return self.met + self.missed + self.running + self.best + self.ended

    @property
    def not_due(self) -> int:
        return self.all - self.met - self.missed

    @property
    def are_too_few(self) -> bool:
        return self.met + self.missed < FEWEST_TO_COMPARE

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            self.met + other.met,
            self.missed + other.missed,
            self.running + other.running,
            self.best + other.best,
            self.ended + other.ended,
        )


def answers_kept(db: Session, filters: Filters, now: datetime) -> Mapping[tuple[str, int], Kept]:
    """Return what was kept by tier and severity."""
    late = AnswerRun.due_at < now
    by = AnswerRun.tier, AnswerRun.priority, AnswerRun.outcome
    rows = db.execute(
        select(*by, func.count(), func.count().filter(late))
        .where(*filters.on(AnswerRun))
        .group_by(*by)
        .order_by(*by)
    )
    found: dict[tuple[str, int], Kept] = {}
    for tier, priority, outcome, count, overdue in rows:
        more = kept_of(outcome, count, overdue)
        found[tier, priority] = found.get((tier, priority), Kept()) + more
    return found


def kept_of(outcome: str, count: int, overdue: int) -> Kept:
    if outcome == Answered.RUNNING:
        return Kept(missed=overdue, running=count - overdue)
    if outcome == Answered.PAUSED:
        return Kept(running=count)
    return Kept(**{outcome: count})
