"""Handing a ticket on, saying what it is about, quoting the Academy, and files that stay inside."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Membership
from portal.accounts.policy import Role
from portal.accounts.signed_in import SignedIn
from portal.files.models import StoredFile
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.changes import Note
from portal.service_desk.models import Outcome, Ticket
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.service_desk.test_working import finish

WHY = "She knows the mail gateways."


@pytest.fixture
def ticket(runtime: Runtime, cleo: SignedIn) -> Ticket:
    return opened(runtime, cleo)


def now(runtime: Runtime, ticket: Ticket) -> Ticket:
    with runtime.database.reading() as db:
        found = db.get_one(Ticket, ticket.id)
        assert found.changes is not None
        return found


def test_a_colleague_who_is_given_a_ticket_is_told_why_and_the_customer_is_not(
    browser: Browser, runtime: Runtime, ticket: Ticket, cleo: SignedIn, ben: SignedIn, mia: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)

    page = browser.send(f"{path}/owner", {"colleague": str(mia.id), "owner_why": WHY})

    assert f"Ben Okafor gave the ticket to Mia Tanaka: {WHY}" in page.main
    assert now(runtime, ticket).owner_id == mia.id
    browser.send(f"{path}/owner", {"colleague": str(ben.id), "owner_why": WHY})
    assert now(runtime, ticket).owner_id == ben.id  # who needs no mail of it
    with runtime.database.reading() as db:
        told = [one for one in db.scalars(select(OutgoingMail)) if WHY in one.text]
    assert [one.to_address for one in told] == [mia.email]
    assert WHY not in browser.sign_in(cleo).open(f"/requests/{ticket.reference}").main


@pytest.mark.parametrize("name", ["cleo", "eva"])
def test_only_who_works_on_tickets_can_be_given_one(
    browser: Browser, runtime: Runtime, ticket: Ticket, ben: SignedIn, name: str, people: object
) -> None:
    path, other = f"/desk/requests/{ticket.reference}", getattr(people, name)
    browser.sign_in(ben).open(path)

    browser.send(f"{path}/owner", {"colleague": str(other.id), "owner_why": WHY}, status=422)

    assert now(runtime, ticket).owner_id is None


def test_another_product_area_is_told_to_the_customer_with_its_reason(
    browser: Browser, runtime: Runtime, ticket: Ticket, cleo: SignedIn, ben: SignedIn
) -> None:
    path, why = f"/desk/requests/{ticket.reference}", "The mail never left."
    browser.sign_in(ben).open(path)
    browser.send(f"{path}/area", {"area": "nowhere", "area_why": why}, status=422)
    browser.send(f"{path}/area", {"area": "other", "area_why": why})

    assert now(runtime, ticket).area == "other"
    shown = browser.sign_in(cleo).open(f"/requests/{ticket.reference}").main
    assert f"to Something else: {why}" in shown


def test_a_note_sent_twice_is_one_note(
    browser: Browser, runtime: Runtime, ticket: Ticket, cleo: SignedIn, ben: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)

    for _ in range(2):
        browser.send(f"{path}/notes", {"note": "Called back.", "key": "one"})
    other = opened(runtime, cleo)
    browser.send(f"/desk/requests/{other.reference}/notes", {"note": "Another.", "key": "one"})

    with runtime.database.reading() as db:
        assert sorted(db.scalars(select(Note.text))) == ["Another.", "Called back."]


def test_a_file_on_a_note_is_for_staff_only(
    browser: Browser, runtime: Runtime, ticket: Ticket, cleo: SignedIn, ben: SignedIn, mia: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben)
    browser.client.post(
        f"{path}/notes",
        data={"note": "See the log."},
        files={"files": ("trace.log", b"10:00 refused\n", "text/plain")},
        headers={"Origin": browser.origin},
    )
    with runtime.database.reading() as db:
        [file] = db.scalars(select(StoredFile)).all()

    seen = {}
    for one in (mia, cleo):
        browser.sign_in(one)
        seen[one.name] = browser.client.get(f"/files/{file.id}/trace.log").status_code

    assert seen == {mia.name: 200, cleo.name: 404}
    assert "trace.log" in browser.sign_in(ben).open(path).main
    assert "trace.log" not in browser.sign_in(cleo).open(f"/requests/{ticket.reference}").main


def picked(browser: Browser, path: str, words: str, **typed: str) -> str:
    """Search in the picker; return the page."""
    return browser.send(f"{path}/picks", {"find": words, **typed}).main


def test_an_article_is_put_into_the_answer_as_an_excerpt_and_kept_as_answered_with(
    browser: Browser, runtime: Runtime, ticket: Ticket, ben: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)
    picked(browser, path, "simulated mail", text="Hello Cleo,")
    slug = "simulated-mail-missing"
    wanted = f"excerpt /articles/{slug}?lang=en"
    assert wanted in browser.html
    browser.send(
        f"{path}/picks", {"find": "simulated mail", "text": "Hello Cleo,", "insert": wanted}
    )
    assert "Hello Cleo,\n\n" in browser.html
    assert f"{runtime.settings.base_url}/articles/{slug}?lang=en" in browser.html
    assert f'name="answered_with" value="{slug}"' in browser.html

    browser.send(f"{path}/replies", {"text": f"Read {slug}", "answered_with": slug})

    assert now(runtime, ticket).answered_with == slug


def test_what_was_taken_out_of_the_answer_again_is_not_what_it_was_answered_with(
    browser: Browser, runtime: Runtime, ticket: Ticket, ben: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)

    browser.send(f"{path}/replies", {"text": "No.", "answered_with": "simulated-mail-missing"})

    assert now(runtime, ticket).answered_with == ""


def test_the_picker_offers_only_what_the_customer_may_read(
    browser: Browser, runtime: Runtime, ticket: Ticket, cleo: SignedIn, ben: SignedIn
) -> None:
    path, wanted = f"/desk/requests/{ticket.reference}", "/articles/rotate-the-signing-key"
    browser.sign_in(ben).open(path)
    picked(browser, path, "rotate the signing key")
    assert wanted in browser.html

    with runtime.database.writing() as db:
        db.get_one(Membership, cleo.membership_id).role = Role.READER

    picked(browser, path, "rotate the signing key")
    assert wanted not in browser.html


def test_a_video_is_put_in_with_its_own_address_and_second(
    browser: Browser, ticket: Ticket, ben: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)

    picked(browser, path, "allow our sender")

    assert 'value="link /videos/allow-our-sender?lang=en"' in browser.html
    assert 'value="link /videos/allow-our-sender?lang=en#t=' in browser.html


def test_a_request_closed_with_a_video_gets_the_videos_address(
    browser: Browser, runtime: Runtime, ticket: Ticket, ben: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)
    closing = {"outcome": "solved", "article": "allow-our-sender"}
    browser.send(f"{path}/closing", {**closing, "article": "unfinished"}, status=422)
    browser.send(f"{path}/closing", closing)

    with runtime.database.reading() as db:
        said = db.get_one(Ticket, ticket.id).replies[-1].text
    assert f"{runtime.settings.base_url}/videos/allow-our-sender?lang=en" in said


def test_a_duplicate_is_of_another_request_of_the_same_organisation(
    browser: Browser, runtime: Runtime, ticket: Ticket, cleo: SignedIn, dai: SignedIn, ben: SignedIn
) -> None:
    first, foreign = opened(runtime, cleo), opened(runtime, dai)
    path = f"/desk/requests/{ticket.reference}"
    page = browser.sign_in(ben).open(path)
    offered = [one.get("value") for one in page.all("option")]
    assert first.reference in offered
    assert not {foreign.reference, ticket.reference} & {*offered}
    for wrong in ("", ticket.reference, foreign.reference):
        browser.send(f"{path}/closing", {"outcome": "duplicate", "duplicate_of": wrong}, status=422)

    page = browser.send(
        f"{path}/closing", {"outcome": "duplicate", "duplicate_of": first.reference.lower()}
    )

    assert f"We answer this together with your request {first.reference}." in page.main
    assert now(runtime, ticket).duplicate_of == first.reference


def test_what_was_out_of_scope_or_could_not_be_reproduced_is_counted(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    for outcome in (Outcome.NOT_OURS, Outcome.NOT_OURS, Outcome.NOT_REPRODUCED, Outcome.SOLVED):
        finish(runtime, opened(runtime, cleo), outcome, ben)

    shown = browser.sign_in(ben).open("/desk/endings").main

    assert "4 requests were closed" in shown
    assert "Not our software250%" in shown
    assert "Cannot be reproduced125%" in shown
