"""A deadline as data: facts that pages and mails put into sentences, and the JSON of the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypedDict

from portal.support_policy.calendar import ClosedDay, WhyClosed
from portal.support_policy.hours import Spell
from portal.support_policy.targets import Due

FactValue = str | date | datetime | timedelta | None


class FactKey(StrEnum):
    """Stable names, so that every fact has one sentence in each language."""

    DUE_BY = "due.by"
    BEST_EFFORT = "due.best_effort"
    CLOCK_STARTS = "clock.starts"
    DECIDED_BY_STANDARD = "decided_by.standard"
    DECIDED_BY_ENHANCED = "decided_by.enhanced"
    COUNTED = "counted"
    SKIPPED_WEEKEND = "skipped.weekend"
    SKIPPED_BANK_HOLIDAY = "skipped.bank_holiday"
    SKIPPED_CLOSED = "skipped.closed"
    SKIPPED_CLOSED_BECAUSE = "skipped.closed_because"
    ALSO_DUE_BY = "also.due_by"
    ALSO_BEST_EFFORT = "also.best_effort"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to say; the moments among its values are in the calendar's zone."""

    key: FactKey
    values: Mapping[str, FactValue]


# `from` is a keyword, so this one cannot be written as a class.
SpellJson = TypedDict("SpellJson", {"from": str, "to": str, "counted_s": int | float})


class SkippedJson(TypedDict):
    date: str
    why: str


class DueJson(TypedDict):
    due_at: str | None
    promise: str
    spells: list[SpellJson]
    skipped: list[SkippedJson]


def facts_about(due: Due) -> tuple[Fact, ...]:
    """Return what there is to say about a deadline, in the order in which to say it."""
    return (
        _deadline(due),
        *_late_start(due),
        _decided(due),
        *(_counted(spell, due) for spell in due.spells),
        *(_skipped(day) for day in due.skipped),
        *(_also(other) for other in due.also),
    )


def as_json(due: Due) -> DueJson:
    return {
        "due_at": iso(due.due_at) if due.due_at else None,
        "promise": due.decided_by.value,
        "spells": [_spell_json(spell) for spell in due.spells],
        "skipped": [{"date": day.on.isoformat(), "why": why(day)} for day in due.skipped],
    }


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def why(day: ClosedDay) -> str:
    """Return one of the public words; the reason of an own closure stays out of them."""
    is_named = day.why is WhyClosed.BANK_HOLIDAY
    return f"{day.why.value}: {day.name}" if is_named else day.why.value


def up_to_the_minute(at: datetime) -> datetime:
    """Round for the eye only: a minute that has begun is shown as the next one."""
    whole = at.replace(second=0, microsecond=0)
    return at if whole == at else whole + timedelta(minutes=1)


def _spell_json(spell: Spell) -> SpellJson:
    seconds = spell.counted.total_seconds()
    return {
        "from": iso(spell.starts_at),
        "to": iso(spell.ends_at),
        "counted_s": int(seconds) if seconds.is_integer() else seconds,
    }


def _deadline(due: Due) -> Fact:
    if due.due_at is None:
        return Fact(FactKey.BEST_EFFORT, {"promise": due.decided_by.value})
    return Fact(FactKey.DUE_BY, {"at": due.due_at.astimezone(due.zone)})


def _late_start(due: Due) -> Iterator[Fact]:
    if due.starts_at and due.starts_at > due.opened_at:
        yield Fact(FactKey.CLOCK_STARTS, {"at": due.starts_at.astimezone(due.zone)})


def _decided(due: Due) -> Fact:
    key = FactKey(f"decided_by.{due.decided_by.value}")
    return Fact(key, {"within": due.promise.within})


def _counted(spell: Spell, due: Due) -> Fact:
    starts_at, ends_at = spell.starts_at.astimezone(due.zone), spell.ends_at.astimezone(due.zone)
    return Fact(FactKey.COUNTED, {"from": starts_at, "to": ends_at, "counted": spell.counted})


def _skipped(day: ClosedDay) -> Fact:
    if day.why is WhyClosed.WEEKEND:
        return Fact(FactKey.SKIPPED_WEEKEND, {"date": day.on})
    if day.why is WhyClosed.BANK_HOLIDAY:
        return Fact(FactKey.SKIPPED_BANK_HOLIDAY, {"date": day.on, "name": day.name})
    if day.name:
        return Fact(FactKey.SKIPPED_CLOSED_BECAUSE, {"date": day.on, "reason": day.name})
    return Fact(FactKey.SKIPPED_CLOSED, {"date": day.on})


def _also(other: Due) -> Fact:
    values: dict[str, FactValue] = {"promise": other.decided_by.value}
    if other.due_at is None:
        return Fact(FactKey.ALSO_BEST_EFFORT, values)
    at = other.due_at.astimezone(other.zone)
    return Fact(FactKey.ALSO_DUE_BY, {**values, "within": other.promise.within, "at": at})
