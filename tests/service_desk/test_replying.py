"""The thread and its clock: an answer stops it, a customer's reply starts it anew."""

from datetime import UTC, datetime

from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.mail.models import OutgoingMail
from portal.mail.sending import send_due
from portal.runtime import Runtime
from portal.service_desk.forms import LONGEST_TEXT, ReplyForm
from portal.service_desk.models import Outcome, Ticket, TicketState
from portal.service_desk.queueing import Day, QueueFilter, queue_page
from portal.service_desk.replying import CUSTOMER_REPLIES, answer, reply_as_customer
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.world import Clock, Mailbox


def say(
    runtime: Runtime, ticket: Ticket, by: SignedIn, text: str, key: str | None = None
) -> Ticket:
    verb = answer if by.is_staff else reply_as_customer
    with runtime.database.writing() as db:
        found = db.get_one(Ticket, ticket.id)
        verb(db, runtime, found, ReplyForm(text=text, key=key), by=by)
        db.flush()
        assert found.replies is not None
        return found


def test_an_answer_stops_the_clock_and_takes_the_ticket(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, mia: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    clock.go(hours=1)

    answered = say(runtime, ticket, ben, "Try this.")

    assert (answered.state, answered.owner_id) == (TicketState.CUSTOMERS, ben.id)
    assert answered.first_answered_at == clock()
    assert say(runtime, ticket, mia, "And this.").owner_id == ben.id


def test_a_customers_reply_starts_the_promise_anew(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    say(runtime, ticket, ben, "Try this.")
    clock.at = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)

    replied = say(runtime, ticket, cleo, "It did not help.")

    assert replied.state == TicketState.OURS
    assert replied.clock_started_at == clock()
    assert replied.due_at == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def test_writing_again_while_it_is_our_turn_moves_no_deadline(
    runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    clock.go(hours=1)

    assert say(runtime, ticket, cleo, "One more thing.").due_at == ticket.due_at


def test_the_first_answer_stays_the_first(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    first = say(runtime, ticket, ben, "Try this.").first_answered_at
    clock.go(hours=1)
    say(runtime, ticket, cleo, "No.")

    assert say(runtime, ticket, ben, "Then this.").first_answered_at == first


def test_a_message_sent_twice_stands_once(runtime: Runtime, cleo: SignedIn, ben: SignedIn) -> None:
    ticket = opened(runtime, cleo)
    say(runtime, ticket, ben, "Try this.", key="k")

    assert len(say(runtime, ticket, ben, "Try this.", key="k").replies) == 1


def test_an_answer_can_end_the_request_in_one_step_and_once(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    longest = "Set the sender again.".ljust(LONGEST_TEXT, "!")
    form = {"text": longest, "key": "one", "solves": "yes", "seen": "0"}
    browser.sign_in(ben)
    for _ in range(2):
        browser.send(f"/desk/requests/{ticket.reference}/replies", form)

    with runtime.database.reading() as db:
        found = db.get_one(Ticket, ticket.id)
        assert (found.outcome, found.owner_id) == (Outcome.SOLVED, ben.id)
        [reply] = found.replies
        told = select(OutgoingMail.subject).filter_by(to_address=cleo.email)
        ended = [one for one in db.scalars(told) if "is closed" in one]
    assert reply.text.startswith(f"{longest}\n\nWe consider this request solved.")
    assert len(ended) == 1


def test_the_answer_is_mailed_to_the_requester_and_the_reply_to_the_owner(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, mailbox: Mailbox
) -> None:
    ticket = opened(runtime, cleo)
    say(runtime, ticket, ben, "Open the quarantine.")
    say(runtime, ticket, cleo, "It was there!")
    while send_due(runtime):
        pass

    to_cleo = [str(message["Subject"]) for message in mailbox.to(cleo.email)]
    to_ben = [m.get_body(("plain",)).get_content() for m in mailbox.to(ben.email)]  # type: ignore[union-attr]
    assert len(to_cleo) == 2
    assert all(ticket.reference in subject for subject in to_cleo)
    assert "It was there!" in to_ben[-1]
    receipt, mailed = mailbox.to(cleo.email)
    assert mailed["References"] == receipt["Message-ID"]


def test_the_queue_is_ordered_by_what_is_due_first(
    runtime: Runtime, cleo: SignedIn, dai: SignedIn, clock: Clock
) -> None:
    standard = opened(runtime, dai)
    clock.go(minutes=30)
    enhanced = opened(runtime, cleo)

    with runtime.database.reading() as db:
        listed = queue_page(db, QueueFilter(), Day.at(clock(), "GMT")).rows
    references = [ticket.reference for ticket, _ in listed]
    assert references == [enhanced.reference, standard.reference]


def test_who_replies_without_end_waits_and_keeps_what_was_typed(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    limit = CUSTOMER_REPLIES.tries
    for n in range(limit):
        say(runtime, ticket, cleo, f"Reply {n}.", key=f"{n}")
    assert len(say(runtime, ticket, cleo, "Reply 0.", key="0").replies) == limit

    path = f"/requests/{ticket.reference}/replies"
    page = browser.sign_in(cleo).send(path, {"text": "One more."}, status=429)

    assert "One more." in [area.text for area in page.all("textarea")]
    assert 0 < int(browser.response.headers["Retry-After"]) <= 900
    assert len(say(runtime, ticket, ben, "Enough.").replies) == limit + 1
    clock.go(minutes=16)
    assert "One more." in browser.send(path, {"text": "One more."}).main
