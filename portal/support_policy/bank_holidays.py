"""UK bank holidays by division, out of the `holidays` library."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from portal.support_policy.errors import RuleError

NO_DIVISION = "none"
# England and Wales share one list by law, so one of the two stands for both.
SUBDIVISIONS: Mapping[str, str] = MappingProxyType(
    {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
)


def parse_divisions(text: str) -> tuple[str, ...]:
    """Read "england-and-wales,scotland"; "none" means that bank holidays are worked."""
    if text.strip().lower() == NO_DIVISION:
        return ()
    divisions = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))
    check_divisions(divisions)
    return divisions


def check_divisions(divisions: Sequence[str]) -> None:
    unknown = [division for division in divisions if division not in SUBDIVISIONS]
    if unknown:
        known = ", ".join((*SUBDIVISIONS, NO_DIVISION))
        raise RuleError(f"There are no bank holidays for {unknown[0]!r}. Known are: {known}.")


def bank_holiday_name(day: date, divisions: Sequence[str]) -> str | None:
    """Return the English name; names that differ between divisions are joined by "; "."""
    found = (bank_holidays(division, day.year).get(day) for division in divisions)
    names = [name for names in found if names for name in names.split("; ")]
    return "; ".join(dict.fromkeys(names)) or None


@lru_cache(maxsize=256)
def bank_holidays(division: str, year: int) -> Mapping[date, str]:
    """Return the days off of one year, with the days kept instead of one at a weekend."""
    listed = holidays.country_holidays(
        "GB", subdiv=SUBDIVISIONS[division], years=year, expand=False, language="en_GB"
    )
    return MappingProxyType(dict(listed.items()))
