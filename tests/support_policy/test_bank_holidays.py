"""Bank holidays by division, against the published lists."""

from datetime import date

import pytest

from portal.support_policy.bank_holidays import (
    bank_holiday_name,
    bank_holidays,
    parse_divisions,
)
from portal.support_policy.errors import RuleError

from .by_hand import ONLY_NORTHERN_IRELAND_2026, ONLY_SCOTLAND_2026, england_and_wales


def weekdays_off(division: str, year: int) -> set[date]:
    return {day for day in bank_holidays(division, year) if day.weekday() < 5}


@pytest.mark.parametrize("year", range(2022, 2030))
def test_england_and_wales_close_on_the_published_days(year):
    published = {day for day in england_and_wales() if day.year == year}

    assert weekdays_off("england-and-wales", year) == published


@pytest.mark.parametrize(
    ("division", "own_days"),
    [("scotland", ONLY_SCOTLAND_2026), ("northern-ireland", ONLY_NORTHERN_IRELAND_2026)],
    ids=["scotland", "northern-ireland"],
)
def test_other_divisions_keep_days_that_england_works(division, own_days):
    assert weekdays_off(division, 2026) - england_and_wales() == set(own_days)


NAME_ROWS = [
    ("a fixed day", "2026-12-25", "england-and-wales", "Christmas Day"),
    ("kept on a Monday", "2026-12-28", "england-and-wales", "Boxing Day (observed)"),
    ("once in a reign", "2022-09-19", "england-and-wales", "State Funeral of Queen Elizabeth II"),
    ("a coronation", "2023-05-08", "england-and-wales", "Coronation of Charles III"),
    ("one name for two divisions", "2026-12-25", "england-and-wales,scotland", "Christmas Day"),
    (
        "two names for one day",
        "2023-01-02",
        "england-and-wales,scotland",
        "New Year's Day (observed); New Year Holiday",
    ),
    ("a working day", "2026-11-30", "england-and-wales,northern-ireland", None),
    ("nobody's holidays", "2026-12-25", "none", None),
]


@pytest.mark.parametrize(
    ("day", "divisions", "name"), [row[1:] for row in NAME_ROWS], ids=[row[0] for row in NAME_ROWS]
)
def test_a_bank_holiday_has_its_english_name(day, divisions, name):
    assert bank_holiday_name(date.fromisoformat(day), parse_divisions(divisions)) == name


def test_divisions_are_read_from_a_comma_list_without_fuss():
    assert parse_divisions(" Scotland, england-and-wales,scotland") == (
        "scotland",
        "england-and-wales",
    )


@pytest.mark.parametrize("text", ["", "wales", "england-and-wales,", "GB", "none,scotland"])
def test_an_unknown_division_is_refused_with_the_known_ones(text):
    with pytest.raises(RuleError, match="Known are: england-and-wales, scotland"):
        parse_divisions(text)
