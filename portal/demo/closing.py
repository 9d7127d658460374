"""What was answered long ago is over: closed by the agent, mostly solved."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership, signed_in_as
from portal.demo.cast import ADDRESSES
from portal.demo.history import PastClock, PastMailer
from portal.mail.sending import send_due
from portal.runtime import Runtime
from portal.service_desk.desk_forms import ClosingForm
from portal.service_desk.models import Outcome, Reply, Ticket, TicketState
from portal.service_desk.outcomes import closing_words
from portal.service_desk.working_on import close, end

OVER_AFTER = timedelta(days=9)
WAITS = timedelta(days=5)


def close_what_is_over(runtime: Runtime) -> None:
    """Close every request on which nothing was said for some days."""
    past = replace(runtime, mailer=PastMailer())
    with past.database.writing() as db:
        for number, (ticket, last) in enumerate(_quiet(db, past)):
            _close(db, replace(past, now=PastClock(last + WAITS)), ticket, _ending(number))
    while send_due(past):
        pass


def _quiet(db: Session, past: Runtime) -> list[tuple[Ticket, datetime]]:
    last = func.max(Reply.at)
    quiet = (
        select(Reply.ticket_id, last)
        .group_by(Reply.ticket_id)
        .having(last < past.now() - OVER_AFTER)
        .order_by(last, Reply.ticket_id)
    )
    found = [(db.get_one(Ticket, row[0]), row[1]) for row in db.execute(quiet)]
    return [(ticket, at) for ticket, at in found if ticket.state == TicketState.CUSTOMERS]


def _ending(number: int) -> Outcome:
    if number % 9 == 4:
        return Outcome.NOT_REPRODUCED
    return Outcome.NOT_OURS if number % 13 == 6 else Outcome.SOLVED


def _close(db: Session, then: Runtime, ticket: Ticket, outcome: Outcome) -> None:
    """What is solved needs no more words; what is out of scope gets the policy's."""
    membership = find_membership(db, get_person(db, ADDRESSES["ben"]).id)
    if membership is None:
        raise LookupError("the demo's agent belongs nowhere")
    ben = signed_in_as(membership, then.now())
    if outcome == Outcome.SOLVED:
        end(db, ticket, outcome, by=ben, at=then.now())
        return
    form = ClosingForm.model_validate({"outcome": outcome})
    words = closing_words(db, ticket, form, base_url=then.settings.base_url)
    close(db, then, ticket, form, words, by=ben)
