"""A change of the calendar moves promises that are running: which ones, shown before it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.opening_hours.keeping import DayChange, changed, check_is_ahead, set_day
from portal.runtime import Runtime
from portal.service_desk.changes import Change
from portal.service_desk.due import due_again, rules_in, working
from portal.service_desk.models import Ticket, TicketState
from portal.service_desk.telling import tell_of_move
from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import Due


@dataclass(frozen=True)
class Move:
    """A running promise that falls due at another moment after the change."""

    ticket: Ticket
    due: Due

    @property
    def before_at(self) -> datetime | None:
        return self.ticket.due_at

    @property
    def after_at(self) -> datetime | None:
        return self.due.due_at


def moves(db: Session, runtime: Runtime, change: DayChange) -> list[Move]:
    """Return what a change would move, by present due time; nothing is stored."""
    check_is_ahead(change, runtime.now())
    return _moves(_running(db), changed(rules_in(db, runtime.settings), change))


def change_calendar(
    db: Session, runtime: Runtime, change: DayChange, *, by: SignedIn
) -> list[Move]:
    """Store the change and let running promises count anew from the moment they began."""
    at = runtime.now()
    set_day(db, change, by=by.id, at=at)
    db.flush()
    moved = _moves(_running(db, held=True), rules_in(db, runtime.settings))
    for move in moved:
        before = move.before_at
        _record_move(db, move, change.reason, by=by, at=at)
        move.ticket.move_clock(move.due, working(move.due))
        tell_of_move(db, runtime, move.ticket, before)
    return moved


def _running(db: Session, *, held: bool = False) -> Sequence[Ticket]:
    ours = select(Ticket).where(Ticket.state == TicketState.OURS, Ticket.due_at.is_not(None))
    ours = ours.order_by(Ticket.due_at, Ticket.id)
    return db.scalars(ours.with_for_update(of=Ticket) if held else ours).all()


def _moves(tickets: Sequence[Ticket], rules: PolicyRules) -> list[Move]:
    anew = (Move(ticket, due_again(ticket, rules)) for ticket in tickets)
    return [move for move in anew if move.before_at != move.after_at]


def _record_move(db: Session, move: Move, why: str, *, by: SignedIn, at: datetime) -> None:
    before, after = _written(move.before_at), _written(move.after_at)
    moved = {"before": before or "", "after": after or ""}
    move.ticket.note_change(Change.DUE, **moved, why=why, by=by.id, at=at)
    record(
        db,
        "ticket.due-moved",
        at=at,
        actor_id=by.id,
        organisation_id=move.ticket.organisation_id,
        subject_id=move.ticket.id,
        before=before,
        after=after,
        why="calendar",
    )


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
