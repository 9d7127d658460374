"""Closed gaps: failures before and since, and too few to compare."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from portal.accounts.signed_in import SignedIn
from portal.reporting.closed_gaps import closed_gaps
from portal.reporting.filters import Filters
from portal.reporting.gap_models import Gap, GapState
from tests.browser import Browser
from tests.reporting.life import Life

ALL = Filters(date(2026, 1, 1), date(2027, 12, 31))


def gap_closed_after(life: Life, who: SignedIn, before: int, since: int) -> Gap:
    """So many fail in the week before, and in the week since."""
    gap = Gap(id=life.runtime.new_id(), lang="en", words="quokka", sentence="quokka")
    gap.state, gap.fix, gap.taken_at = GapState.CLOSED, "article", life.clock()
    gap.closed_at = life.clock() + timedelta(days=7)
    life.db.add(gap)
    life.db.flush()
    life.clock.go(days=2)
    for failures in (before, since):
        for _ in range(failures):
            life.ask(who, "quokka")
        life.clock.go(days=7)
        life.keep()
    life.clock.at = gap.closed_at + timedelta(days=7)
    return gap


@pytest.mark.parametrize(
    ("before", "since", "by_week"),
    [(15, 5, (Fraction(15), Fraction(5))), (15, 4, (None, None))],
    ids=["enough", "too few"],
)
def test_failures_by_week_are_compared_where_there_are_enough(
    life: Life, cleo: SignedIn, before: int, since: int, by_week: tuple[Fraction | None, ...]
) -> None:
    gap_closed_after(life, cleo, before, since)

    (found,) = closed_gaps(life.db, ALL, life.clock(), "en")
    assert (found.days, found.before, found.since) == (7, before, since)
    assert (found.before_a_week, found.since_a_week) == by_week


def test_filters_choose_the_gaps_by_day_and_narrow_their_cases(
    life: Life, cleo: SignedIn, dai: SignedIn
) -> None:
    gap_closed_after(life, cleo, 2, 1)
    of_dai = replace(ALL, organisation_id=dai.organisation_id)

    (found,) = closed_gaps(life.db, of_dai, life.clock(), "en")
    assert (found.before, found.since) == (0, 0)
    assert closed_gaps(life.db, replace(ALL, to_on=date(2026, 11, 29)), life.clock(), "en") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_managers_see_them_and_editors_are_led_to_the_open_ones(
    browser: Browser, mia: SignedIn
) -> None:
    assert "0 gaps were closed" in browser.sign_in(mia).open("/insight/gaps").main
    assert browser.client.get("/insight/closed-gaps.csv").status_code == 200
