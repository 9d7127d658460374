"""The outbox: each mail leaves once, tries again when it must, and gives up only on a final no."""

import smtplib
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Busy
from portal.mail.models import MOST_ATTEMPTS, MailState, OutgoingMail
from portal.mail.sending import send_due
from portal.mail.smtp import SmtpMailer
from portal.mail.writing import Letter, Recipient, post
from portal.runtime import Runtime
from tests.world import Clock, Mailbox

CLEO = Recipient("cleo@northwind.example", "Cleo Harper", "en")
LETTER = Letter("sign_in_link", {"link": "https://help.example/sign-in/links/abc"})


class Refusing:
    """A mailer whose server answers with an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send(self, message: EmailMessage) -> None:
        raise self.error


def write(runtime: Runtime, to: Recipient = CLEO, letter: Letter = LETTER) -> None:
    with runtime.database.writing() as db:
        post(db, runtime, to, letter)


def free_port() -> int:
    with socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def the_mail(runtime: Runtime) -> OutgoingMail:
    with runtime.database.reading() as db:
        return db.scalars(select(OutgoingMail)).one()


def test_a_mail_is_sent_once(runtime: Runtime, mailbox: Mailbox) -> None:
    write(runtime)

    assert send_due(runtime) == 1
    assert send_due(runtime) == 0
    assert [message["To"] for message in mailbox.messages] == ["cleo@northwind.example"]


def test_a_mail_says_that_a_machine_wrote_it_and_has_text_and_html(
    runtime: Runtime, mailbox: Mailbox
) -> None:
    write(runtime)
    send_due(runtime)

    [message] = mailbox.messages
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_the_recipient_is_written_to_in_their_language(runtime: Runtime, mailbox: Mailbox) -> None:
    write(runtime, replace(CLEO, lang="fr"))
    send_due(runtime)

    [message] = mailbox.messages
    assert str(message["Subject"]).startswith("Votre lien de connexion")
    assert message["Content-Language"] == "fr"


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ConnectionRefusedError("no server"), id="no server"),
        pytest.param(smtplib.SMTPResponseException(451, b"later"), id="later"),
        pytest.param(
            smtplib.SMTPRecipientsRefused({"cleo@northwind.example": (450, b"busy")}), id="busy"
        ),
        pytest.param(TimeoutError("slow"), id="too slow"),
    ],
)
def test_a_passing_fault_is_tried_again_later(
    runtime: Runtime, mailbox: Mailbox, clock: Clock, error: Exception
) -> None:
    write(runtime)
    send_due(replace(runtime, mailer=Refusing(error)))
    assert the_mail(runtime).state == MailState.WAITING
    assert send_due(runtime) == 0

    clock.go(minutes=1)
    send_due(runtime)
    assert the_mail(runtime).state == MailState.SENT
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(smtplib.SMTPResponseException(550, b"no such user"), id="refused"),
        pytest.param(
            smtplib.SMTPRecipientsRefused({"cleo@northwind.example": (550, b"no")}), id="unknown"
        ),
    ],
)
def test_a_final_no_is_kept_for_staff(runtime: Runtime, clock: Clock, error: Exception) -> None:
    write(runtime)
    send_due(replace(runtime, mailer=Refusing(error)))
    clock.go(days=2)

    assert send_due(runtime) == 0
    assert the_mail(runtime).state == MailState.FAILED
    assert "550" in (the_mail(runtime).problem or "")


def test_it_is_given_up_after_the_last_try(runtime: Runtime, clock: Clock) -> None:
    write(runtime)
    with runtime.database.writing() as db:
        db.scalars(select(OutgoingMail)).one().attempts = MOST_ATTEMPTS - 2
    states = []
    for _ in range(2):
        send_due(replace(runtime, mailer=Refusing(OSError("down"))))
        states.append(the_mail(runtime).state)
        clock.go(minutes=6)

    assert states == [MailState.WAITING, MailState.FAILED]


def test_a_server_may_be_down_for_a_weekend_and_mail_leaves_minutes_after(clock: Clock) -> None:
    pauses = []
    mail = OutgoingMail(attempts=0, state=MailState.WAITING)
    for attempt in range(1, MOST_ATTEMPTS):
        mail.attempts = attempt
        mail.note_failure("down", for_ever=False, now=clock())
        pauses.append(mail.next_try_at - clock())

    assert mail.state == MailState.WAITING
    assert pauses == sorted(pauses)
    assert pauses[-1] <= timedelta(minutes=10)
    assert sum(pauses, timedelta()) > timedelta(hours=48)


def test_a_slow_server_lets_no_other_worker_send_the_same_mail(
    runtime: Runtime, mailbox: Mailbox, clock: Clock
) -> None:
    class Slow:
        def send(self, message: EmailMessage) -> None:
            clock.go(seconds=59)
            mailbox.send(message)
            send_due(runtime, limit=1)

    for _ in range(7):
        write(runtime)
    send_due(replace(runtime, mailer=Slow()))
    send_due(runtime)

    ids = [message["Message-ID"] for message in mailbox.messages]
    assert (len(ids), len(set(ids))) == (7, 7)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_sent_is_noted_though_the_database_is_busy_for_a_while(
    runtime: Runtime, mailbox: Mailbox, clock: Clock
) -> None:
    busy = BusyDatabase(runtime)
    write(runtime)
    busy.refusals = 3
    send_due(replace(runtime, database=busy, mailer=busy))
    clock.go(hours=1)
    send_due(runtime)

    assert (len(busy.messages), len(mailbox.messages)) == (1, 0)
    assert the_mail(runtime).state == MailState.SENT


class BusyDatabase(Mailbox):
    """A database that is busy for a few turns, from the moment a mail was sent."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__()
        self.reading, self.refusals = runtime.database.reading, 0
        self.real = runtime.database

    def writing(self) -> AbstractContextManager[Session]:
        if self.messages and self.refusals:
            self.refusals -= 1
            raise Busy("busy")
        return self.real.writing()


def test_what_another_worker_took_is_left_to_it_while_its_lease_runs(
    runtime: Runtime, mailbox: Mailbox, clock: Clock
) -> None:
    write(runtime)
    with runtime.database.writing() as db:
        db.scalars(select(OutgoingMail)).one().next_try_at = clock() + timedelta(minutes=2)

    assert send_due(runtime) == 0
    clock.go(minutes=2)
    assert send_due(runtime) == 1


@pytest.mark.parametrize(
    "words", ["x\r\nBcc: victim@example.org", "x\nSubject: y", "x\x00y", "=?utf-8?q?=0aBcc:_a?="]
)
def test_nobody_can_write_headers_through_a_name(
    runtime: Runtime, mailbox: Mailbox, words: str
) -> None:
    write(runtime, replace(CLEO, name=words))
    send_due(runtime)

    parsed = message_from_bytes(mailbox.messages[0].as_bytes(), policy=policy.SMTP)
    assert parsed["Bcc"] is None
    assert len(parsed.get_all("Subject") or []) == 1


def test_a_real_smtp_server_gets_the_message(runtime: Runtime) -> None:
    received: list[bytes] = []

    class Sink:
        async def handle_DATA(  # noqa: N802
            self, server: object, session: object, envelope: object
        ) -> str:
            received.append(envelope.content)  # type: ignore[attr-defined]
            return "250 taken"

    sink = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    sink.start()
    try:
        write(runtime)
        send_due(replace(runtime, mailer=SmtpMailer(f"smtp://{sink.hostname}:{sink.port}")))
    finally:
        sink.stop()

    [raw] = received
    assert message_from_bytes(raw)["To"] == "cleo@northwind.example"
    assert the_mail(runtime).state == MailState.SENT


class Killed(BaseException):
    """The process that sends is gone, and writes nothing down any more."""


def test_an_outage_loses_nothing_and_each_killed_worker_repeats_its_one_mail_at_most(
    runtime: Runtime, mailbox: Mailbox, clock: Clock
) -> None:
    class Dying:
        def send(self, message: EmailMessage) -> None:
            mailbox.send(message)
            raise Killed

    for _ in range(12):
        write(runtime)
    send_due(replace(runtime, mailer=Refusing(ConnectionRefusedError("down"))))
    clock.go(minutes=6)
    for _ in range(3):
        with pytest.raises(Killed):
            send_due(replace(runtime, mailer=Dying()))
    clock.go(minutes=3)
    while send_due(runtime):
        pass

    ids = [message["Message-ID"] for message in mailbox.messages]
    assert (len(set(ids)), len(ids)) == (12, 15)
    with runtime.database.reading() as db:
        assert set(db.scalars(select(OutgoingMail.state))) == {MailState.SENT}
