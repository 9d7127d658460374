"""The urgent path: one sentence, searched like any other, sent at once."""

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.gate.policy import GateRules
from portal.gate.ruling import set_rules
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from portal.support_policy.tiers import Tier
from tests.browser import Browser

EMERGENCY = {"sentence": "Nobody can reset a password", "why": "nobody-can-work", "since": "Nine"}


def only_ticket(runtime: Runtime) -> Ticket | None:
    with runtime.database.reading() as db:
        return db.scalar(select(Ticket))


def test_one_sentence_is_searched_and_sent(
    browser: Browser, cleo: SignedIn, runtime: Runtime
) -> None:
    receipt = browser.sign_in(cleo).send("/help/urgent", EMERGENCY)

    ticket = only_ticket(runtime)
    assert ticket is not None
    assert ticket.reference in receipt.main
    assert (ticket.priority, ticket.diagnosis, ticket.since) == (1, "urgent", "Nine")
    assert ticket.trail["urgent"] == "nobody-can-work"
    [search] = ticket.trail["searches"]
    assert search["terms"] == EMERGENCY["sentence"]
    assert search["shown"][0]["slug"] == "reset-a-password"
    with runtime.database.reading() as db:
        noted = db.scalars(select(Event).where(Event.kind == "gate.urgent")).one()
    assert (noted.actor_id, noted.subject_id) == (cleo.id, ticket.enquiry_id)


def test_what_is_known_can_be_seen_first(
    browser: Browser, cleo: SignedIn, runtime: Runtime
) -> None:
    page = browser.sign_in(cleo).send("/help/urgent", {**EMERGENCY, "look_first": "1"})

    assert "What the Academy knows about it" in page.main
    assert EMERGENCY["sentence"] in browser.html
    assert only_ticket(runtime) is None


@pytest.mark.parametrize("left_out", ["sentence", "why"])
def test_half_a_form_keeps_the_rest(browser: Browser, cleo: SignedIn, left_out: str) -> None:
    browser.sign_in(cleo).send("/help/urgent", {**EMERGENCY, left_out: ""}, status=422)

    assert left_out == "sentence" or EMERGENCY["sentence"] in browser.html


def test_a_sentence_without_a_word_to_search_is_sent_back(
    browser: Browser, cleo: SignedIn, runtime: Runtime
) -> None:
    browser.sign_in(cleo).send("/help/urgent", {**EMERGENCY, "sentence": "!!! ???"}, status=409)

    assert only_ticket(runtime) is None


def test_rules_may_close_the_path(
    browser: Browser, dai: SignedIn, ada: SignedIn, runtime: Runtime
) -> None:
    with runtime.database.writing() as db:
        closed = GateRules(urgent_allowed=False)
        set_rules(db, runtime, Tier.STANDARD, "", closed, by=ada)
    browser.sign_in(dai)

    assert "Urgent requests are not part of your support" in browser.open("/help/urgent").main
    browser.send("/help/urgent", EMERGENCY, status=409)
    assert only_ticket(runtime) is None


def test_readers_are_told_who_may_send(browser: Browser, finn: SignedIn) -> None:
    page = browser.sign_in(finn).send("/help/urgent", EMERGENCY, status=403)

    assert "cleo@northwind.example" in page.main


def test_staff_are_told_where_requests_are(browser: Browser, ben: SignedIn) -> None:
    assert "find on the service desk" in browser.sign_in(ben).open("/help", status=403).main
