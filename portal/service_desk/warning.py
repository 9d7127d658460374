"""Late answers announce themselves: to the owner, to whoever leads, and to the customer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Person
from portal.activity.recording import record
from portal.runtime import Runtime
from portal.service_desk.clocks import AnswerClock, Stage
from portal.service_desk.models import Ticket
from portal.service_desk.queries import owner_at_work
from portal.service_desk.telling import leaders, tell_of_lateness, tell_of_warning

MOST_AT_ONCE = 50
log = structlog.get_logger()


def warn_of_late_answers(runtime: Runtime) -> int:
    """Tell of every promise that reached a stage; return how many tickets were spoken of."""
    with runtime.database.reading() as db:
        waiting = db.scalars(_to_warn_of(runtime.now())).all()
    return sum(_tried(runtime, ticket_id) for ticket_id in waiting)


def _to_warn_of(now: datetime) -> Select[UUID]:
    reached = select(AnswerClock.ticket_id).where(AnswerClock.warn_at <= now)
    return reached.order_by(AnswerClock.warn_at).limit(MOST_AT_ONCE)


def _tried(runtime: Runtime, ticket_id: UUID) -> bool:
    """One that fails holds up no other; it is tried again."""
    try:
        return _warn_of(runtime, ticket_id)
    except Exception:
        log.exception("warning-failed", ticket=str(ticket_id))
        return False


def _warn_of(runtime: Runtime, ticket_id: UUID) -> bool:
    with runtime.database.writing() as db:
        held = select(Ticket).where(Ticket.id == ticket_id).with_for_update(of=Ticket)
        ticket = db.scalars(held).one()
        clock, now = ticket.clock, runtime.now()
        stages = clock.untold(now) if clock and clock.warn_at else []
        if clock is None or not stages:
            return False
        told = _who_is_told(db, ticket, stages)
        for stage in stages:
            clock.note_warned(stage, now, told=list(told.values()).count(stage))
        for person, stage in told.items():
            tell_of_warning(db, runtime, ticket, recipient(person, runtime), stage)
        if Stage.LATE in stages:
            tell_of_lateness(db, runtime, ticket)
        _record(db, ticket, stages[-1], at=now)
        return True


def _who_is_told(db: Session, ticket: Ticket, stages: Sequence[Stage]) -> dict[Person, Stage]:
    """Return each person once, with the most urgent of what they are to know."""
    owner = owner_at_work(db, ticket)
    told: dict[Person, Stage] = {}
    for stage in stages:
        told |= dict.fromkeys([owner] if owner and stage != Stage.LATE else leaders(db), stage)
    return told


def _record(db: Session, ticket: Ticket, stage: Stage, *, at: datetime) -> None:
    organisation_id, subject_id = ticket.organisation_id, ticket.id
    facts = {"organisation_id": organisation_id, "subject_id": subject_id}
    record(db, f"ticket.warned-{stage}", at=at, **facts)
