"""The ledger read: figures, weeks, and the rows themselves."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Row, bindparam, case, func, select
from sqlalchemy.orm import Session

from portal.gate.models import Enquiry
from portal.gate.policy import OPEN_STATES
from portal.reporting.filters import Filters
from portal.reporting.models import LedgerMatter, LedgerRow
from portal.reporting.policy import Figures, Outcome
from portal.service_desk.models import Ticket

ROWS_AT_ONCE = 2_000
IS_RAISED = LedgerRow.outcome == bindparam("raised", Outcome.RAISED, literal_execute=True)
"""The class written out in the statement: only so the index of these rows alone can serve it."""


def weekly(db: Session, filters: Filters) -> Mapping[date, Figures]:
    """Return the figures of every week of the period in which somebody came, by its Monday."""
    read = func.sum(case((LedgerRow.readings > 0, 1), else_=0))
    alone = func.sum(case((LedgerRow.self_solved, 1), else_=0))
    counted = db.execute(
        select(LedgerRow.began_on, LedgerRow.outcome, func.count(), read, alone)
        .where(*filters.on(LedgerRow))
        .group_by(LedgerRow.began_on, LedgerRow.outcome)
        .order_by(LedgerRow.began_on)
    )  # by day, not by week: only so the index holds all that is asked for
    weeks: dict[date, Figures] = {}
    for began_on, outcome, count, with_readings, self_solved in counted:
        week_on = began_on - timedelta(days=began_on.weekday())
        more = Figures.of(
            outcome, count, with_readings=int(with_readings), self_solved=int(self_solved)
        )
        weeks[week_on] = weeks.get(week_on, Figures()) + more
    return weeks


def total(weeks: Mapping[date, Figures]) -> Figures:
    return sum(weeks.values(), Figures())


def under_way(db: Session) -> int:
    """Return how many who mean to ask are not at an end, and so are in no class yet."""
    is_open, asked = Enquiry.state.in_(OPEN_STATES), Enquiry.asked_at.is_not(None)
    return db.scalar(select(func.count()).select_from(Enquiry).where(asked, is_open)) or 0


def row_count(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(LedgerRow)) or 0


LedgerLine = Row[LedgerRow, LedgerMatter | None, str | None]


def every_row(db: Session, at_once: int = ROWS_AT_ONCE) -> Iterator[Sequence[LedgerLine]]:
    """Yield the whole ledger, a few thousand rows at a time, oldest first."""
    rows = db.execute(
        select(LedgerRow, LedgerMatter, Ticket.reference)
        .outerjoin(LedgerMatter, LedgerMatter.enquiry_id == LedgerRow.enquiry_id)
        .outerjoin(Ticket, Ticket.id == LedgerRow.ticket_id)
        .order_by(LedgerRow.began_at, LedgerRow.enquiry_id)
        .execution_options(yield_per=at_once)
    )
    yield from rows.partitions()
