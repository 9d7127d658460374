"""When the first answer is due, with the working that led there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.support_policy.calendar import ClosedDay, SupportCalendar
from portal.support_policy.errors import OutsideCalendarError
from portal.support_policy.hours import Spell
from portal.support_policy.rules import PolicyRules
from portal.support_policy.tiers import Priority, Promise, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One promise worked out; without `due_at` it is best effort. `also` ran too, and is later."""

    opened_at: datetime
    due_at: datetime | None
    promise: Promise
    zone: ZoneInfo
    spells: tuple[Spell, ...] = ()
    skipped: tuple[ClosedDay, ...] = ()
    also: tuple["Due", ...] = ()

    @property
    def decided_by(self) -> Tier:
        return self.promise.tier

    @property
    def starts_at(self) -> datetime | None:
        """When the clock starts: at opening, or when support opens next."""
        return self.spells[0].starts_at if self.spells else None

    def used_at(self, percent: int) -> datetime | None:
        """Return when that share of the promised working time is used up."""
        left = sum((spell.counted for spell in self.spells), timedelta()) * percent / 100
        for spell in self.spells:
            if spell.counted >= left:
                return spell.starts_at + left
            left -= spell.counted
        return None


def respond_by(
    opened_at: datetime,
    promise: timedelta,
    calendar: SupportCalendar,
    paused: tuple[Spell, ...] = (),
) -> Due:
    """Return when the answer is due and the working spells that were counted."""
    spells = _count(opened_at, promise, calendar, paused)
    return Due(
        opened_at=opened_at.astimezone(UTC),
        due_at=spells[-1].ends_at,
        promise=Promise(calendar.tier, promise),
        zone=calendar.zone,
        spells=spells,
        skipped=_skipped(opened_at, spells[-1], calendar),
    )


def due_for(
    tier: Tier,
    priority: Priority,
    opened_at: datetime,
    rules: PolicyRules,
    paused: tuple[Spell, ...] = (),
) -> Due:
    """Return the earliest of the promises that run, with the others and their workings.

    `paused` are spells in order, apart from each other, in which the clock did not run.
    """
    workings = [
        _keep(promise, opened_at, rules.calendar(promise.tier), paused)
        for promise in rules.promises(tier, priority)
    ]
    # The sort is stable: of two promises due together the tier's own one decides.
    first, *others = sorted(workings, key=_moment_due)
    return replace(first, also=tuple(others))


def answer_times(tier: Tier, opened_at: datetime, rules: PolicyRules) -> Mapping[Priority, Due]:
    """Return by when each severity would be answered if the request were sent at that moment."""
    return {priority: due_for(tier, priority, opened_at, rules) for priority in Priority}


def _keep(
    promise: Promise, opened_at: datetime, calendar: SupportCalendar, paused: tuple[Spell, ...]
) -> Due:
    if promise.within is not None:
        return respond_by(opened_at, promise.within, calendar, paused)
    calendar.check_moment(opened_at)
    moment = opened_at.astimezone(UTC)
    return Due(opened_at=moment, due_at=None, promise=promise, zone=calendar.zone)


def _count(
    opened_at: datetime, promise: timedelta, calendar: SupportCalendar, paused: tuple[Spell, ...]
) -> tuple[Spell, ...]:
    counted: list[Spell] = []
    left = promise
    for spell in _running(calendar.spells_from(opened_at), paused):
        # Used up exactly at closing time is due at closing time, not at the next opening.
        if spell.counted >= left:
            return (*counted, Spell(spell.starts_at, spell.starts_at + left))
        counted.append(spell)
        left -= spell.counted
    raise OutsideCalendarError("That much working time does not fit into the calendar.")


def _running(spells: Iterator[Spell], paused: tuple[Spell, ...]) -> Iterator[Spell]:
    """Cut the pauses out of the working time."""
    for spell in spells:
        start = spell.starts_at
        for pause in paused:
            if pause.ends_at <= start or pause.starts_at >= spell.ends_at:
                continue
            if start < pause.starts_at:
                yield Spell(start, pause.starts_at)
            start = pause.ends_at
        if start < spell.ends_at:
            yield Spell(start, spell.ends_at)


def _skipped(opened_at: datetime, last: Spell, calendar: SupportCalendar) -> tuple[ClosedDay, ...]:
    # By the start of the last spell: one that ends at midnight ends on the day after.
    return calendar.closed_days(calendar.date_of(opened_at), calendar.date_of(last.starts_at))


def _moment_due(due: Due) -> datetime:
    return due.due_at or datetime.max.replace(tzinfo=UTC)
