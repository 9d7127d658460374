"""What a customer was promised in one month, and what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.errors import NotFound
from portal.incidents.queries import outages_of
from portal.reporting.answering import Kept, answers_kept
from portal.reporting.exporting import figures_as_facts
from portal.reporting.filters import Filters
from portal.reporting.ledger import total, weekly
from portal.reporting.models import AnswerRun
from portal.reporting.policy import Answered, Figures
from portal.reporting.spreadsheets import Sheet
from portal.service_desk.models import Ticket
from portal.support_policy.errors import RuleError
from portal.support_policy.uptime import Month, Uptime, uptime_of
from portal.words import N_

NO_STATEMENT = N_("There is no statement of that month.")
OUTCOME_NAMES = {
    Answered.MET: N_("In time"),
    Answered.MISSED: N_("Late"),
    Answered.RUNNING: N_("Still within time"),
    Answered.PAUSED: N_("Waiting for you"),
    Answered.ENDED: N_("Not needed any more"),
    Answered.BEST_EFFORT: N_("No time promised"),
}


class Line(NamedTuple):
    """One answer that was our turn to give: promised and actual."""

    reference: str
    title: str
    priority: int
    tier: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    outcome: str


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
    incidents: int

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


def statement_of(db: Session, organisation: Organisation, month: Month, now: datetime) -> Statement:
    filters, outages = filters_of(organisation, month), outages_of(db, organisation.id, month)
    return Statement(
        organisation=organisation.name,
        month=month,
        until=min(now, month.ends_at),
        lines=_lines(db, filters, now),
        kept=answers_kept(db, filters, now),
        figures=total(weekly(db, filters)),
        uptime=uptime_of(month, outages, now=now),
        incidents=len(outages),
    )


def _lines(db: Session, filters: Filters, now: datetime) -> Sequence[Line]:
    rows = db.execute(
        select(AnswerRun, Ticket.reference, Ticket.title)
        .join(Ticket, Ticket.id == AnswerRun.ticket_id)
        .where(*filters.on(AnswerRun))
        .order_by(AnswerRun.started_at, Ticket.reference, AnswerRun.number)
    )
    return [
        Line(
            *(reference, title, run.priority, run.tier),
            *(run.started_at, run.due_at, run.stopped_at, _outcome(run, now)),
        )
        for run, reference, title in rows
    ]


def _outcome(run: AnswerRun, now: datetime) -> str:
    is_late = run.outcome == Answered.RUNNING and run.due_at is not None and run.due_at < now
    return Answered.MISSED if is_late else run.outcome


def as_sheet(statement: Statement) -> Sheet:
    heads = (
        N_("Reference"),
        N_("Subject"),
        N_("Severity"),
        N_("Our turn since"),
        N_("Promised by"),
        N_("Answered"),
        N_("Kept"),
    )
    rows = [
        (
            *(line.reference, line.title, f"P{line.priority}"),
            *(line.started_at, line.due_at, line.stopped_at, line.outcome),
        )
        for line in statement.lines
    ]
    return Sheet(f"statement-{statement.month}", heads, rows)


def as_facts(statement: Statement) -> dict[str, Any]:
    """Return the statement for programs; times in UTC."""
    return {
        "organisation": statement.organisation,
        "month": str(statement.month),
        "until": statement.until.isoformat(),
        "answers": [
            {"tier": tier, "priority": priority, **asdict(kept)}
            for (tier, priority), kept in statement.kept.items()
        ],
        "uptime": {
            "percent": str(statement.uptime.percent),
            "is_met": statement.uptime.is_met,
            "minutes_down": str(statement.uptime.minutes_down),
            "incidents": statement.incidents,
        },
        "self_service": figures_as_facts(statement.figures),
        "requests": [_line_as_facts(line) for line in statement.lines],
    }


def _line_as_facts(line: Line) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in line._asdict().items()
    }
