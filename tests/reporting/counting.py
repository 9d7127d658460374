"""POLICY's arithmetic done again by counting minutes one by one; slow, and sharing no code."""

from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOURS = {"standard": (9, 17), "enhanced": (8, 22)}
HOLIDAYS = {(4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)}  # 2026
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


def is_in_time(tier: str, priority: int, start: datetime, end: datetime) -> bool:
    """Whether no promise that ran was used up and passed; an enhanced one runs beside the other."""
    promises = [("standard", 720)]
    if tier == "enhanced" and TARGETS[priority]:
        promises.append(("enhanced", TARGETS[priority]))
    return all(not _is_passed(calendar, within, start, end) for calendar, within in promises)


def _is_passed(calendar: str, within: int, start: datetime, end: datetime) -> bool:
    """A promise used up at closing time is passed right then, not at the next opening."""
    used, at = 0, start
    while used < within and at < end:
        used += minutes_worked(calendar, at, at + MINUTE)
        at += MINUTE
    return used >= within and at < end
