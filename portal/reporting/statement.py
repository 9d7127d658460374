"""What a customer was promised in one month, and what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, literal, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.errors import NotFound
from portal.incidents.models import ImpactSpell, Incident
from portal.incidents.queries import spells_of
from portal.reporting.answering import Kept, answers_kept
from portal.reporting.filters import Filters
from portal.reporting.ledger import total, weekly
from portal.reporting.models import AnswerRun
from portal.reporting.policy import Answered, Figures
from portal.runtime import Runtime
from portal.service_desk.clocks import AnswerClock
from portal.service_desk.models import Ticket
from portal.support_policy.errors import RuleError
from portal.support_policy.uptime import Month, Uptime, uptime_of
from portal.words import N_

NO_STATEMENT = N_("There is no statement of that month.")
OUTCOME_NAMES: Mapping[str, str] = {
    Answered.MET: N_("In time"),
    Answered.MISSED: N_("Late"),
    Answered.RUNNING: N_("Still within time"),
    Answered.PAUSED: N_("Waiting for you"),
    Answered.ENDED: N_("Not needed any more"),
    Answered.BEST_EFFORT: N_("No time promised"),
}


class Line(NamedTuple):
    """One answer that was our turn to give: promised and actual, less what it was paused for."""

    reference: str
    title: str
    priority: int
    tier: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    paused: timedelta
    outcome: str


@dataclass(frozen=True)
class Fault:
    """An incident as it hit the customer, once for each impact; `minutes` are those that count."""

    incident_id: UUID
    title: Mapping[str, str]
    impact: str
    starts_at: datetime
    ends_at: datetime | None
    minutes: Decimal

    def words(self, lang: str) -> str:
        return self.title.get(lang) or next(iter(self.title.values()))


@dataclass(frozen=True)
class Statement:
    """One customer's month."""

    organisation: str
    month: Month
    until: datetime
    lines: Sequence[Line]
    kept: Mapping[tuple[str, int], Kept]
    figures: Figures
    uptime: Uptime
    faults: Sequence[Fault]

    @property
    def incidents(self) -> int:
        return len({fault.incident_id for fault in self.faults})

    @property
    def total(self) -> Kept:
        return sum(self.kept.values(), Kept())

    @property
    def is_over(self) -> bool:
        return self.until >= self.month.ends_at


def month_named(text: str, now: datetime) -> Month:
    """Return the month of an address; raise NotFound for none, or one to come."""
    try:
        month = Month.parse(text)
    except RuleError as error:
        raise NotFound(NO_STATEMENT) from error
    if month.starts_at > now:
        raise NotFound(NO_STATEMENT)
    return month


def filters_of(organisation: Organisation, month: Month) -> Filters:
    last = (month.ends_at - timedelta(days=1)).date()
    return Filters(month.starts_at.date(), last, organisation_id=organisation.id)


def statement_of(
    db: Session, runtime: Runtime, organisation: Organisation, month: Month
) -> Statement:
    now, filters = runtime.now(), filters_of(organisation, month)
    counts = runtime.settings.maintenance_counts
    spells = [
        (incident, spell)
        for incident, spell in spells_of(db, organisation.id, month)
        if spell.starts_at < now
    ]
    outages = [spell.as_outage() for _, spell in spells]
    down = partial(uptime_of, month, now=now, maintenance_counts=counts)
    return Statement(
        organisation=organisation.name,
        month=month,
        until=min(now, month.ends_at),
        lines=_lines(db, filters, now),
        kept=answers_kept(db, filters, now),
        figures=total(weekly(db, filters)),
        uptime=down(outages),
        faults=[_fault(*each, down([each[1].as_outage()])) for each in spells],
    )


def _fault(incident: Incident, spell: ImpactSpell, alone: Uptime) -> Fault:
    return Fault(
        incident_id=incident.id,
        title=incident.title,
        impact=spell.impact,
        starts_at=spell.starts_at,
        ends_at=spell.ends_at,
        minutes=alone.minutes_down,
    )


def _lines(db: Session, filters: Filters, now: datetime) -> Sequence[Line]:
    rows = db.execute(
        select(AnswerRun, AnswerClock, *_named())
        .join(Ticket, Ticket.id == AnswerRun.ticket_id)
        .join(
            AnswerClock,
            and_(AnswerClock.ticket_id == Ticket.id, AnswerClock.number == AnswerRun.number),
        )
        .where(*filters.on(AnswerRun))
        .order_by(AnswerRun.started_at, Ticket.reference, AnswerRun.number)
    )
    return [
        Line(
            *(reference, title, run.priority, run.tier),
            *(run.started_at, run.due_at, run.stopped_at),
            *(_paused(clock, now), _outcome(run, now)),
        )
        for run, clock, reference, title in rows
    ]


def _named() -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Reference and title; blank for what a person keeps to themselves: colleagues read this."""
    hidden = Ticket.is_private.is_(True)
    blank = literal("")
    return case((hidden, blank), else_=Ticket.reference), case((hidden, blank), else_=Ticket.title)


def _paused(clock: AnswerClock, now: datetime) -> timedelta:
    """Return how long it was the customer's turn meanwhile."""
    over = sum((spell.ends_at - spell.starts_at for spell in clock.paused), timedelta(0))
    until = clock.stopped_at or now
    return over + (until - clock.paused_at if clock.paused_at else timedelta(0))


def _outcome(run: AnswerRun, now: datetime) -> str:
    is_late = run.outcome == Answered.RUNNING and run.due_at is not None and run.due_at < now
    return Answered.MISSED if is_late else run.outcome
