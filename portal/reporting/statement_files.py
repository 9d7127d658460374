"""A service statement as files: one table for spreadsheets, and facts for programs."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from portal.reporting.exporting import figures_as_facts
from portal.reporting.policy import Outcome
from portal.reporting.sheets import COUNTED, HEADLINE, IN_TIME, TIER_NAMES, kept_share
from portal.reporting.spreadsheets import Cell, Say, Sheet, share_cell
from portal.reporting.statement import OUTCOME_NAMES, Fault, Line, Statement
from portal.words import N_

Row = tuple[Cell, ...]
MINUTE = timedelta(minutes=1)
HEADS = (
    N_("Part"),
    N_("Reference"),
    N_("Subject"),
    N_("Tier"),
    N_("Severity or impact"),
    N_("From"),
    N_("Promised by"),
    N_("Until"),
    N_("Paused, minutes"),
    N_("Result"),
    N_("Number"),
)
IMPACT_NAMES = {
    "unavailable": N_("Not available"),
    "degraded": N_("Slow or partly working"),
    "maintenance": N_("Maintenance"),
}
CLASS_NAMES = {
    Outcome.SOLVED: N_("Solved"),
    Outcome.RAISED: N_("Sent"),
    Outcome.JOINED: N_("Joined a known fault"),
    Outcome.REVERSED: N_("Came back"),
    Outcome.UNKNOWN: N_("Unknown"),
}


def as_sheet(statement: Statement, say: Say, lang: str) -> Sheet:
    """Return the whole statement, one thing on each row; the first column says which part it is."""
    rows = [
        *(_request(line, say) for line in statement.lines),
        *_answers(statement, say),
        *(_fault(fault, say, lang) for fault in statement.faults),
        *_uptime(statement, say),
        *_classes(statement, say),
    ]
    return Sheet(f"statement-{statement.month}", HEADS, rows)


def _request(line: Line, say: Say) -> Row:
    return (
        *(say(N_("Request")), line.reference, line.title),
        *(say(TIER_NAMES[line.tier]), f"P{line.priority}"),
        *(line.started_at, line.due_at, line.stopped_at, line.paused // MINUTE),
        *(say(OUTCOME_NAMES[line.outcome]), None),
    )


def _answers(statement: Statement, say: Say) -> Iterator[Row]:
    part = say(N_("Answers in time"))
    for (tier, priority), kept in statement.kept.items():
        for name, words in COUNTED.items():
            about = None, None, say(TIER_NAMES[tier]), f"P{priority}"
            yield part, *about, *(None,) * 4, say(words), getattr(kept, name)
    yield part, *(None,) * 8, say(IN_TIME), kept_share(statement.total, say)


def _fault(fault: Fault, say: Say, lang: str) -> Row:
    about = None, fault.words(lang), None, say(IMPACT_NAMES[fault.impact])
    when = fault.starts_at, None, fault.ends_at, None
    return say(N_("Incident")), *about, *when, say(N_("Minutes down")), fault.minutes


def _uptime(statement: Statement, say: Say) -> Iterator[Row]:
    uptime, part = statement.uptime, say(N_("Service available"))
    spell = statement.month.starts_at, None, statement.until, None
    kept = N_("Kept") if uptime.is_met else N_("Not kept")
    yield part, *(None,) * 4, *spell, say(N_("Minutes down")), uptime.minutes_down
    yield part, *(None,) * 4, *spell, say(N_("Per cent of the month")), uptime.percent
    yield part, *(None,) * 4, *spell, say(kept), Decimal("99.99")


def _classes(statement: Statement, say: Say) -> Iterator[Row]:
    part, figures = say(N_("What your people solved themselves")), statement.figures
    for outcome, words in CLASS_NAMES.items():
        yield part, *(None,) * 8, say(words), getattr(figures, outcome)
    share = share_cell(figures.headline, figures.are_too_few, say)
    yield part, *(None,) * 8, say(HEADLINE), share


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
            "incidents": [_written(asdict(fault)) for fault in statement.faults],
        },
        "self_service": {
            **figures_as_facts(statement.figures),
            "too_few_to_compare": statement.figures.are_too_few,
        },
        "requests": [_written(line._asdict()) for line in statement.lines],
    }


def _written(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: _fact(value) for name, value in facts.items()}


def _fact(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value if isinstance(value, str | int | dict | None) else str(value)
