"""Customers side by side: how their enquiries ended, and whether they were answered in time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.accounts.queries import customers
from portal.reporting.answering import Kept, kept_of
from portal.reporting.models import AnswerRun, LedgerRow
from portal.reporting.policy import Figures
from portal.reporting.sheets import (
    ENDED,
    HEADLINE,
    IN_TIME,
    Frame,
    ended,
    kept_share,
)
from portal.reporting.spreadsheets import Cell, Sheet, share_cell
from portal.words import N_


@dataclass(frozen=True)
class Customer:
    """One row of the comparison."""

    id: UUID
    name: str
    figures: Figures
    kept: Kept


def by_organisation(db: Session, frame: Frame) -> Sequence[Customer]:
    """Return every customer by name, also those of whom nobody came."""
    figures, kept = _figures(db, frame), _kept(db, frame)
    return [Customer(one.id, one.name, figures[one.id], kept[one.id]) for one in customers(db)]


def _figures(db: Session, frame: Frame) -> dict[UUID, Figures]:
    """Count customer by customer: only so an index holds all that is asked for."""
    by = LedgerRow.organisation_id, LedgerRow.outcome
    wanted = *frame.filters.on(LedgerRow), by[0].in_(select(Organisation.id))
    counted = select(*by, func.count()).where(*wanted).group_by(*by)
    found: dict[UUID, Figures] = defaultdict(Figures)
    for organisation_id, outcome, count in db.execute(counted):
        found[organisation_id] += Figures.of(outcome, count, with_readings=0, self_solved=0)
    return found


def _kept(db: Session, frame: Frame) -> dict[UUID, Kept]:
    by = AnswerRun.organisation_id, AnswerRun.outcome
    late = func.count().filter(AnswerRun.due_at < frame.now)
    counted = select(*by, func.count(), late).where(*frame.filters.on(AnswerRun)).group_by(*by)
    found: dict[UUID, Kept] = defaultdict(Kept)
    for organisation_id, outcome, count, overdue in db.execute(counted):
        found[organisation_id] += kept_of(outcome, count, overdue)
    return found


def organisations_sheet(db: Session, frame: Frame) -> Sheet:
    return organisations_of(by_organisation(db, frame), frame)


def organisations_of(found: Sequence[Customer], frame: Frame) -> Sheet:
    heads = N_("Organisation"), *ENDED, HEADLINE, N_("In time"), N_("Late"), IN_TIME
    return Sheet("organisations", heads, [_row(one, frame) for one in found])


def _row(one: Customer, frame: Frame) -> tuple[Cell, ...]:
    figures, kept = one.figures, one.kept
    share = share_cell(figures.headline, figures.are_too_few, frame.say)
    in_time = kept_share(kept, frame.say)
    return one.name, *ended(figures), share, kept.met, kept.missed, in_time
