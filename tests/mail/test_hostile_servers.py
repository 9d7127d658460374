"""Hostile mail servers: none holds the worker, nothing is dropped in silence, no page waits."""

import threading
from dataclasses import replace
from email import message_from_bytes, policy
from time import monotonic
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bench.mail_servers import FINAL, HOSTILE, Talking, trickling
from portal.accounts.signed_in import SignedIn
from portal.mail.models import MailState, OutgoingMail
from portal.mail.sending import as_message, send_due
from portal.mail.smtp import SmtpMailer
from portal.mail.writing import Letter, Recipient, post
from portal.runtime import Runtime
from tests.browser import Browser
from tests.world import Clock, Mailbox

TALKS = {"trickles": trickling(0.05), **HOSTILE}


def write(runtime: Runtime) -> None:
    to = Recipient("cleo@northwind.example", "Cleo", "en")
    with runtime.database.writing() as db:
        post(db, runtime, to, Letter("sign_in_link", {"link": "https://help.example/x"}))


def the_mail(runtime: Runtime) -> OutgoingMail:
    with runtime.database.reading() as db:
        return db.scalars(select(OutgoingMail)).one()


@pytest.mark.parametrize("talk", TALKS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hostile_server_holds_nobody_and_drops_nothing_in_silence(
    runtime: Runtime, mailbox: Mailbox, clock: Clock, talk: str
) -> None:
    write(runtime)
    before = the_mail(runtime).message_id
    with Talking(TALKS[talk]) as hostile:
        began = monotonic()
        send_due(
            replace(runtime, mailer=SmtpMailer(f"smtp://127.0.0.1:{hostile.port}", longest_s=0.4))
        )
        assert monotonic() - began < 3

    state = MailState.FAILED if talk == FINAL else MailState.WAITING
    mail = the_mail(runtime)
    assert (mail.state, mail.message_id) == (state, before)
    assert mail.problem
    clock.go(minutes=1)
    send_due(runtime)
    assert len(mailbox.messages) == (state == MailState.WAITING)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_waits_for_a_mail_server(
    runtime: Runtime, browser: Browser, cleo: SignedIn
) -> None:
    sending = threading.Event()

    class Stuck:
        def send(self, message: object) -> None:
            sending.set()
            finish.wait(10)

    finish = threading.Event()
    write(runtime)
    worker = threading.Thread(target=send_due, args=[replace(runtime, mailer=Stuck())])
    worker.start()
    try:
        assert sending.wait(5)
        browser.sign_in(cleo).open("/")
        write(runtime)  # somebody else's mail is still written while one is stuck
    finally:
        finish.set()
        worker.join(timeout=10)


def test_what_was_given_up_is_shown_to_staff_who_have_it_tried_again(
    runtime: Runtime, browser: Browser, mailbox: Mailbox, ben: SignedIn, cleo: SignedIn
) -> None:
    write(runtime)
    with runtime.database.writing() as db:
        mail = db.scalars(select(OutgoingMail)).one()
        mail.note_failure("550 no such user", for_ever=True, now=runtime.now())
        mail_id = mail.id
    assert "550 no such user" in browser.sign_in(ben).open("/desk/mail").main

    browser.send(f"/desk/mail/{mail_id}/tries", {})
    assert send_due(runtime) == 1
    assert len(mailbox.messages) == 1
    assert "Every mail has left" in browser.open("/desk/mail").main
    browser.send(f"/desk/mail/{mail_id}/tries", {}, status=404)
    browser.sign_in(cleo).open("/desk/mail", status=403)


def test_mail_that_waits_for_an_hour_is_shown(
    runtime: Runtime, browser: Browser, clock: Clock, ben: SignedIn
) -> None:
    write(runtime)
    assert "Every mail has left" in browser.sign_in(ben).open("/desk/mail").main
    clock.go(minutes=61)
    assert "Waiting" in browser.open("/desk/mail").main


def hostile_texts() -> list[str]:
    breaks = ["\r\n", "\n", "\r", "\x00", "\u2028", "\x0b", "\x85", "=?utf-8?q?=0d=0a?=", "=\r\n "]
    wanted = ["Bcc: v@example.org", "Subject: x", "To: v@example.org", "From: v@example.org"]
    wanted += ["Content-Type: text/html", "\r\n--x\r\nContent-Type: text/html"]
    tails = ["", "\r\n\r\nbody", "?=", "\x00"]
    return [f"A{b}{w}{t}" for b in breaks for w in wanted for t in tails][:200]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_hundred_injections_add_no_header_recipient_or_part(runtime: Runtime) -> None:
    texts = hostile_texts()
    assert len(texts) == 200
    with runtime.database.writing() as db:
        for text in texts:
            to = Recipient("cleo@northwind.example", text, "en")
            ticket = SimpleNamespace(reference="AA-1", title=text, due_at=None)
            mail = post(db, runtime, to, Letter("ticket_receipt", {"ticket": ticket}))
            sent = as_message(mail, sender="Academy <a@academy.example>").as_bytes()
            parsed = message_from_bytes(sent, policy=policy.SMTP)
            assert sorted(key.lower() for key in parsed.keys()) == EXPECTED, text  # noqa: SIM118
            assert parsed["To"] == "cleo@northwind.example"
            assert [p.get_content_type() for p in parsed.iter_parts()] == PARTS, text


EXPECTED = [
    "auto-submitted",
    "content-language",
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "subject",
    "to",
]
PARTS = ["text/plain", "text/html"]
