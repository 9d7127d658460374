"""Bank holidays in the reader's language."""

import pytest

from portal.support_policy.bank_holidays import SUBDIVISIONS, bank_holidays
from portal.web.pages import environment


def holiday_name(name: str, *, lang: str) -> str:
    module = environment(lang).get_template("opening_hours/wording.html").module
    return str(module.holiday_name(name)).strip()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Christmas Day", "Noël"),
        ("Boxing Day (observed)", "lendemain de Noël (reporté)"),
        ("Jubilee", '<span lang="en">Jubilee</span>'),
    ],
)
def test_a_bank_holiday_is_named_in_french_or_marked_as_english(name: str, words: str) -> None:
    assert holiday_name(name, lang="fr") == words
    assert holiday_name(name, lang="en").removeprefix('<span lang="en">').startswith(name)


def test_every_bank_holiday_of_an_ordinary_year_has_a_french_name() -> None:
    names = {name for one in SUBDIVISIONS for name in bank_holidays(one, 2027).values()}

    assert {name for name in names if "<span" in holiday_name(name, lang="fr")} == set()
