"""Monthly statements: figures, who may see them, and the mail on the first working day."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest

from portal.accounts.signed_in import SignedIn
from portal.mail.sending import send_due
from portal.reporting.mailing import send_statements
from portal.runtime import Runtime
from portal.service_desk.forms import ReplyForm
from portal.service_desk.replying import answer
from tests.browser import Browser
from tests.reporting.counting import is_in_time
from tests.reporting.life import Life
from tests.world import Cast, Clock, Mailbox

NOVEMBER = "/statements/2026-11"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def november(runtime: Runtime, clock: Clock, people: Cast) -> None:
    """Northwind sends a request a day for a week; each is answered after some hours."""
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        for number, hours in enumerate((1, 3, 5, 20, 70, 9, 13), start=1):
            priority = number % 5 + 1
            ticket = life.raised(people.cleo, f"=matter {number}", priority=priority)
            clock.go(hours=hours)
            answer(db, runtime, ticket, ReplyForm(text="…"), by=people.ben)
        life.raised(people.dai, "of contoso")
        life.keep()


def test_the_statement_says_what_a_counter_of_minutes_says(
    november: None, browser: Browser, cleo: SignedIn
) -> None:
    browser.sign_in(cleo)
    facts = browser.client.get(f"{NOVEMBER}.json").json()

    assert len(facts["requests"]) == 7
    for line in facts["requests"]:
        start, end = (datetime.fromisoformat(line[name]) for name in ("started_at", "stopped_at"))
        expected = is_in_time(line["tier"], line["priority"], start, end)
        assert (line["outcome"] == "met") is expected, line
    kept = [sum(row[name] for row in facts["answers"]) for name in ("met", "missed")]
    said = [line["outcome"] for line in facts["requests"]]
    assert kept == [said.count("met"), said.count("missed")]
    assert min(kept) > 0
    assert facts["self_service"]["raised"] == 7
    assert (facts["uptime"]["percent"], facts["uptime"]["is_met"]) == ("100.0000", True)


@ONE_DATABASE
def test_page_csv_and_json_are_the_customers_own(
    november: None, browser: Browser, cleo: SignedIn, dai: SignedIn, finn: SignedIn
) -> None:
    page = browser.sign_in(cleo).open(NOVEMBER)
    rows = list(csv.reader(StringIO(browser.client.get(f"{NOVEMBER}.csv").text)))
    assert "Service statement: November 2026" in page.main
    assert "of contoso" not in page.main
    assert [row[1] for row in rows[1:]] == [f"'=matter {number}" for number in range(1, 8)]

    assert "of contoso" in browser.sign_in(dai).open(NOVEMBER).main
    browser.sign_in(finn).open(NOVEMBER, status=403)


@ONE_DATABASE
@pytest.mark.parametrize("month", ["2026-12", "2026-13", "x", "0000-00"])
def test_there_is_no_statement_of_a_month_to_come(
    browser: Browser, cleo: SignedIn, month: str
) -> None:
    browser.sign_in(cleo).open(f"/statements/{month}", status=404)


@ONE_DATABASE
def test_managers_see_any_customers_scorecard_and_statement(
    november: None, browser: Browser, mia: SignedIn, cleo: SignedIn, ben: SignedIn
) -> None:
    about = f"/insight/organisations/{cleo.organisation_id}"

    card = browser.sign_in(mia).open(about).main
    browser.open("/insight/organisations")
    statement = browser.open(f"{about}/statements/2026-11").main

    assert "0 ÷ (0 + 7)" in card
    assert "=matter 1" in statement
    browser.open(f"/insight/organisations/{mia.organisation_id}", status=404)
    browser.sign_in(ben).open(about, status=403)


def test_it_is_mailed_once_on_the_first_working_day_in_each_ones_language(
    november: None, runtime: Runtime, clock: Clock, mailbox: Mailbox
) -> None:
    clock.at = datetime(2026, 12, 1, 8, 59, tzinfo=UTC)
    assert send_statements(runtime) == 0

    clock.go(minutes=1)
    assert send_statements(runtime) == 2
    assert send_statements(runtime) == 0
    clock.go(days=20)
    assert send_statements(runtime) == 0

    while send_due(runtime):
        pass
    (mail,) = (
        mail
        for mail in mailbox.to("cleo@northwind.example")
        if mail["Subject"] == "Service statement for November 2026"
    )
    assert NOVEMBER in mail.get_body(("plain",)).get_content()
    assert not [m for m in mailbox.to("finn@northwind.example") if "statement" in m["Subject"]]


@ONE_DATABASE
def test_a_month_that_begins_on_a_weekend_waits_for_monday(
    november: None, runtime: Runtime, clock: Clock
) -> None:
    clock.at = datetime(2027, 1, 1, 12, tzinfo=UTC)  # a bank holiday, then a weekend
    assert send_statements(runtime) == 0
    clock.at = datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert send_statements(runtime) == 2
