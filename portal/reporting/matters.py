"""Reversals: what was said to be solved, and came back as a request."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from portal.reporting.models import FailedSearch, ItemRead, LedgerMatter, LedgerRow
from portal.reporting.policy import Matter, Outcome, SameMatter, is_in_time, same_matter

SAID_SOLVED = (Outcome.SOLVED, Outcome.REVERSED)


class Known(NamedTuple):
    """A row of the ledger, and what it was about."""

    row: LedgerRow
    matter: Matter


class Reversal(NamedTuple):
    """The request that reverses something solved, and why both are one matter."""

    raised_id: UUID
    why: SameMatter


def first_reversal(solved: Known, raised: Iterable[Known], *, within: timedelta) -> Reversal | None:
    """Return the first request, in order of time, that brought the matter back."""
    for request in raised:
        why = same_matter(solved.matter, request.matter)
        if why and is_in_time(solved.row.ended_at, request.row.ended_at, within=within):
            return Reversal(request.row.enquiry_id, why)
    return None


def judge(db: Session, new: Sequence[LedgerRow], *, within: timedelta) -> set[date]:
    """Reverse what new rows show to have come back, in whatever order they were written.

    Return the days on which something changed its class.
    """
    changed = set()
    for solved in _touched(db, new, within):
        requests = _near(
            db,
            solved.row,
            LedgerRow.outcome == Outcome.RAISED,
            LedgerRow.ended_at > solved.row.ended_at,
            LedgerRow.ended_at <= solved.row.ended_at + within,
        )
        if _write(db, solved.row, first_reversal(solved, requests, within=within)):
            changed.add(solved.row.began_on)
    return changed


def _touched(db: Session, new: Sequence[LedgerRow], within: timedelta) -> list[Known]:
    """Return what was said to be solved among the new rows, and before the new requests."""
    touched: dict[UUID, Known] = {}
    for row in new:
        if row.outcome in SAID_SOLVED:
            touched[row.enquiry_id] = _known(row, db.get_one(LedgerMatter, row.enquiry_id))
        elif row.outcome == Outcome.RAISED:
            before = _near(
                db,
                row,
                LedgerRow.outcome.in_(SAID_SOLVED),
                LedgerRow.ended_at < row.ended_at,
                LedgerRow.ended_at >= row.ended_at - within,
            )
            touched.update((known.row.enquiry_id, known) for known in before)
    return list(touched.values())


def _near(db: Session, row: LedgerRow, *which: ColumnElement[bool]) -> list[Known]:
    """Return such rows of the same person or organisation, oldest first."""
    rows = db.execute(
        select(LedgerRow, LedgerMatter)
        .join(LedgerMatter, LedgerMatter.enquiry_id == LedgerRow.enquiry_id)
        .where(
            or_(
                LedgerRow.organisation_id == row.organisation_id,
                LedgerRow.person_id == row.person_id,
            ),
            *which,
        )
        .order_by(LedgerRow.ended_at, LedgerRow.enquiry_id)
    )
    return [_known(found, about) for found, about in rows]


def _known(row: LedgerRow, about: LedgerMatter) -> Known:
    words, items = frozenset(about.words.split()), frozenset(about.items.split())
    return Known(row, Matter(row.person_id, row.organisation_id, words, items, row.topic))


def _write(db: Session, row: LedgerRow, reversal: Reversal | None) -> bool:
    """Put a solved row, and what was counted with it, into its class; whether that is another."""
    outcome = Outcome.REVERSED if reversal else Outcome.SOLVED
    row.reversed_by_id, row.reversed_why = reversal or (None, None)
    if row.outcome == outcome:
        return False
    row.outcome = outcome
    for table in (FailedSearch, ItemRead):
        mine = table.enquiry_id == row.enquiry_id
        db.execute(update(table).where(mine).values(outcome=outcome))
    return True
