"""The insight pages: who may see them, what they say, and the CSV beside each table."""

import csv
from io import StringIO
from uuid import UUID

import pytest

from portal.accounts.signed_in import SignedIn
from portal.reporting.items import ItemFigures
from portal.reporting.sheets import SHEETS, before_of
from portal.runtime import Runtime
from tests.browser import Browser
from tests.reporting.life import Life
from tests.world import Clock

PAGES = ["", "/deadlines", "/costs", "/searches", "/articles", "/gate", "/load", "/gaps"]


@pytest.fixture
def lived(runtime: Runtime, clock: Clock, cleo: SignedIn, dai: SignedIn) -> None:
    """Eleven solved, ten sent, two unknown, and three who only looked."""
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        by = life.items()[0].item_id
        for _ in range(11):
            life.solved(cleo, "simulated mail missing", by=by)
        for _ in range(10):
            life.raised(dai, "export csv report", reads=True)
        for person in (cleo, dai):
            life.ask(person, "quokka")
        for _ in range(3):
            life.look(cleo, "reset password", reads=True)
        life.clock.go(hours=25)
        life.keep()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_only_managers_and_admins_see_insight(
    browser: Browser, mia: SignedIn, ben: SignedIn, path: str
) -> None:
    browser.sign_in(mia)
    browser.open(f"/insight{path}")
    browser.sign_in(ben)
    browser.open(f"/insight{path}", status=403)


def test_the_page_prints_formula_and_counts_beside_each_figure(
    lived: None, browser: Browser, mia: SignedIn
) -> None:
    browser.sign_in(mia)

    text = browser.open("/insight").main

    for said in ("52.3%", "11 ÷ (11 + 10)", "47.8%", "11 ÷ 23", "56.5%", "(11 + 2) ÷ 23"):
        assert said in text
    assert "3 ÷ 10" in text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_filter_that_leaves_too_few_says_so(
    lived: None, browser: Browser, mia: SignedIn, cleo: SignedIn
) -> None:
    browser.sign_in(mia)

    text = browser.open(f"/insight?organisation={cleo.organisation_id}").main

    assert "Too few to compare" in text
    assert "11 solved, 0 sent: fewer than 20 cases" in text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("asked", ["from=x&to=9999-99-99", "tier=gold&organisation=1", "lang=xx"])
def test_filters_that_make_no_sense_narrow_nothing(
    lived: None, browser: Browser, mia: SignedIn, asked: str
) -> None:
    browser.sign_in(mia)

    assert "11 ÷ (11 + 10)" in browser.open(f"/insight?{asked}").main


def test_each_table_is_a_csv_too(lived: None, browser: Browser, mia: SignedIn) -> None:
    browser.sign_in(mia)
    for name in SHEETS:
        answer = browser.client.get(f"/insight/{name}.csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
        assert len(rows) > 1, name

    assert browser.client.get("/insight/no-such-thing.csv").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_searches_and_items_are_told_with_what_became_of_them(
    lived: None, browser: Browser, mia: SignedIn
) -> None:
    browser.sign_in(mia)

    searches = browser.open("/insight/searches").main
    articles = browser.open("/insight/articles").main

    assert "2 searches found nothing" in searches
    assert "10 times" in articles
    assert "Too few" not in articles


def test_reasons_and_those_who_gave_none_add_up_to_the_readings_before_a_request() -> None:
    read = ItemFigures(UUID(int=1), raised=9, why={"tried-it": 4, "out-of-date": 2})
    (row,) = before_of([read]).rows
    assert row[1:] == (9, 0, 4, 0, 2, 3)


SENT = {"per_ticket": "40", "per_reading": "0,50", "currency": "gbp"}


def test_savings_are_a_range_and_the_change_is_on_record(
    lived: None, browser: Browser, mia: SignedIn
) -> None:
    browser.sign_in(mia)

    browser.send("/insight/costs", SENT)
    text = browser.open("/insight/costs").main

    assert "£429.50" in text  # 11 × 40 − 21 × 0.50
    assert "£509.50" in text  # (11 + 2) × 40 − 21 × 0.50


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "wrong",
    [{"per_ticket": "-1"}, {"per_reading": "=1+1"}, {"currency": "pounds"}, {"per_ticket": ""}],
    ids=str,
)
def test_costs_that_cannot_be_are_said_and_kept(
    browser: Browser, mia: SignedIn, wrong: dict[str, str]
) -> None:
    browser.sign_in(mia)

    page = browser.send("/insight/costs", SENT | wrong, status=422)

    assert "There is a problem" in page.main
