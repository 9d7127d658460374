"""Monthly statements: figures, who may see them, and the mail on the first working day."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest

from portal.accounts.models import Organisation, Person
from portal.accounts.signed_in import SignedIn
from portal.incidents.models import ImpactSpell, Incident
from portal.mail.sending import send_due
from portal.reporting.mailing import send_statements
from portal.reporting.routes import EVERY_SHEET
from portal.reporting.statement import statement_of
from portal.runtime import Runtime
from portal.service_desk.desk_forms import WaitingForm
from portal.service_desk.forms import ReplyForm
from portal.service_desk.replying import answer, reply_as_customer
from portal.service_desk.working_on import wait_for_customer
from portal.support_policy.uptime import Month
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
    requests = [row[2] for row in rows if row[0] == "Request"]
    assert requests == [f"'=matter {number}" for number in range(1, 8)]

    assert "of contoso" in browser.sign_in(dai).open(NOVEMBER).main
    browser.sign_in(finn).open(NOVEMBER, status=403)


def spell(begins: datetime, minutes: float | None, impact: str) -> dict[str, Any]:
    ends = begins + timedelta(minutes=minutes) if minutes else None
    return {"starts_at": begins, "ends_at": ends, "impact": impact}


def add_incident(life: Life, by: SignedIn, title: str, *spells: dict[str, Any]) -> None:
    fault = Incident(
        id=life.runtime.new_id(),
        title={"en": title, "fr": f"{title} (fr)"},
        components=[],
        hits_everybody=True,
        opened_at=spells[0]["starts_at"],
        created_by_id=by.id,
        spells=[ImpactSpell(**one) for one in spells],
    )
    life.db.add(fault)


HALLOWEEN = datetime(2026, 10, 31, 23, 58, tzinfo=UTC)
TENTH = datetime(2026, 11, 10, 10, tzinfo=UTC)
MINUTES = {  # what each spell counts in November
    "down": ("Exports", spell(TENTH, 3, "unavailable"), "3.00"),
    "overlapping": ("Reports", spell(TENTH + timedelta(minutes=2), 2, "unavailable"), "2.00"),
    "slow": ("Player", spell(TENTH + timedelta(days=1), 60, "degraded"), "0.00"),
    "from October": (
        "Mail",
        spell(datetime(2026, 10, 31, 23, 58, tzinfo=UTC), 3, "unavailable"),
        "1.00",
    ),
    "maintenance": ("Upgrade", spell(TENTH + timedelta(days=2), 2, "maintenance"), "2.00"),
    "announced": ("Later", spell(TENTH + timedelta(days=15), 9, "maintenance"), None),
}


@pytest.mark.parametrize(
    ("counts", "down", "percent"), [(True, "7.00", "99.9837"), (False, "5.00", "99.9884")]
)
def test_incidents_are_listed_with_the_minutes_that_count(
    runtime: Runtime, clock: Clock, people: Cast, counts: bool, down: str, percent: str
) -> None:
    chosen = runtime.settings.model_copy(update={"maintenance_counts": counts})
    with runtime.database.writing() as db:
        for title, one, _ in MINUTES.values():
            add_incident(Life(db, runtime, clock), people.ben, title, one)
        db.flush()
        northwind = db.get_one(Organisation, people.cleo.organisation_id)
        told = statement_of(db, replace(runtime, settings=chosen), northwind, Month(2026, 11))

    expected = {title: minutes for title, _, minutes in MINUTES.values() if minutes}
    expected["Upgrade"] = "2.00" if counts else "0.00"
    assert {fault.words("en"): str(fault.minutes) for fault in told.faults} == expected
    assert (str(told.uptime.minutes_down), str(told.uptime.percent)) == (down, percent)
    assert told.incidents == 5


@ONE_DATABASE
def test_page_and_files_say_the_same_of_incidents_and_uptime(
    runtime: Runtime, clock: Clock, people: Cast, browser: Browser
) -> None:
    with runtime.database.writing() as db:
        add_incident(Life(db, runtime, clock), people.ben, "Exports", MINUTES["down"][1])

    page = browser.sign_in(people.cleo).open(NOVEMBER).main
    rows = list(csv.reader(StringIO(browser.client.get(f"{NOVEMBER}.csv").text)))
    (fault,) = browser.client.get(f"{NOVEMBER}.json").json()["uptime"]["incidents"]

    assert "Exports" in page
    assert "99.9930" in page
    said = {tuple(row[0:3] + row[-2:]) for row in rows}
    assert ("Incident", "", "Exports", "Minutes down", "3.00") in said
    assert ("Service available", "", "", "Per cent of the month", "99.9930") in said
    assert (fault["title"]["fr"], fault["minutes"]) == ("Exports (fr)", "3.00")


@ONE_DATABASE
def test_a_pause_is_told_with_the_answer_it_moved(
    runtime: Runtime, clock: Clock, people: Cast, browser: Browser
) -> None:
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        ticket = life.raised(people.cleo, "export csv report", priority=2)
        wait_for_customer(db, runtime, ticket, WaitingForm(waiting_for="…"), by=people.ben)
        clock.go(minutes=90)
        reply_as_customer(db, runtime, ticket, ReplyForm(text="…"), by=people.cleo)
        life.keep()

    (line,) = browser.sign_in(people.cleo).client.get(f"{NOVEMBER}.json").json()["requests"]

    assert line["paused"] == 90 * 60
    assert "paused" in browser.open(NOVEMBER).main


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
    november: None, runtime: Runtime, clock: Clock, people: Cast, mailbox: Mailbox
) -> None:
    with runtime.database.writing() as db:
        db.get_one(Person, people.dai.id).lang = "fr"
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
    subjects = [mail["Subject"] for mail in mailbox.to("dai@contoso.example")]
    assert "Relevé de service, novembre 2026" in subjects
    assert not [m for m in mailbox.to("finn@northwind.example") if "statement" in m["Subject"]]


@ONE_DATABASE
def test_no_page_and_no_file_names_an_agent(
    november: None, browser: Browser, mia: SignedIn, cleo: SignedIn, ben: SignedIn
) -> None:
    card = f"/insight/organisations/{cleo.organisation_id}"
    pages = [f"/insight{path}" for path in ("", "/deadlines", "/searches", "/articles", "/gate")]
    pages += ["/insight/load", "/insight/gaps", "/insight/costs", "/insight/organisations", card]
    files = [f"/insight/{name}.csv" for name in EVERY_SHEET]
    files += [f"{card}.csv", f"{card}/statements/2026-11", f"{card}/statements/2026-11.json"]
    browser.sign_in(mia)

    for address in (*pages, *files):
        answer = browser.client.get(address)
        assert answer.status_code == 200, address
        assert ben.name not in answer.text, address
        assert ben.email not in answer.text, address


@ONE_DATABASE
def test_the_file_speaks_the_language_of_who_opens_it(
    november: None, browser: Browser, cleo: SignedIn
) -> None:
    browser.sign_in(cleo)
    french = browser.client.get(f"{NOVEMBER}.csv", headers={"Accept-Language": "fr"}).text

    assert "Demande" in french
    assert "Request" not in french
    assert "Trop peu pour comparer" in french


@ONE_DATABASE
def test_a_month_that_begins_on_a_weekend_waits_for_monday(
    november: None, runtime: Runtime, clock: Clock
) -> None:
    clock.at = datetime(2027, 1, 1, 12, tzinfo=UTC)  # a bank holiday, then a weekend
    assert send_statements(runtime) == 0
    clock.at = datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert send_statements(runtime) == 2
