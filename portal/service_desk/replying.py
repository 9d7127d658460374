"""Writing on a ticket: an answer stops the clock, a customer's reply starts it anew."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.accounts.throttling import WAIT, Limit, count_try
from portal.activity.recording import record
from portal.runtime import Runtime
from portal.service_desk.changes import Change
from portal.service_desk.due import answer_due, due_again, rules_in, working
from portal.service_desk.errors import KeyUsedOtherwise, TicketClosed
from portal.service_desk.forms import ReplyForm
from portal.service_desk.models import Reply, Ticket
from portal.service_desk.telling import tell_of_answer, tell_of_customer_reply, tell_of_news
from portal.support_policy.tiers import Priority, Tier

CUSTOMER_REPLIES = Limit("reply", 30, timedelta(minutes=15), WAIT)


def answer(
    db: Session, runtime: Runtime, ticket: Ticket, form: ReplyForm, *, by: SignedIn
) -> Reply:
    """Add an answer from support; sent twice under one key, it is one answer.

    Raise TicketClosed on a closed ticket: the customer would not look there any more.
    """
    reply, is_new = add_answer(db, runtime, ticket, form, by=by)
    if is_new:
        tell_of_answer(db, runtime, ticket, reply)
    return reply


def tell_besides(
    db: Session, runtime: Runtime, ticket: Ticket, form: ReplyForm, *, by: SignedIn
) -> Reply:
    """Add what support says besides the answer, which is still owed: the clock runs on."""
    reply, is_new = _write(db, runtime, ticket, form, by=by)
    if is_new:
        _record(db, "ticket.told", ticket, reply)
        tell_of_news(db, runtime, ticket, reply)
    return reply


def add_answer(
    db: Session, runtime: Runtime, ticket: Ticket, form: ReplyForm, *, by: SignedIn
) -> tuple[Reply, bool]:
    """Add an answer without telling; return whether it is new. Raise TicketClosed."""
    if ticket.is_closed:
        raise TicketClosed("This ticket is closed. The customer can reopen it by replying.")
    reply, is_new = _write(db, runtime, ticket, form, by=by)
    if is_new:
        _record(db, "ticket.answered", ticket, reply)
        ticket.answer(by.id, runtime.now())
    return reply, is_new


def reply_as_customer(
    db: Session, runtime: Runtime, ticket: Ticket, form: ReplyForm, *, by: SignedIn
) -> Reply:
    """Add the customer's reply. A paused clock runs on, a stopped one starts anew.

    A closed request is open again. Raise TicketClosed when that is no more possible, and
    TooManyTries for who writes more in a short time than anybody could answer.
    """
    _check_may_write(ticket, runtime)
    reopens = ticket.is_closed
    reply, is_new = _write(db, runtime, ticket, form, by=by)
    if is_new:
        _record(db, "ticket.customer-replied", ticket, reply)
        count_try(db, runtime, CUSTOMER_REPLIES, str(by.id))
    if is_new and not ticket.is_ours:
        _take_the_turn(db, runtime, ticket, by)
    if is_new:
        tell_of_customer_reply(db, runtime, ticket, reply, reopens=reopens)
    return reply


def _check_may_write(ticket: Ticket, runtime: Runtime) -> None:
    if ticket.is_closed and not ticket.may_reopen(runtime.now()):
        raise TicketClosed(
            "This request was closed more than 14 days ago. Search again to send a new one."
        )


def _take_the_turn(db: Session, runtime: Runtime, ticket: Ticket, by: SignedIn) -> None:
    """The customer wrote: from now on we owe an answer."""
    now = runtime.now()
    if ticket.is_closed:
        ticket.note_change(Change.REOPENED, ticket.outcome, "", why="", by=by.id, at=now)
    if ticket.clock is not None:
        ticket.clock.resume(now)
        again = due_again(ticket, rules_in(db, runtime.settings))
        ticket.resume_clock(again, working(again))
        return
    due = answer_due(db, Tier(ticket.tier), Priority(ticket.priority), now, runtime.settings)
    ticket.start_clock(due, working(due))


def _write(
    db: Session, runtime: Runtime, ticket: Ticket, form: ReplyForm, *, by: SignedIn
) -> tuple[Reply, bool]:
    """Return the message, and whether this is the first time it was sent."""
    before = _find_reply(db, ticket, form.key)
    if before is not None:
        _check_same(before, form, by)
        return before, False
    return _add_reply(db, runtime, ticket, form, by=by), True


def _check_same(before: Reply, form: ReplyForm, by: SignedIn) -> None:
    if (before.text, before.author_id) != (form.text, by.id):
        raise KeyUsedOtherwise(
            "Another message was sent from this page before. Open it again to send this one too."
        )


def _find_reply(db: Session, ticket: Ticket, key: str | None) -> Reply | None:
    if key is None:
        return None
    return db.scalar(select(Reply).where(Reply.ticket_id == ticket.id, Reply.key == key))


def _add_reply(
    db: Session, runtime: Runtime, ticket: Ticket, form: ReplyForm, *, by: SignedIn
) -> Reply:
    reply = Reply(
        id=runtime.new_id(),
        ticket_id=ticket.id,
        author_id=by.id,
        is_from_staff=by.is_staff,
        text=form.text,
        at=runtime.now(),
        key=form.key,
    )
    ticket.replies.append(reply)
    db.flush()
    db.refresh(reply)
    return reply


def _record(db: Session, event: str, ticket: Ticket, reply: Reply) -> None:
    record(
        db,
        event,
        at=reply.at,
        actor_id=reply.author_id,
        organisation_id=ticket.organisation_id,
        subject_id=ticket.id,
    )
