"""Tickets as programs open, list and answer them: the contract, field by field."""

from datetime import datetime, timedelta
from email.policy import SMTP

import pytest

from portal.accounts.own_account import AccountForm, save_account
from portal.accounts.signed_in import SignedIn
from portal.mail.sending import send_due
from portal.runtime import Runtime
from portal.service_desk.api import TicketBody
from portal.service_desk.reference import read_reference
from tests.browser import Browser
from tests.gate.steps import FINDS
from tests.program import REQUEST, SHOWN, Program
from tests.world import Clock, Mailbox


@pytest.fixture
def program(browser: Browser, runtime: Runtime, cleo: SignedIn) -> Program:
    return Program(browser.client, runtime, cleo)


def test_a_ticket_answers_with_everything_the_contract_names(program: Program) -> None:
    ticket = program.ask(program.unlock())

    reference = ticket["reference"]
    assert read_reference(reference, "AA") == reference
    assert program.response.headers["Location"] == f"/api/v1/tickets/{reference}"
    assert ticket["url"] == f"/requests/{reference}"
    assert datetime.fromisoformat(ticket["due_at"]).isoformat() == "2026-11-23T14:00:00+00:00"
    assert ticket["due_explained"]["promise"] == "enhanced"
    assert sum(spell["counted_s"] for spell in ticket["due_explained"]["spells"]) == 4 * 3600
    assert (ticket["state"], ticket["priority"], ticket["tier"]) == ("ours", 2, "enhanced")
    assert ticket["reproducible"] == "every-time"
    assert ticket["trail"]["searches"][0]["terms"] == FINDS
    assert [reading["slug"] for reading in ticket["trail"]["readings"]] == [SHOWN]
    assert ticket["diagnosis"] == "opened-did-not-help"


def test_location_and_list_lead_back_to_the_ticket(program: Program) -> None:
    ticket = program.ask(program.unlock())

    assert program.get(program.response.headers["Location"].removeprefix("/api/v1")) == ticket
    [row] = program.get("/tickets")["tickets"]
    assert {name: ticket[name] for name in row} == row
    heard = ticket["reference"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert program.get(f"/tickets/{heard}") == ticket


def test_without_a_title_the_ticket_is_called_by_the_search(program: Program) -> None:
    for body in ({"title": ""}, {"title": "\x00 \n"}):
        assert program.ask(program.unlock(), **body)["title"] == FINDS


def test_what_was_searched_at_length_still_makes_a_title(program: Program) -> None:
    enquiry = program.start()
    program.search(enquiry, "quokka " * 100)

    assert len(program.ask(enquiry, title="")["title"]) <= 200


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"reproducible": "Yes"}, {"reproducible": "every-time"}),
        ({"reproducible": False, "priority": "p2"}, {"reproducible": "once", "priority": 2}),
        ({"steps": ["Open it.", "Click."]}, {"steps": "Open it.\nClick."}),
        ({"steps": None, "reproducible": None}, {"steps": "", "reproducible": "unknown"}),
    ],
    ids=str,
)
def test_a_ticket_is_understood_as_programs_tell_it(
    told: dict[str, object], kept: dict[str, object]
) -> None:
    enquiry = "00000000-0000-4000-8000-000000000001"
    body = TicketBody.model_validate({"enquiry": enquiry, **REQUEST, **told})

    assert {name: getattr(body, name) for name in kept} == kept


def test_a_locked_ticket_says_what_is_missing(program: Program) -> None:
    problem = program.ask(program.start(), status=409)

    assert problem["type"] == "urn:academy:problem:search-first"
    assert problem["missing"] == ["search"]


@pytest.mark.parametrize(
    "changed",
    [
        {"description": " \x00\n "},
        {"description": "half a surrogate \ud800" * 2_000},
        {"description": None},
        {"priority": 0},
        {"priority": "P6"},
        {"priority": None},
        {"title": "x" * 201},
        {"reproducible": "perhaps"},
        {"affected": "nobody"},
        {"enquiry": "7"},
    ],
    ids=str,
)
def test_a_ticket_that_makes_no_sense_names_the_field(
    program: Program, changed: dict[str, object]
) -> None:
    [field] = changed
    body = {"enquiry": program.unlock(), **REQUEST, **changed}

    problem = program.post("/tickets", body, status=422)

    assert [error["where"] for error in problem["errors"]] == [f"body.{field}"]
    assert program.get("/tickets") == {"tickets": [], "total": 0}


def test_a_key_sent_twice_is_one_ticket_and_one_receipt(
    program: Program, runtime: Runtime, mailbox: Mailbox, cleo: SignedIn
) -> None:
    enquiry = program.unlock()
    key = "k" * 190

    first, again = (program.ask(enquiry, key=key) for _ in range(2))
    send_due(runtime)

    assert first == again
    assert len(mailbox.to(cleo.email)) == 1
    program.ask(enquiry, key="k" * 191, status=422)


K = {"key": "k"}


def test_a_reply_is_written_once_under_its_key(program: Program) -> None:
    path = f"/tickets/{program.ask(program.unlock())['reference']}"

    first, again, by_header = (
        program.post(f"{path}/replies", {"text": "Any news?", **key}, **header)
        for key, header in ((K, {}), (K, {}), ({}, {"Idempotency-Key": "k"}))
    )

    assert first == again == by_header
    assert first["from_support"] is False
    assert program.get(path)["replies"] == [first]


def test_another_reply_under_the_same_key_is_refused_and_not_swallowed(
    program: Program, browser: Browser, cleo: SignedIn
) -> None:
    reference = program.ask(program.unlock())["reference"]
    path = f"/tickets/{reference}/replies"
    program.post(path, {"text": "Any news?", "key": "k"})

    problem = program.post(path, {"text": "It works again.", "key": "k"}, status=422)
    assert problem["type"] == "urn:academy:problem:idempotency-key-used"
    form = {"text": "It works again.", "key": "k"}
    page = browser.sign_in(cleo).send(f"/requests/{reference}/replies", form, status=422)
    assert "It works again." in page.main
    assert len(program.get(f"/tickets/{reference}")["replies"]) == 1


def test_an_empty_reply_is_refused(program: Program) -> None:
    path = f"/tickets/{program.ask(program.unlock())['reference']}/replies"

    for text in ("", "  \n", "\x00", None):
        problem = program.post(path, {"text": text}, status=422)
        assert problem["errors"][0]["where"] == "body.text"


def test_a_french_text_keeps_its_spaces(program: Program) -> None:
    text = "Bonjour\u202f! Il en manque 12\u00a0000.\tMerci\n\u00ab\u00a0Léa\u00a0\u00bb"
    reference = program.ask(program.unlock(), description=text)["reference"]

    assert program.get(f"/tickets/{reference}")["description"] == text


def test_what_people_type_adds_no_header_and_no_recipient_to_a_mail(
    program: Program, runtime: Runtime, mailbox: Mailbox, cleo: SignedIn
) -> None:
    planted = "A\r\nBcc: victim@example.org\r\n\r\n.\r\n<b>\u2028Cc: v@example.org\x85\x0b"
    form = AccountForm.model_validate({"name": planted, "lang": "en"})
    save_account(runtime, cleo.id, form)
    for title in (planted, "=?utf-8?q?=0d=0aBcc:_victim=40example.org?=", "\u202eB\x00cc:"):
        texts = {"description": planted, "since": planted, "area": planted}
        program.ask(program.unlock(), **texts, title=title)
    send_due(runtime)

    assert len(mailbox.messages) == 6
    for message in mailbox.messages:
        sent = message.as_bytes(policy=SMTP)
        head = sent.partition(b"\r\n\r\n")[0].decode()
        names = [line.partition(":")[0].lower() for line in head.split("\r\n") if line[0] > " "]
        assert len(names) == len(set(names))
        assert not {"bcc", "cc", "reply-to"} & set(names)
        assert message["To"] in {cleo.email, "ben@academy.example"}
        assert [part.get_content_type() for part in message.iter_parts()] == [
            "text/plain",
            "text/html",
        ]


def test_while_it_is_the_customers_turn_nothing_is_due(
    program: Program, browser: Browser, ben: SignedIn, clock: Clock
) -> None:
    reference = program.ask(program.unlock())["reference"]
    clock.go(hours=1)
    browser.sign_in(ben).send(f"/desk/requests/{reference}/replies", {"text": "Try again."})
    answered = program.get(f"/tickets/{reference}")
    assert (answered["state"], answered["due_at"]) == ("customers", None)
    assert answered["replies"][0]["from_support"] is True

    program.post(f"/tickets/{reference}/replies", {"text": "Still nothing."})

    again = program.get(f"/tickets/{reference}")
    assert again["state"] == "ours"
    assert datetime.fromisoformat(again["due_at"]) == clock() + timedelta(hours=4)


def test_the_description_names_every_call_and_its_problems(browser: Browser) -> None:
    description = browser.client.get("/api/v1/openapi.json").json()

    assert sorted(description["paths"]) == [
        "/api/v1/administrators",
        "/api/v1/articles/{slug}",
        "/api/v1/enquiries",
        "/api/v1/enquiries/{enquiry_id}",
        "/api/v1/enquiries/{enquiry_id}/dismissal",
        "/api/v1/enquiries/{enquiry_id}/files",
        "/api/v1/enquiries/{enquiry_id}/handover",
        "/api/v1/enquiries/{enquiry_id}/readings",
        "/api/v1/enquiries/{enquiry_id}/searches",
        "/api/v1/enquiries/{enquiry_id}/solution",
        "/api/v1/search",
        "/api/v1/tickets",
        "/api/v1/tickets/urgent",
        "/api/v1/tickets/{reference}",
        "/api/v1/tickets/{reference}/replies",
        "/api/v1/videos/{slug}",
    ]
    assert description["security"] == [{"token": []}]
    for calls in description["paths"].values():
        for call in calls.values():
            assert set(call["responses"]) >= {"4XX", "5XX"}
            assert "application/problem+json" in call["responses"]["4XX"]["content"]
    opened = description["paths"]["/api/v1/tickets"]["post"]["responses"]
    assert "Location" in opened["201"]["headers"]
    assert "`missing`" in opened["409"]["description"]
