"""POLICY's arithmetic done again by counting minutes one by one; slow, and sharing no code."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOURS = {"standard": (9, 17), "enhanced": (8, 22)}
HOLIDAYS = {(4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)}  # 2026
Pauses = Sequence[tuple[datetime, datetime]]
TARGETS = {1: 120, 2: 240, 3: 720, 4: 1440, 5: None}


def minutes_worked(calendar: str, start: datetime, end: datetime) -> int:
    """Return the working minutes begun between two whole minutes of 2026, in GMT."""
    opens, closes = HOURS[calendar]
    count = 0
    while start < end:
        is_holiday = (start.month, start.day) in HOLIDAYS
        count += start.weekday() < 5 and not is_holiday and opens <= start.hour < closes
        start += MINUTE
    return count


def judged(
    tier: str, priority: int, sent_at: datetime, said: Sequence[tuple[datetime, str, int]]
) -> Iterator[str]:
    """Yield how each run ended, from what was said when: answer, reply, wait, weigh."""
    start: datetime | None = sent_at
    pauses: list[tuple[datetime, datetime]] = []
    paused_at: datetime | None = None
    for at, what, weight in said:
        priority = weight if what == "weigh" else priority
        if what == "answer" and start:
            is_met = is_in_time(tier, priority, start, paused_at or at, pauses)
            yield "met" if is_met else "missed"
            start, paused_at, pauses = None, None, []
        elif what == "reply" and start is None:
            start = at
        elif what == "reply" and paused_at:
            pauses, paused_at = [*pauses, (paused_at, at)], None
        elif what == "wait" and start:
            paused_at = paused_at or at


def is_in_time(
    tier: str, priority: int, start: datetime, end: datetime, pauses: Pauses = ()
) -> bool:
    """Whether no promise that ran was used up and passed; an enhanced one runs beside the other."""
    promises = [("standard", 720)]
    if tier == "enhanced" and TARGETS[priority]:
        promises.append(("enhanced", TARGETS[priority]))
    return all(
        not _is_passed(calendar, within, start, end, pauses) for calendar, within in promises
    )


def _is_passed(calendar: str, within: int, start: datetime, end: datetime, pauses: Pauses) -> bool:
    """A promise used up at closing time is passed right then, not at the next opening."""
    used, at = 0, start
    while used < within and at < end:
        if not any(begins <= at < ends for begins, ends in pauses):
            used += minutes_worked(calendar, at, at + MINUTE)
        at += MINUTE
    return used >= within and at < end
