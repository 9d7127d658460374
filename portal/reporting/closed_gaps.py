"""What closing a gap changed: how many a week failed at it before, and how many since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.reporting.filters import Filters
from portal.reporting.gap_models import Gap, GapCase, GapState
from portal.reporting.items import titles
from portal.reporting.models import LedgerRow
from portal.reporting.policy import FEWEST_TO_COMPARE

LONGEST = timedelta(days=90)
A_DAY = timedelta(days=1)
A_WEEK = 7


@dataclass(frozen=True)
class ClosedGap:
    """A gap, what closed it, and the enquiries that failed in as many days before as since."""

    gap: Gap
    title: str
    days: int
    before: int
    since: int

    @property
    def are_too_few(self) -> bool:
        return not self.days or self.before + self.since < FEWEST_TO_COMPARE

    @property
    def before_a_week(self) -> Fraction | None:
        return None if self.are_too_few else Fraction(self.before * A_WEEK, self.days)

    @property
    def since_a_week(self) -> Fraction | None:
        return None if self.are_too_few else Fraction(self.since * A_WEEK, self.days)


def closed_gaps(db: Session, filters: Filters, now: datetime, lang: str) -> Sequence[ClosedGap]:
    """Return what was closed in the period, latest first; other filters narrow the cases."""
    begins = datetime.combine(filters.from_on, time(), UTC)
    ends = datetime.combine(filters.to_on, time(), UTC) + A_DAY
    wanted = select(Gap).where(
        Gap.state == GapState.CLOSED, Gap.closed_at >= begins, Gap.closed_at < ends
    )
    gaps = db.scalars(wanted.order_by(Gap.closed_at.desc(), Gap.id)).all()
    named = titles(db, {gap.item_id for gap in gaps if gap.item_id}, lang)
    return [
        _compared(db, gap, named.get(gap.item_id, "") if gap.item_id else "", filters, now)
        for gap in gaps
    ]


def _compared(db: Session, gap: Gap, title: str, filters: Filters, now: datetime) -> ClosedGap:
    assert gap.closed_at is not None
    days = min(now - gap.closed_at, LONGEST) // A_DAY
    earlier = GapCase.began_at < gap.closed_at
    counted = (
        select(func.sum(case((earlier, 1), else_=0)), func.count())
        .join(LedgerRow, LedgerRow.enquiry_id == GapCase.enquiry_id)
        .where(
            GapCase.gap_id == gap.id,
            GapCase.began_at >= gap.closed_at - days * A_DAY,
            GapCase.began_at < gap.closed_at + days * A_DAY,
            *filters.narrowing(LedgerRow),
        )
    )
    before, both = (int(number or 0) for number in db.execute(counted).one())
    return ClosedGap(gap, title, days, before, both - before)
