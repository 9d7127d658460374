"""A customer's own requests: who sees them, how they are found, and what is new."""

import re
from typing import Any

import pytest

from portal.accounts.joining import NewPerson, add_person
from portal.accounts.policy import Role
from portal.accounts.signed_in import SignedIn
from portal.demo.cast import ADDRESSES, NORTHWIND
from portal.mail.sending import send_due
from portal.reporting.keeping import keep_ledger
from portal.runtime import Runtime
from portal.service_desk.forms import RequestForm
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.own_list import RequestFilter, requests_listed
from portal.service_desk.working_on import end
from tests.browser import Browser
from tests.gate.steps import unlocked_enquiry
from tests.program import Program
from tests.service_desk.test_pages import DETAILS, send_request, unlock
from tests.service_desk.test_replying import say
from tests.world import Cast, Clock, Mailbox

CANARY = "the vermilion pangolin"


@pytest.fixture
def amy(runtime: Runtime, people: Cast, monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """A second administrator of Cleo's organisation."""
    with runtime.database.writing() as db:
        new = NewPerson("amy@northwind.example", "Amy Long", NORTHWIND, Role.ADMINISTRATOR)
        add_person(db, runtime, new)
    monkeypatch.setitem(ADDRESSES, "amy", new.email)
    return people.amy


def asked(runtime: Runtime, by: SignedIn, title: str, **facts: Any) -> Ticket:
    form = RequestForm(priority=3, title=title, description=CANARY, **facts)
    with runtime.database.writing() as db:
        enquiry = unlocked_enquiry(db, runtime, by)
        return open_ticket(db, runtime, Opening(by, enquiry, form, "en"))


def titles(browser: Browser) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', browser.html)


def test_what_somebody_keeps_private_does_not_exist_for_a_colleague(
    browser: Browser, runtime: Runtime, cleo: SignedIn, amy: SignedIn, ben: SignedIn
) -> None:
    secret = asked(runtime, cleo, "Private matter", is_private=True)
    shared = asked(runtime, cleo, "Shared matter")

    browser.sign_in(amy).open("/requests")
    assert titles(browser) == ["Shared matter"]
    for path in ("", "/news", "/escalations"):
        browser.open(f"/requests/{secret.reference}{path}", status=404)
    browser.send(f"/requests/{secret.reference}/replies", {"text": "Hm"}, status=404)
    assert "Private matter" not in browser.open(f"/requests?q={secret.reference}").main
    program = Program(browser.client, runtime, amy)
    assert [one["reference"] for one in program.get("/tickets")["tickets"]] == [shared.reference]
    program.get(f"/tickets/{secret.reference}", status=404)
    assert "Private matter" in browser.sign_in(ben).open("/desk").main
    assert "Colleagues of the customer" in browser.open(f"/desk/requests/{secret.reference}").main


def test_a_statement_counts_a_private_request_without_its_name(
    browser: Browser, runtime: Runtime, cleo: SignedIn, amy: SignedIn
) -> None:
    secret = asked(runtime, cleo, "Private matter", is_private=True)
    keep_ledger(runtime)

    page = browser.sign_in(amy).open("/statements/2026-11")

    assert "Private request" in page.main
    for ending in ("", ".csv", ".json"):
        words = browser.client.get(f"/statements/2026-11{ending}").text
        assert secret.reference not in words
        assert "Private matter" not in words


def test_the_choice_is_made_when_asking_and_changed_later_with_its_history(
    browser: Browser, cleo: SignedIn, amy: SignedIn
) -> None:
    browser.sign_in(cleo)
    path = unlock(browser)
    page = browser.send(f"{path}/details", {**DETAILS, "is_private": "1"})
    assert "Only I and support" in page.main
    browser.send(f"{path}/ticket", {})
    reference = re.search(r"AA-[0-9A-Z]{4}-[0-9A-Z]{4}", browser.html)
    assert reference
    here = f"/requests/{reference.group()}"
    assert "Only Cleo Harper and support" in browser.open(here).main

    page = browser.send(f"{here}/privacy", {"is_private": ""})
    assert "Cleo Harper shows the request to the administrators" in page.main
    assert "Cleo Harper, the administrators of" in browser.sign_in(amy).open(here).main
    browser.send(f"{here}/privacy", {"is_private": "1"}, status=403)
    page = browser.sign_in(cleo).send(f"{here}/privacy", {"is_private": "1"})
    assert "Cleo Harper keeps the request to themselves" in page.main
    browser.sign_in(amy).open(here, status=404)


LISTS = {
    "": ["Third", "Second", "First"],
    "whose=mine": ["Third", "First"],
    "whose=colleagues": ["Second"],
    "state=open": ["Third", "Second"],
    "state=closed": ["First"],
    "q=second+vermilion": ["Second"],
    "state=closed&whose=colleagues": [],
}


def test_the_list_shows_what_its_address_says(
    browser: Browser, runtime: Runtime, cleo: SignedIn, amy: SignedIn, clock: Clock
) -> None:
    first = asked(runtime, cleo, "First")
    for person, title in ((amy, "Second"), (cleo, "Third")):
        clock.go(minutes=1)
        asked(runtime, person, title)
    with runtime.database.writing() as db:
        end(db, db.get_one(Ticket, first.id), Outcome.SOLVED, by=cleo, at=clock())
    browser.sign_in(cleo)

    for query, wanted in LISTS.items():
        page = browser.open(f"/requests?{query}")
        assert titles(browser) == wanted, query
        assert ("No request fits this choice" in page.main) == (not wanted)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_list_goes_on_a_second_page(
    browser: Browser, runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    for number in range(3):
        asked(runtime, cleo, f"Request {number}")
        clock.go(minutes=1)

    with runtime.database.reading() as db:
        second = requests_listed(db, cleo, RequestFilter(), 2, per_page=2)
    assert [one.title for one in second.tickets] == ["Request 0"]
    assert (second.total, second.last) == (3, 2)
    page = browser.sign_in(cleo).open("/requests?state=open&page=2")
    assert "No request fits this choice" in page.main


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_news_is_announced_while_somebody_writes(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    reference = send_request(browser.sign_in(cleo))
    browser.open(f"/requests/{reference}")
    [address] = re.findall(r'hx-get="(/requests/[^"]+/news[^"]+)"', browser.html)
    htmx = {"HX-Request": "true"}
    assert "Something new" not in browser.open(address, **htmx).elements[0].text

    with runtime.database.reading() as db:
        ticket = db.query(Ticket).filter_by(reference=reference).one()
    say(runtime, ticket, ben, "Try this.")

    assert "Something new" in browser.open(address, **htmx).elements[0].text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_travels_with_a_reply_and_a_rating_takes_one_sentence(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    reference = send_request(browser.sign_in(cleo))
    here = f"/requests/{reference}"
    sent = {"Origin": browser.origin, "Sec-Fetch-Site": "same-origin"}
    files = [("files", ("log.txt", b"line one\n", "text/plain"))]
    browser.client.post(f"{here}/replies", data={"text": "See."}, files=files, headers=sent)
    assert "log.txt" in browser.open(here).main

    browser.send(f"{here}/rating", {"rating": "5"}, status=409)
    browser.send(f"{here}/solution", {"slug": ""})
    page = browser.send(f"{here}/rating", {"rating": "", "rating_words": "Kind."}, status=422)
    assert "Choose one of the answers." in page.main
    page = browser.send(f"{here}/rating", {"rating": "4", "rating_words": "Kind."})
    assert "You rated it 4 of 5" in page.main
    assert "Kind." in page.main


LISTED = [
    ("", ["Ours", "Mine", "Secret"], 3),
    ("?whose=mine", ["Mine", "Secret"], 2),
    ("?whose=colleagues", ["Ours"], 1),
    ("?state=open", ["Ours", "Secret"], 2),
    ("?state=closed", ["Mine"], 1),
    ("?q=secret", ["Secret"], 1),
    ("?q=vermilion&state=open&whose=mine", ["Secret"], 1),
    ("?limit=1&offset=1", ["Mine"], 3),
]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_programs_filter_and_page_through_the_requests(
    browser: Browser, runtime: Runtime, clock: Clock, cleo: SignedIn, amy: SignedIn, ben: SignedIn
) -> None:
    for by, title in ((cleo, "Secret"), (cleo, "Mine"), (amy, "Ours"), (amy, "Theirs alone")):
        alone = title in ("Secret", "Theirs alone")
        ticket = asked(runtime, by, title, is_private=alone)
        clock.go(minutes=1)
        if title == "Mine":
            with runtime.database.writing() as db:
                end(db, db.get_one(Ticket, ticket.id), Outcome.SOLVED, by=ben, at=clock())
    program = Program(browser.client, runtime, cleo)

    for asked_for, found, total in LISTED:
        answer = program.get(f"/tickets{asked_for}")
        assert [one["title"] for one in answer["tickets"]] == found, asked_for
        assert answer["total"] == total, asked_for
    answer = program.get("/tickets?q=secret")
    assert answer["tickets"][0]["is_private"] is True
    program.get("/tickets?state=over", status=422)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_time_is_read_in_ones_own_zone_too_on_page_and_in_mail(
    browser: Browser, runtime: Runtime, mailbox: Mailbox, dai: SignedIn
) -> None:
    account = {"name": dai.name, "lang": "en", "zone": "Europe/Paris"}
    browser.sign_in(dai).send("/account", account)
    assert 'value="Europe/Paris" selected' in browser.html
    ticket = asked(runtime, Cast(runtime).dai, "Here")

    both = "Tuesday 24 November 2026, 14:00 (GMT · 15:00 CET)"
    assert both in browser.open(f"/requests/{ticket.reference}").main
    assert "15:00 CET" in browser.open("/requests").main
    send_due(runtime)
    [receipt] = mailbox.to(dai.email)
    assert both in receipt.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    browser.send("/account", {**account, "zone": "Mars/Base"})
    assert "CET" not in browser.open(f"/requests/{ticket.reference}").main
