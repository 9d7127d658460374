"""The time zones people may choose from, by the name of their region and city."""

from functools import cache
from zoneinfo import available_timezones

REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def zones() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if name.startswith(REGIONS)))


def known_zone(name: str) -> str:
    """Return the name if there is such a zone, else nothing: the zone of support."""
    return name if name in zones() else ""
