"""Customers side by side and one by one: filters, files, and what is too few to compare."""

import csv
from io import StringIO

import pytest

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.browser import Browser
from tests.reporting.life import Life
from tests.world import Clock

FEW = "Too few to compare"


@pytest.fixture
def lived(runtime: Runtime, clock: Clock, cleo: SignedIn, dai: SignedIn) -> None:
    """Northwind: eleven solved, nine sent about people; Contoso: one sent."""
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        for _ in range(11):
            life.solved(cleo, "simulated mail missing")
            clock.go(minutes=5)
        for number in range(9):
            life.raised(cleo, f"matter {number}", area="people")
        life.raised(dai, "=2+5")
        life.clock.go(hours=25)
        life.keep()


def read(browser: Browser, address: str) -> list[list[str]]:
    answer = browser.client.get(address)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))


def test_organisations_stand_side_by_side_with_counts_and_shares(
    lived: None, browser: Browser, mia: SignedIn
) -> None:
    rows = read(browser.sign_in(mia), "/insight/organisations.csv")

    by_name = {row[0]: row[1:] for row in rows[1:]}
    assert by_name["Northwind"] == ["20", "11", "9", "0", "0", "0", "55.0", "0", "9", FEW]
    assert by_name["Contoso"] == ["1", "0", "1", "0", "0", "0", FEW, "0", "0", FEW]
    assert list(by_name) == sorted(by_name)
    assert "55.0" in browser.open("/insight/organisations").main


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ("", "11 ÷ (11 + 9)"),
        ("topic=people", "0 ÷ (0 + 9)"),
        ("lang=fr", "0 ÷ (0 + 0)"),
        ("tier=standard", "0 ÷ (0 + 0)"),
        ("from=2026-01-01&to=2026-01-31", "0 ÷ (0 + 0)"),
    ],
)
def test_a_scorecard_is_narrowed_by_every_filter(
    lived: None, browser: Browser, mia: SignedIn, cleo: SignedIn, asked: str, counted: str
) -> None:
    about = f"/insight/organisations/{cleo.organisation_id}"

    card = browser.sign_in(mia).open(f"{about}?{asked}").main
    rows = read(browser, f"{about}.csv?{asked}")
    told = {row[1]: row[2] for row in rows}
    assert counted in card
    assert f"{told['Solved']} ÷ ({told['Solved']} + {told['Sent']})" == counted


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_too_few_says_so_on_the_card_in_its_file_and_in_the_weeks(
    lived: None, browser: Browser, mia: SignedIn, dai: SignedIn
) -> None:
    about = f"/insight/organisations/{dai.organisation_id}"
    browser.sign_in(mia)

    assert f"{FEW}0 ÷ (0 + 1)" in browser.open(about).main
    assert [row[2] for row in read(browser, f"{about}.csv") if "÷" in row[1]] == [FEW, FEW]
    weeks = read(browser, f"/insight/solved-sent-unknown.csv?organisation={dai.organisation_id}")
    assert [row[-1] for row in weeks[1:]] == [FEW]
    statement = read(browser, f"{about}/statements/2026-11.csv")
    assert [row[-1] for row in statement if "÷" in row[-2]] == [FEW, FEW]
    assert [statement[1][0], statement[1][2]] == ["Request", "'=2+5"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_curve_is_drawn_of_too_few(
    lived: None, browser: Browser, mia: SignedIn, dai: SignedIn
) -> None:
    browser.sign_in(mia)
    for path in ("", "/load", "/searches"):
        page = browser.open(f"/insight{path}?organisation={dai.organisation_id}")
        assert "nothing is drawn" in page.main
        assert "nothing is drawn" not in browser.open(f"/insight{path}").main or path == "/searches"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_costs_are_a_file_too_and_keep_the_filters(
    lived: None, browser: Browser, mia: SignedIn, cleo: SignedIn
) -> None:
    browser.sign_in(mia)
    narrow = f"organisation={cleo.organisation_id}"
    sent = {"per_ticket": "40", "per_reading": "0.50", "currency": "GBP"}
    page = browser.send(f"/insight/costs?{narrow}", sent)
    assert "£434.50" in page.main

    rows = dict(row[:2] for row in read(browser, f"/insight/costs.csv?{narrow}"))
    assert rows["Saved at least: what people said was solved"] == "434.50"  # 11 × 40 − 11 × 0.50
    assert rows["Currency"] == "GBP"
