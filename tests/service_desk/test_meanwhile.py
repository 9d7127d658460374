"""What is offered while somebody writes: fresh answers, and requests that are open already."""

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.gate.models import Enquiry
from portal.gate.policy import State
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from tests.browser import Browser
from tests.gate.steps import unlocked_enquiry
from tests.service_desk.test_opening import opened

ABOUT_PASSWORDS = {"title": "Reset", "description": "A password cannot be reset"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def enquiry(browser: Browser, runtime: Runtime, cleo: SignedIn) -> Enquiry:
    with runtime.database.writing() as db:
        found = unlocked_enquiry(db, runtime, cleo)
    browser.sign_in(cleo)
    return found


def test_fresh_answers_leave_out_what_was_met_and_record_nothing(
    browser: Browser, runtime: Runtime, enquiry: Enquiry
) -> None:
    browser.send(f"/help/{enquiry.id}/suggestions", ABOUT_PASSWORDS, **HTMX)

    assert "/articles/reset-a-password" in browser.html
    assert "/articles/simulated-mail-missing" not in browser.html
    with runtime.database.reading() as db:
        assert len(db.get_one(Enquiry, enquiry.id).searches) == 1


def test_an_open_request_on_the_same_subject_is_offered_and_added_to(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    with runtime.database.writing() as db:
        enquiry_id = unlocked_enquiry(db, runtime, cleo).id
    page = browser.sign_in(cleo).open(f"/help/{enquiry_id}/tried")
    assert f"Add to {ticket.reference}" in page.main

    thread = browser.send(
        f"/help/{enquiry_id}/additions/{ticket.reference}", {"text": "Paris has it as well."}
    )
    assert "Paris has it as well." in thread.main
    assert "Searched: users do not receive simulated phishing mail" in thread.main
    with runtime.database.reading() as db:
        assert db.get_one(Enquiry, enquiry_id).state == State.RAISED
        assert len(db.scalars(select(Ticket)).all()) == 1
    browser.send(f"/help/{enquiry_id}/additions/{ticket.reference}", {"text": "Twice"}, status=409)


def test_a_foreign_request_cannot_be_added_to(
    browser: Browser, runtime: Runtime, cleo: SignedIn, dai: SignedIn
) -> None:
    ticket = opened(runtime, dai)
    with runtime.database.writing() as db:
        enquiry_id = unlocked_enquiry(db, runtime, cleo).id
    browser.sign_in(cleo)

    browser.send(f"/help/{enquiry_id}/additions/{ticket.reference}", {"text": "Hm"}, status=404)
    assert ticket.reference not in browser.open(f"/help/{enquiry_id}/tried").main
