"""A reader hands an enquiry to an administrator, who sends it in one step."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.gate.lapsing import end_what_was_left
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from tests.browser import Browser
from tests.gate.steps import FINDS
from tests.gate.test_forgeries import newest_enquiry
from tests.world import Clock, Mailbox

ASKED = FINDS.replace(" ", "+")


@pytest.fixture
def handover(browser: Browser, finn: SignedIn, cleo: SignedIn) -> dict[str, str]:
    """What Finn says, after a search; signs him in."""
    browser.sign_in(finn).open(f"/help?q={ASKED}")
    return {
        "administrator": str(cleo.id),
        "title": "No simulated mail",
        "description": "Nobody in Lyon gets any.",
        "priority": "3",
        "reason": "tried-it",
    }


def test_the_administrator_finds_it_waiting_and_sends_it_in_one_step(
    browser: Browser, runtime: Runtime, cleo: SignedIn, handover: dict[str, str]
) -> None:
    enquiry = newest_enquiry(browser)
    browser.send(f"/help/{enquiry}/handover", handover)

    assert "Finn Moreau asks you to send a request" in browser.sign_in(cleo).open("/").main
    assert handover["description"] in browser.open(f"/help/{enquiry}/check").main
    browser.send(f"/help/{enquiry}/ticket", {})
    with runtime.database.reading() as db:
        [ticket] = db.scalars(select(Ticket)).all()
        assert db.get_one(Person, ticket.requester_id).email == cleo.email
    assert ticket.trail["by"] == "Finn Moreau"
    assert ticket.trail["searches"][0]["terms"] == FINDS


def test_it_is_mailed(
    browser: Browser, runtime: Runtime, cleo: SignedIn, handover: dict[str, str], mailbox: Mailbox
) -> None:
    from portal.mail.sending import send_due  # noqa: PLC0415

    path = f"/help/{newest_enquiry(browser)}/handover"
    for _ in range(2):  # pressed twice
        browser.send(path, handover)
    send_due(runtime)
    browser.open("/help?q=quokka")
    assert newest_enquiry(browser) not in path  # it is Cleo's now

    [mail] = mailbox.to(cleo.email)
    assert handover["title"] in mail["Subject"]


def test_nothing_is_handed_over_before_a_search(
    browser: Browser, finn: SignedIn, handover: dict[str, str]
) -> None:
    del handover["reason"]
    browser.send(f"/help/{newest_enquiry(browser)}/handover", handover, status=409)
    assert handover["description"] in browser.html


def test_only_administrators_of_the_own_organisation_can_be_asked(
    browser: Browser, dai: SignedIn, handover: dict[str, str]
) -> None:
    strange = {**handover, "administrator": str(dai.id)}
    browser.send(f"/help/{newest_enquiry(browser)}/handover", strange, status=404)


def test_it_waits_for_two_weeks(
    browser: Browser, runtime: Runtime, clock: Clock, cleo: SignedIn, handover: dict[str, str]
) -> None:
    enquiry = newest_enquiry(browser)
    browser.send(f"/help/{enquiry}/handover", handover)
    clock.go(days=13)
    assert end_what_was_left(runtime) == 0

    browser.sign_in(cleo).open(f"/help/{enquiry}/check")
    clock.go(days=2)
    assert "asks you to send" not in browser.sign_in(cleo).open("/").main
    assert end_what_was_left(runtime) == 1
