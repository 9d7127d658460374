"""Each run of a ticket's clock as a row: from when it was our turn until our answer."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from portal.content.models import Topic
from portal.reporting.models import AnswerRun
from portal.reporting.policy import Answered
from portal.runtime import Runtime
from portal.service_desk.due import rules_in
from portal.service_desk.models import Reply, Ticket
from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import due_for
from portal.support_policy.tiers import Priority, Tier


class Run(NamedTuple):
    """One run; it is open while nobody has answered, and without a due time it is best effort."""

    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None

    @property
    def answered(self) -> Answered:
        if self.stopped_at is None:
            return Answered.RUNNING
        if self.due_at is None:
            return Answered.BEST_EFFORT
        return Answered.MET if self.stopped_at <= self.due_at else Answered.MISSED


def runs_of(ticket: Ticket, rules: PolicyRules) -> Iterator[Run]:
    """Yield the runs in order. A customer's reply starts the next one, unless one runs already."""
    for started_at, stopped_at in _turns(ticket.opened_at, ticket.replies):
        if started_at == ticket.clock_started_at:
            yield Run(started_at, ticket.due_at, stopped_at)
        else:
            due = due_for(Tier(ticket.tier), Priority(ticket.priority), started_at, rules)
            yield Run(started_at, due.due_at, stopped_at)


def _turns(
    opened_at: datetime, replies: Sequence[Reply]
) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield when it became our turn, and when we answered."""
    started: datetime | None = opened_at
    for reply in replies:
        if reply.is_from_staff and started is not None:
            yield started, reply.at
            started = None
        elif not reply.is_from_staff:
            started = started or reply.at
    if started is not None:
        yield started, None


def write_runs(db: Session, runtime: Runtime, ticket_ids: Collection[UUID | None]) -> None:
    """Write, or write again, the runs of these tickets."""
    if not ticket_ids:
        return
    wanted = select(Ticket).where(Ticket.id.in_(ticket_ids))
    tickets = db.scalars(wanted.options(selectinload(Ticket.replies))).all()
    db.execute(delete(AnswerRun).where(AnswerRun.ticket_id.in_(ticket_ids)))
    shelves = set(db.scalars(select(Topic.slug)))
    rules = rules_in(db, runtime.settings)
    zone = ZoneInfo(rules.zone)
    for ticket in tickets:
        for number, run in enumerate(runs_of(ticket, rules), start=1):
            db.add(_row(ticket, number, run, zone=zone, shelves=shelves))


def _row(
    ticket: Ticket, number: int, run: Run, *, zone: ZoneInfo, shelves: Collection[str]
) -> AnswerRun:
    began_on = run.started_at.astimezone(zone).date()
    return AnswerRun(
        ticket_id=ticket.id,
        number=number,
        priority=ticket.priority,
        started_at=run.started_at,
        due_at=run.due_at,
        stopped_at=run.stopped_at,
        outcome=run.answered,
        began_on=began_on,
        week_on=began_on - timedelta(days=began_on.weekday()),
        organisation_id=ticket.organisation_id,
        tier=ticket.tier,
        topic=ticket.area if ticket.area in shelves else "",
        lang=ticket.lang,
    )
