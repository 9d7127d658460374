"""What pages say about a ticket: its promise with the working, its state, its trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.service_desk.changes import Note, TicketChange
from portal.service_desk.clocks import ClockWarning
from portal.service_desk.due import rules_in, working
from portal.service_desk.forms import BY_MAIL
from portal.service_desk.models import Escalation, PhoneCall, Reply, Ticket
from portal.settings import Settings
from portal.support_policy.targets import Due, answer_times
from portal.support_policy.tiers import Priority, Tier
from portal.web.formats import up_to_the_minute


@dataclass(frozen=True)
class CountedSpell:
    """Working time that was counted, from one moment to another."""

    starts_at: datetime
    ends_at: datetime
    counted: timedelta


@dataclass(frozen=True)
class SkippedDay:
    """A day that counted nothing; `why` is "weekend", "closed" or "bank holiday"."""

    on: date
    why: str
    holiday: str


@dataclass(frozen=True)
class Promised:
    """By when an answer is promised and how that was worked out; None is best effort."""

    due_at: datetime | None
    promise: str
    spells: Sequence[CountedSpell]
    skipped: Sequence[SkippedDay]
    asked_at: datetime

    @classmethod
    def of(cls, stored: Mapping[str, Any], asked_at: datetime) -> "Promised":
        """Return the working as it was stored with a ticket."""
        return cls(
            due_at=_moment(stored["due_at"]) if stored["due_at"] else None,
            promise=stored["promise"],
            spells=[_spell(spell) for spell in stored["spells"]],
            skipped=[_skipped(day) for day in stored["skipped"]],
            asked_at=asked_at,
        )

    @property
    def opens_at(self) -> datetime | None:
        """When counting starts, if support was closed at the moment of asking."""
        first = self.spells[0].starts_at if self.spells else self.asked_at
        return first if first > self.asked_at else None

    @property
    def counted(self) -> timedelta:
        return sum((spell.counted for spell in self.spells), timedelta())


def promised_for(ticket: Ticket) -> Promised:
    return Promised.of(ticket.due_working, ticket.clock_started_at)


def promised_now(
    db: Session, tier: Tier, priority: int, now: datetime, settings: Settings
) -> Promised:
    """Return what a request sent at this moment would be promised."""
    return promised_for_each(db, tier, now, settings)[priority]


def promised_for_each(
    db: Session, tier: Tier, now: datetime, settings: Settings
) -> dict[int, Promised]:
    """Return the promise of each severity for a request sent at this moment."""
    times: Mapping[Priority, Due] = answer_times(tier, now, rules_in(db, settings))
    return {int(p): Promised.of(working(due), now) for p, due in times.items()}


@dataclass(frozen=True)
class Countdown:
    """How a ticket stands in the queue: its state, the time left or overdue, its share."""

    state: str
    left: timedelta
    share: int


def countdown(ticket: Ticket, now: datetime) -> Countdown:
    """Return how much is left of a running promise; share is 0–100 of the whole span."""
    if not ticket.is_ours:
        return Countdown("paused", timedelta(), 100)
    if ticket.due_at is None:
        return Countdown("ok", timedelta(), 100)
    left, whole = ticket.due_at - now, ticket.due_at - ticket.clock_started_at
    share = max(0, min(100, int(100 * left / whole))) if whole else 0
    if left < timedelta():
        return Countdown("late", -left, 0)
    return Countdown("soon" if share <= 25 else "ok", left, share)


Happening = Reply | Note | TicketChange | ClockWarning | Escalation | PhoneCall


@dataclass(frozen=True)
class Entry:
    """One line of the conversation: a message, an internal note, or something that happened."""

    kind: str
    at: datetime
    row: Happening

    @property
    def is_by_mail(self) -> bool:
        return isinstance(self.row, Reply) and (self.row.key or "").startswith(BY_MAIL)


def timeline(ticket: Ticket, notes: Sequence[Note] | None = None) -> list[Entry]:
    """Return what happened, the oldest first. Without notes, it is what the customer may see."""
    for_staff = notes is not None
    happened: Mapping[str, Sequence[Happening]] = {
        "call": [ticket.call] if ticket.call else [],
        "escalation": ticket.escalations if ticket.escalated_at else [],
        "reply": ticket.replies,
        "warning": [one for run in ticket.clocks for one in run.warnings] if for_staff else [],
        "change": [one for one in ticket.changes if for_staff or one.concerns_customer],
        "note": notes or (),
    }
    lines = [Entry(kind, one.at, one) for kind, rows in happened.items() for one in rows]
    return sorted(lines, key=lambda entry: entry.at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _spell(stored: Mapping[str, Any]) -> CountedSpell:
    starts_at, ends_at = _moment(stored["from"]), up_to_the_minute(_moment(stored["to"]))
    return CountedSpell(starts_at, ends_at, timedelta(seconds=stored["counted_s"]))


def _skipped(stored: Mapping[str, Any]) -> SkippedDay:
    why, _, holiday = stored["why"].partition(": ")
    return SkippedDay(date.fromisoformat(stored["date"]), why, holiday)
