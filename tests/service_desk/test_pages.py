"""From the first search to the thread, as pages: what each step shows, keeps and refuses."""

import re
import sqlite3

import pytest

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.browser import Browser
from tests.gate.steps import FINDS, FINDS_NOTHING
from tests.world import Clock

DETAILS = {
    "priority": "2",
    "title": "No simulated mail",
    "description": "Nobody in Lyon gets any.",
    "steps": "1. Start a campaign",
    "reproducible": "every-time",
    "affected": "team",
}
REFERENCE = re.compile(r"AA-[0-9A-Z]{4}-[0-9A-Z]{4}")


def enquiry_path(browser: Browser) -> str:
    """Return the address of the enquiry that the page in view belongs to."""
    found = re.search(r"/help/[0-9a-f-]{36}", browser.html)
    assert found
    return found.group()


def unlock(browser: Browser) -> str:
    browser.open(f"/help?q={FINDS.replace(' ', '+')}")
    path = enquiry_path(browser)
    browser.send(f"{path}/dismissal", {"reason": "tried-it", "words": "Still nothing."})
    return path


def send_request(browser: Browser) -> str:
    path = unlock(browser)
    browser.send(f"{path}/details", DETAILS)
    browser.send(f"{path}/ticket", {})
    found = REFERENCE.search(browser.html)
    assert found
    return found.group()


def test_the_whole_way_to_a_reference(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo)
    path = unlock(browser)
    assert browser.path == f"{path}/details"

    page = browser.send(f"{path}/details", DETAILS)
    assert browser.path == f"{path}/check"
    assert "Monday 23 November 2026, 14:00 (GMT)" in page.main

    page = browser.send(f"{path}/ticket", {})
    assert browser.path == f"{path}/sent"
    assert REFERENCE.search(page.main)


def test_nothing_found_leads_straight_to_the_form(browser: Browser, cleo: SignedIn) -> None:
    page = browser.sign_in(cleo).open(f"/help?q={FINDS_NOTHING.replace(' ', '+')}")
    assert "We found nothing" in page.main

    browser.open(f"{enquiry_path(browser)}/details")
    assert browser.path.endswith("/details")


def test_the_first_search_is_the_title(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo)
    browser.open(f"{unlock(browser)}/details")

    assert f'value="{FINDS}"' in browser.html


def test_a_bookmark_of_the_locked_form_leads_to_the_search(
    browser: Browser, cleo: SignedIn
) -> None:
    browser.sign_in(cleo).open(f"/help?q={FINDS.replace(' ', '+')}")
    page = browser.open(f"{enquiry_path(browser)}/details")

    assert browser.path == "/help?notice=search-first"
    assert "please search once" in page.main


def test_a_form_sent_while_locked_is_refused_and_kept(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo).open(f"/help?q={FINDS.replace(' ', '+')}")
    path = enquiry_path(browser)

    page = browser.send(f"{path}/details", DETAILS, status=409)
    assert "Nobody in Lyon gets any." in page.main

    browser.send(f"{path}/dismissal", {"reason": "not-my-problem"})
    assert "Nobody in Lyon gets any." in browser.html


def test_errors_keep_everything_typed(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo)
    path = unlock(browser)

    page = browser.send(f"{path}/details", {**DETAILS, "priority": ""}, status=422)

    assert "Choose how it affects your work." in page.main
    assert "Nobody in Lyon gets any." in browser.html


def test_sending_twice_shows_the_same_reference(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo)
    path = unlock(browser)
    browser.send(f"{path}/details", DETAILS)
    first = REFERENCE.search(browser.send(f"{path}/ticket", {}).main)
    second = REFERENCE.search(browser.send(f"{path}/ticket", {}).main)

    assert first
    assert second
    assert first.group() == second.group()


def test_a_reader_is_told_who_may_ask(browser: Browser, finn: SignedIn) -> None:
    page = browser.sign_in(finn).open(f"/help?q={FINDS.replace(' ', '+')}")
    assert "Cleo Harper" in page.main

    page = browser.open(f"{enquiry_path(browser)}/details", status=403)
    assert "cleo@northwind.example" in page.main


def test_agent_and_customer_talk(browser: Browser, cleo: SignedIn, ben: SignedIn) -> None:
    reference = send_request(browser.sign_in(cleo))

    page = browser.sign_in(ben).open("/desk")
    assert reference in page.main
    page = browser.open(f"/desk/requests/{reference}")
    assert FINDS in page.main
    assert "Still nothing." in page.main
    browser.send(f"/desk/requests/{reference}/replies", {"text": "Look in quarantine."})

    page = browser.sign_in(cleo).open(f"/requests/{reference}")
    assert "Look in quarantine." in page.main
    page = browser.send(f"/requests/{reference}/replies", {"text": "Found it."})
    assert "Found it." in page.main


@pytest.mark.parametrize("heard", ["{0}", "{1}", "{2}"])
def test_a_reference_is_found_as_people_write_it(
    browser: Browser, cleo: SignedIn, heard: str
) -> None:
    reference = send_request(browser.sign_in(cleo))
    forms = (reference, reference.lower(), reference.replace("-", ""))

    assert reference in browser.open(f"/requests/{heard.format(*forms)}").main


def test_another_organisation_gets_the_same_404_as_for_none(
    browser: Browser, cleo: SignedIn, dai: SignedIn
) -> None:
    reference = send_request(browser.sign_in(cleo))
    browser.sign_in(dai).open(f"/requests/{reference}", status=404)
    foreign = browser.html.replace(reference, "X")
    browser.open("/requests/AA-0000-0000", status=404)

    assert foreign == browser.html.replace("AA-0000-0000", "X")


def test_an_empty_reply_keeps_the_page_and_says_so(browser: Browser, cleo: SignedIn) -> None:
    reference = send_request(browser.sign_in(cleo))

    page = browser.send(f"/requests/{reference}/replies", {"text": "  "}, status=422)

    assert "Type your message." in page.main


def test_a_late_ticket_says_so_on_the_desk(
    browser: Browser, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    send_request(browser.sign_in(cleo))
    clock.go(hours=5)

    assert "late by" in browser.sign_in(ben).open("/desk").main.lower()


def test_the_draft_is_kept_as_it_is_typed(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo)
    path = unlock(browser)
    browser.send(f"{path}/draft", {"title": "Half a ti"}, **{"HX-Request": "true"})

    browser.open(f"{path}/details")
    assert 'value="Half a ti"' in browser.html


def test_everything_speaks_french(browser: Browser, cleo: SignedIn, runtime: Runtime) -> None:
    browser.sign_in(cleo).send("/language", {"lang": "fr", "back": "/"})

    page = browser.open("/help?q=courriels+simulés")
    assert "De quelle aide avez-vous besoin" in page.main
    assert "Les utilisateurs ne reçoivent pas" in page.main


def test_an_article_is_shown_while_another_process_holds_the_write_lock(
    browser: Browser, cleo: SignedIn, runtime: Runtime
) -> None:
    if not runtime.database.is_sqlite:
        pytest.skip("PostgreSQL locks rows, not the whole database")
    browser.sign_in(cleo)
    other = sqlite3.connect(runtime.settings.data_dir / "academy.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        page = browser.open("/articles/simulated-mail-missing")
    finally:
        other.close()

    assert "Look at the delivery report" in page.main
