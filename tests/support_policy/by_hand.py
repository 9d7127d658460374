"""The policy once more, the slow and obvious way: one minute after the other."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

MINUTE = timedelta(minutes=1)
YEARS = timedelta(days=7 * 365)
moments = st.timedeltas(timedelta(0), YEARS).map(lambda t: datetime(2022, 1, 1, tzinfo=UTC) + t)

# Weekdays on which GOV.UK says that banks in England and Wales are closed.
ENGLAND_AND_WALES = """
2022: 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27
2023: 01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26
2024: 01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26
2025: 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
2026: 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
2027: 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28
2028: 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26
2029: 01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26
"""
# What Scotland and Northern Ireland keep besides, on weekdays of 2026 that England works.
ONLY_SCOTLAND_2026 = [date(2026, 1, 2), date(2026, 6, 15), date(2026, 8, 3), date(2026, 11, 30)]
ONLY_NORTHERN_IRELAND_2026 = [date(2026, 3, 17), date(2026, 7, 13)]


def england_and_wales() -> frozenset[date]:
    years = (line.split(":") for line in ENGLAND_AND_WALES.strip().splitlines())
    return frozenset(
        date.fromisoformat(f"{year}-{day}") for year, days in years for day in days.split()
    )


def minute_is_open(
    zone: ZoneInfo, hours: tuple[int, int], closed: Collection[date]
) -> Callable[[datetime], bool]:
    """Return whether the wall clock of the zone shows a working minute."""
    opens, closes = time(hours[0]), time(hours[1])

    def is_open(at: datetime) -> bool:
        wall = at.astimezone(zone)
        if wall.weekday() > 4 or wall.date() in closed:
            return False
        return opens <= wall.time() < closes

    return is_open


def due_by_hand(
    opened_at: datetime, minutes: int, is_open: Callable[[datetime], bool]
) -> tuple[datetime, dict[date, int]]:
    """Return when the minutes are used up, and how many were counted on each day of UTC."""
    at, counted = opened_at, dict[date, int]()
    while minutes:
        if is_open(at):
            minutes -= 1
            day = at.astimezone(UTC).date()
            counted[day] = counted.get(day, 0) + 1
        at += MINUTE
    return at, counted


def minutes_down_by_hand(
    intervals: Iterable[tuple[datetime, datetime]], first: datetime, end: datetime
) -> int:
    """Return how many minutes from first to end lie in at least one interval."""
    down = {
        starts_at + n * MINUTE
        for starts_at, ends_at in intervals
        for n in range((ends_at - starts_at) // MINUTE)
    }
    return sum(1 for at in down if first <= at < end)
