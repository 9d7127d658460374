"""The table of closed gaps, before and after."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from portal.reporting.closed_gaps import ClosedGap, closed_gaps
from portal.reporting.gap_policy import Fix
from portal.reporting.sheets import Frame
from portal.reporting.spreadsheets import TOO_FEW, Cell, Sheet
from portal.words import N_

FIX_NAMES: Mapping[str, str] = {
    Fix.SYNONYM: N_("A synonym"),
    Fix.TITLE: N_("A better title or summary"),
    Fix.REWRITE: N_("Rewriting what was read"),
    Fix.ARTICLE: N_("A new article or video"),
}
HEADS = (
    N_("Looked for"),
    N_("What was done"),
    N_("What answers it now"),
    N_("Closed on"),
    N_("Days on each side"),
    N_("Failed before"),
    N_("Failed since"),
    N_("A week, before"),
    N_("A week, since"),
)


def closed_gaps_sheet(db: Session, frame: Frame) -> Sheet:
    return closed_gaps_of(closed_gaps(db, frame.filters, frame.now, frame.lang), frame)


def closed_gaps_of(closed: Sequence[ClosedGap], frame: Frame) -> Sheet:
    return Sheet("closed-gaps", HEADS, [_row(one, frame) for one in closed])


def _row(one: ClosedGap, frame: Frame) -> tuple[Cell, ...]:
    gap = one.gap
    closed_on = gap.closed_at.date() if gap.closed_at else None
    return (
        *(gap.sentence, frame.say(FIX_NAMES.get(gap.fix, gap.fix)) if gap.fix else "", one.title),
        *(closed_on, one.days, one.before, one.since),
        *(_tenths(each, frame) for each in (one.before_a_week, one.since_a_week)),
    )


def _tenths(number: Fraction | None, frame: Frame) -> Cell:
    return frame.say(TOO_FEW) if number is None else Decimal(number * 10 // 1).scaleb(-1)
