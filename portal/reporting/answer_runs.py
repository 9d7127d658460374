"""Each run of a ticket's clock as a row, as the desk says it ended."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from portal.content.models import Topic
from portal.reporting.models import AnswerRun
from portal.reporting.policy import Answered
from portal.runtime import Runtime
from portal.service_desk.changes import Change
from portal.service_desk.clocks import AnswerClock
from portal.service_desk.models import Ticket


def answered(clock: AnswerClock) -> Answered:
    """Return how a run ended, or how it stands; a pause keeps it as it was when it began."""
    if clock.due_at is None:
        return Answered.BEST_EFFORT if clock.is_over else Answered.RUNNING
    if clock.is_over:
        return {True: Answered.MET, False: Answered.MISSED, None: Answered.ENDED}[clock.is_met]
    if clock.paused_at is None:
        return Answered.RUNNING
    return Answered.PAUSED if clock.paused_at <= clock.due_at else Answered.MISSED


def severity_in(ticket: Ticket, clock: AnswerClock) -> int:
    """Return the severity that counted when the run ended; later changes do not touch it."""
    if clock.stopped_at is not None:
        for change in ticket.changes:
            if change.what == Change.SEVERITY and change.at > clock.stopped_at:
                return int(change.before.removeprefix("P"))
    return ticket.priority


def severity_sent(ticket: Ticket) -> int:
    """Return the severity the request was sent with."""
    weighed = (change for change in ticket.changes if change.what == Change.SEVERITY)
    first = next(weighed, None)
    return int(first.before.removeprefix("P")) if first else ticket.priority


def write_runs(db: Session, runtime: Runtime, tickets: Collection[Ticket]) -> None:
    """Write, or write again, the runs of these tickets."""
    ids = [ticket.id for ticket in tickets]
    db.execute(delete(AnswerRun).where(AnswerRun.ticket_id.in_(ids)))
    shelves = set(db.scalars(select(Topic.slug)))
    zone = ZoneInfo(runtime.settings.support_zone)
    for ticket in tickets:
        topic = ticket.area if ticket.area in shelves else ""
        db.add_all(_row(ticket, clock, zone=zone, topic=topic) for clock in ticket.clocks)


def with_clocks(db: Session, ticket_ids: Collection[UUID]) -> Collection[Ticket]:
    """Return these tickets with their clocks and changes."""
    if not ticket_ids:
        return []
    whole = selectinload(Ticket.clocks), selectinload(Ticket.changes)
    return db.scalars(select(Ticket).where(Ticket.id.in_(ticket_ids)).options(*whole)).all()


def _row(ticket: Ticket, clock: AnswerClock, *, zone: ZoneInfo, topic: str) -> AnswerRun:
    began_on = clock.started_at.astimezone(zone).date()
    return AnswerRun(
        ticket_id=ticket.id,
        number=clock.number,
        priority=severity_in(ticket, clock),
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        outcome=answered(clock),
        began_on=began_on,
        week_on=began_on - timedelta(days=began_on.weekday()),
        organisation_id=ticket.organisation_id,
        tier=ticket.tier,
        topic=topic,
        lang=ticket.lang,
    )
