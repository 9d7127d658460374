"""Mail comes in: on the request it was written to, by whom its address was given to, once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError, OperationalError

from portal.accounts.joining import get_person
from portal.accounts.models import Person
from portal.accounts.queries import find_membership, find_vendor
from portal.accounts.signed_in import SignedIn
from portal.accounts.throttling import count_try
from portal.demo.cast import ADDRESSES
from portal.errors import Busy
from portal.files.storing import Kept, keep_upload
from portal.mail.models import MailOutcome
from portal.mail.queries import mails_not_placed
from portal.mail.reading import LARGEST_BYTES
from portal.mail.sending import send_due
from portal.runtime import Runtime
from portal.service_desk.by_mail import forget_mail, take_mail
from portal.service_desk.fetching import fetch_mail
from portal.service_desk.forms import LONGEST_TEXT, ReplyForm
from portal.service_desk.models import Outcome, Ticket, TicketState
from portal.service_desk.replying import CUSTOMER_REPLIES, answer
from tests.browser import Browser
from tests.mail.imap_server import ImapServer
from tests.service_desk.test_opening import opened
from tests.world import Clock, Mailbox

LINE = "Write above this line to reply by e-mail."
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c636060606000000005000166e1a6d50000000049454e44ae426082"
)


def written(to: str, text: str = "It still fails.", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = headers.pop("sender", "Somebody <somebody@else.example>")
    message["To"] = to
    message["Message-ID"] = headers.pop("message_id", "<1@else.example>")
    message["Subject"] = headers.pop("subject", "Re: your request")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


@dataclass(frozen=True)
class Post:
    """A request of Cleo's that Ben answered, and the address her copy asks to reply to."""

    runtime: Runtime
    ticket: Ticket
    address: str
    browser: Browser

    def take(self, message: EmailMessage | None = None) -> MailOutcome:
        return take_mail(self.runtime, (message or written(self.address)).as_bytes())

    def said(self) -> list[str]:
        return [reply.text for reply in self.now().replies]

    def on_disk(self) -> list[Path]:
        folder = self.runtime.settings.data_dir / "files"
        return [one for one in folder.rglob("*") if one.is_file()]

    def now(self) -> Ticket:
        with self.runtime.database.reading() as db:
            ticket = db.get_one(Ticket, self.ticket.id)
            assert ticket.replies is not None
            return ticket

    def left(self, ben: SignedIn) -> str:
        return self.browser.sign_in(ben).open("/desk/mail").main


@pytest.fixture
def post(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, mailbox: Mailbox, browser: Browser
) -> Post:
    on = {
        "reply_address": "help@desk.example",
        "secret_key": SecretStr("a key that nobody can guess"),
    }
    running = replace(runtime, settings=runtime.settings.model_copy(update=on))
    ticket = opened(running, cleo)
    with running.database.writing() as db:
        found = db.get_one(Ticket, ticket.id)
        answer(db, running, found, ReplyForm(text="Try this."), by=ben)
    send_due(running)
    told = [message["Reply-To"] for message in mailbox.to(cleo.email)]
    assert len(set(told)) == 1
    assert not any(message["Reply-To"] for message in mailbox.to(ben.email))
    return Post(running, ticket, told[0], browser)


def test_the_mail_asks_for_an_answer_above_its_first_line(post: Post, mailbox: Mailbox) -> None:
    body = mailbox.messages[-1].get_body(("plain",))
    assert body is not None
    assert body.get_content().startswith(f"{LINE}\n\n")


def test_an_answer_by_mail_is_one_on_the_page(
    post: Post, cleo: SignedIn, mailbox: Mailbox, clock: Clock
) -> None:
    clock.go(hours=1)
    wrote = "On Mon, 23 Nov 2026 at 10:00, Academy <academy@localhost> wrote:"
    quoted = f"It still fails.\n\n{wrote}\n> {LINE}\n>\n> Try this.\n"

    assert post.take(written(post.address, quoted)) is MailOutcome.ON_REQUEST

    ticket = post.now()
    assert (ticket.state, ticket.clock_started_at) == (TicketState.OURS, clock())
    assert (ticket.replies[-1].text, ticket.replies[-1].author_id) == ("It still fails.", cleo.id)
    send_due(post.runtime)
    assert "It still fails." in str(mailbox.messages[-1])  # Ben is told
    assert "by e-mail" in post.browser.sign_in(cleo).open(f"/requests/{ticket.reference}").main


def test_a_mail_that_comes_twice_is_one_message(post: Post, runtime: Runtime) -> None:
    again = written(post.address, Received="by another way")

    assert [post.take(), post.take(again)] == [MailOutcome.ON_REQUEST, MailOutcome.AGAIN]
    assert post.said() == ["Try this.", "It still fails."]


def test_files_come_with_it_and_those_that_are_not_taken_are_named(
    post: Post, cleo: SignedIn
) -> None:
    message = written(post.address)
    message.add_attachment(PNG, maintype="image", subtype="png", filename="shot.png")
    message.add_attachment(b"MZ", maintype="application", subtype="x-exe", filename="run.exe")

    post.take(message)

    text = post.said()[-1]
    assert text.startswith("It still fails.\n\nrun.exe is of a kind that is not taken.")
    assert "shot.png" in post.browser.sign_in(cleo).open(f"/requests/{post.ticket.reference}").main


def test_a_file_without_words_is_a_message_and_what_a_message_lacks_comes_whole_as_a_file(
    post: Post, cleo: SignedIn
) -> None:
    message = written(post.address, "")
    message.add_attachment(PNG, maintype="image", subtype="png", filename="shot.png")
    post.take(message)
    post.take(written(post.address, "word " * LONGEST_TEXT, message_id="<2@else.example>"))

    assert post.said()[1] == "Sent by e-mail, without words."
    assert len(post.said()[2]) <= LONGEST_TEXT
    page = post.browser.sign_in(cleo).open(f"/requests/{post.ticket.reference}")
    assert page.main.count("message.txt") == 1

    inside = f"See my answers below.\n\n{LINE}\n\nHow many users?\nThree.\n"
    post.take(written(post.address, inside, message_id="<3@else.example>"))
    assert post.said()[3] == "See my answers below."
    assert post.browser.open(f"/requests/{post.ticket.reference}").main.count("message.txt") == 2


@pytest.mark.parametrize(
    "header",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}],
)
def test_what_a_robot_sends_is_neither_taken_nor_answered(
    post: Post, header: dict[str, str], mailbox: Mailbox, ben: SignedIn
) -> None:
    sent = len(mailbox.messages)

    assert post.take(written(post.address, **header)) is MailOutcome.AUTOMATIC

    send_due(post.runtime)
    assert (post.said(), len(mailbox.messages)) == (["Try this."], sent)
    assert "All mail that came in is on its request." in post.left(ben)


def fail_at_the_second(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the second file of a mail meet a full disk, or a database that went away."""
    first = iter([True])

    def keep(*given: Any, **more: Any) -> Kept:
        if next(first, False):
            return keep_upload(*given, **more)
        raise error

    monkeypatch.setattr("portal.files.receiving.keep_upload", keep)


@pytest.mark.parametrize(
    "error", [OSError("no space left"), OperationalError("INSERT", {}, Exception("went away"))]
)
def test_a_mail_that_meets_trouble_of_ours_is_taken_later_whole(
    post: Post, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    message = written(post.address)
    for name in ("one.png", "two.png"):
        message.add_attachment(PNG, maintype="image", subtype="png", filename=name)
    with monkeypatch.context() as meanwhile:
        fail_at_the_second(meanwhile, error)
        with pytest.raises(Busy):
            post.take(message)
    assert (post.on_disk(), post.said()) == ([], ["Try this."])

    assert post.take(message) is MailOutcome.ON_REQUEST
    assert post.said() == ["Try this.", "It still fails."]


def test_only_what_was_taken_counts_as_taken(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def clash(*_: object, **__: object) -> None:
        raise IntegrityError("INSERT", {}, Exception("another row than that of the mail"))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("portal.service_desk.by_mail.reply_as_customer", clash)
        with pytest.raises(IntegrityError):
            post.take()

    assert post.take() is MailOutcome.ON_REQUEST


def suspend(post: Post, cleo: SignedIn, clock: Clock) -> None:
    with post.runtime.database.writing() as db:
        db.get_one(Person, cleo.id).disabled_at = clock()


def leave(post: Post, cleo: SignedIn, clock: Clock) -> None:
    with post.runtime.database.writing() as db:
        membership, vendor = find_membership(db, cleo.id), find_vendor(db)
        assert membership is not None
        assert vendor is not None
        membership.organisation_id = vendor.id


def lose(post: Post, cleo: SignedIn, clock: Clock) -> None:
    """Let it be private of somebody else."""
    with post.runtime.database.writing() as db:
        ticket = db.get_one(Ticket, post.ticket.id)
        ticket.requester_id, ticket.is_private = get_person(db, ADDRESSES["dai"]).id, True


def close(post: Post, cleo: SignedIn, clock: Clock) -> None:
    with post.runtime.database.writing() as db:
        db.get_one(Ticket, post.ticket.id).close(Outcome.SOLVED, clock())
    clock.go(days=15)


def wait(post: Post, cleo: SignedIn, clock: Clock) -> None:
    clock.go(days=91)


def write_much(post: Post, cleo: SignedIn, clock: Clock) -> None:
    with post.runtime.database.writing() as db:
        for _ in range(CUSTOMER_REPLIES.tries):
            count_try(db, post.runtime, CUSTOMER_REPLIES, str(cleo.id))


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (suspend, "may not write on this request any more"),
        (leave, "may not write on this request any more"),
        (lose, "may not write on this request any more"),
        (close, "closed more than 14 days ago"),
        (wait, "older than 90 days"),
        (write_much, "than anybody could answer"),
    ],
)
def test_what_has_no_place_is_shown_to_staff_with_the_reason(
    post: Post,
    cleo: SignedIn,
    ben: SignedIn,
    clock: Clock,
    happens: Callable[[Post, SignedIn, Clock], None],
    why: str,
) -> None:
    happens(post, cleo, clock)
    before = post.said()

    message = written(post.address, subject="<b>Please</b>", sender=cleo.email)
    message.add_attachment(PNG, maintype="image", subtype="png", filename="shot.png")
    outcome = post.take(message)

    assert (outcome, post.said()) == (MailOutcome.NOT_PLACED, before)
    with post.runtime.database.reading() as db:
        assert [one.person_id for one in mails_not_placed(db)] == [cleo.id]
    listed = post.left(ben)
    for words in (why, "<b>Please</b>", "It still fails.", cleo.email, post.ticket.reference):
        assert words in listed
    assert "[shot.png]" in listed
    assert post.on_disk() == []
    assert "Mail in trouble 1" in post.browser.open("/desk").main
    forms = [one.get("action") for one in post.browser.open("/desk/mail").all("form")]
    [done] = [action for action in forms if action.endswith("/ending")]
    post.browser.send(done, {})
    post.browser.send(done, {}, status=404)
    assert "Mail in trouble 1" not in post.browser.open("/desk").main


def test_the_sender_alone_is_believed_nothing(post: Post, cleo: SignedIn, ben: SignedIn) -> None:
    forged = post.address.replace("help+", "help+0")

    outcomes = [
        post.take(written(to, sender=cleo.email, message_id=f"<{number}@else.example>"))
        for number, to in enumerate(("help@desk.example", forged, "nobody"))
    ]

    assert outcomes == [MailOutcome.NOT_PLACED] * 3
    assert post.said() == ["Try this."]
    assert "not written to an address that we gave to somebody" in post.left(ben)


def test_what_is_no_mail_is_shown_too(post: Post, ben: SignedIn) -> None:
    huge = bytes(LARGEST_BYTES + 1)

    assert take_mail(post.runtime, huge) is MailOutcome.NOT_PLACED
    assert take_mail(post.runtime, huge) is MailOutcome.AGAIN
    assert "It is larger than 25 MB." in post.left(ben)


def test_a_closed_request_is_opened_by_a_mail_within_14_days(post: Post, clock: Clock) -> None:
    with post.runtime.database.writing() as db:
        db.get_one(Ticket, post.ticket.id).close(Outcome.SOLVED, clock())
    clock.go(days=13)

    assert post.take() is MailOutcome.ON_REQUEST
    assert post.now().state == TicketState.OURS


def test_after_30_days_what_had_no_place_is_forgotten(
    post: Post, ben: SignedIn, clock: Clock
) -> None:
    post.take(written("help@desk.example", subject="Lost"))
    clock.go(days=29)
    assert forget_mail(post.runtime) == 0
    clock.at += timedelta(days=1)

    assert forget_mail(post.runtime) == 1
    assert "Lost" not in post.left(ben)


def test_the_mailbox_is_read_and_trouble_with_it_is_shown_until_it_can_be(
    post: Post, ben: SignedIn
) -> None:
    def reading(server: ImapServer) -> Runtime:
        on = {"imap_url": SecretStr(server.url)}
        return replace(post.runtime, settings=post.runtime.settings.model_copy(update=on))

    with ImapServer(written(post.address).as_bytes(), refuses="LOGIN") as server:
        assert fetch_mail(reading(server)) == 0
    assert "The mailbox has not been read since" in post.left(ben)

    with ImapServer(written(post.address).as_bytes()) as server:
        assert [fetch_mail(reading(server)), fetch_mail(reading(server))] == [1, 0]
    assert post.said() == ["Try this.", "It still fails."]
    assert "The mailbox has not been read since" not in post.left(ben)
    with ImapServer(refuses="LOGIN") as server:
        fetch_mail(reading(server))
    fetch_mail(post.runtime)  # no mailbox any more
    assert "The mailbox has not been read since" not in post.left(ben)
