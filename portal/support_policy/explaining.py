"""A deadline as data: the working that is stored with a ticket and given by the API."""

from datetime import UTC, datetime, timedelta
from typing import TypedDict

from portal.support_policy.calendar import ClosedDay, WhyClosed
from portal.support_policy.hours import Spell
from portal.support_policy.targets import Due

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
