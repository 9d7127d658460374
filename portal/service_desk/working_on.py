"""What staff do with a ticket besides answering: take it, weigh it, let it wait, note, close it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.errors import Invalid
from portal.runtime import Runtime
from portal.service_desk.changes import Change, Note
from portal.service_desk.desk_forms import (
    AnswerForm,
    AreaForm,
    ClosingForm,
    NoteForm,
    OwnerForm,
    SeverityForm,
    WaitingForm,
)
from portal.service_desk.due import due_again, rules_in, working
from portal.service_desk.errors import AlreadyTaken, NothingToTake, TicketClosed
from portal.service_desk.forms import ReplyForm
from portal.service_desk.models import Outcome, Reply, Ticket, TicketState
from portal.service_desk.queries import colleagues, is_unowned, owner_at_work
from portal.service_desk.replying import add_answer, answer
from portal.service_desk.telling import (
    tell_of_change,
    tell_of_closing,
    tell_of_owner,
    tell_of_waiting,
)
from portal.words import N_

NO_COLLEAGUE = N_("Only staff who work on tickets can own one.")
IS_CLOSED = N_("This request is closed. It opens again when the customer writes.")


def take(db: Session, runtime: Runtime, ticket: Ticket, *, by: SignedIn) -> None:
    """Own a ticket that nobody at work owns; whoever comes second is told who was first."""
    check_open(ticket)
    if ticket.owner_id == by.id:
        return
    if owner := owner_at_work(db, ticket):
        raise AlreadyTaken("%(name)s has taken this ticket already.", name=owner.name)
    before = ticket.owner.name if ticket.owner else ""
    ticket.owner_id = by.id
    write_change(db, ticket, Change.OWNER, before, by.name, by=by, at=runtime.now())


def take_next(db: Session, runtime: Runtime, *, by: SignedIn) -> Ticket:
    """Own the ticket due first among those nobody owns; two agents never get the same one."""
    waiting = (
        select(Ticket)
        .where(Ticket.state == TicketState.OURS, is_unowned())
        .order_by(Ticket.due_at.is_(None), Ticket.due_at, Ticket.opened_at, Ticket.id)
        .limit(1)
        .with_for_update(of=Ticket, skip_locked=True)
    )
    ticket = db.scalar(waiting)
    if ticket is None:
        raise NothingToTake("Nothing is waiting for an owner.")
    take(db, runtime, ticket, by=by)
    return ticket


def let_go(db: Session, runtime: Runtime, ticket: Ticket, *, by: SignedIn) -> None:
    """Give the ticket back to everybody."""
    if ticket.owner is not None:
        write_change(db, ticket, Change.OWNER, ticket.owner.name, "", by=by, at=runtime.now())
        ticket.owner_id = None


def answer_from_desk(
    db: Session, runtime: Runtime, ticket: Ticket, form: AnswerForm, *, by: SignedIn
) -> Reply:
    """Answer, and keep which item of the Academy is in the answer."""
    reply = answer(db, runtime, ticket, form, by=by)
    if form.answered_with and form.answered_with in form.text:
        ticket.answered_with = form.answered_with
    return reply


def assign(db: Session, runtime: Runtime, ticket: Ticket, form: OwnerForm, *, by: SignedIn) -> None:
    """Give the ticket to a colleague, who is told and reads why."""
    check_open(ticket)
    colleague = next((one for one in colleagues(db) if one.id == form.colleague), None)
    if colleague is None:
        raise Invalid(NO_COLLEAGUE)
    before, at = ticket.owner.name if ticket.owner else "", runtime.now()
    if ticket.owner_id == colleague.id:
        return
    ticket.owner_id = colleague.id
    why = form.owner_why
    write_change(db, ticket, Change.OWNER, before, colleague.name, why=why, by=by, at=at)
    if colleague.id != by.id:
        db.flush()
        db.refresh(ticket)
        tell_of_owner(db, runtime, ticket, recipient(colleague, runtime), by.name, why)


def change_area(
    db: Session, runtime: Runtime, ticket: Ticket, form: AreaForm, *, by: SignedIn
) -> None:
    """Say what it is about; the customer reads why."""
    check_open(ticket)
    if form.area != ticket.area:
        before, ticket.area, at = ticket.area, form.area, runtime.now()
        write_change(db, ticket, Change.AREA, before, form.area, why=form.area_why, by=by, at=at)
        tell_of_change(db, runtime, ticket)


def change_severity(
    db: Session, runtime: Runtime, ticket: Ticket, form: SeverityForm, *, by: SignedIn
) -> None:
    """Weigh the ticket anew; a running clock counts again from the same start."""
    check_open(ticket)
    if form.priority == ticket.priority:
        return
    before, after = f"P{ticket.priority}", f"P{form.priority}"
    ticket.priority = form.priority
    if ticket.clock is not None:
        due = due_again(ticket, rules_in(db, runtime.settings))
        ticket.move_clock(due, working(due))
    at = runtime.now()
    write_change(db, ticket, Change.SEVERITY, before, after, why=form.why, by=by, at=at)
    tell_of_change(db, runtime, ticket)


def wait_for_customer(
    db: Session, runtime: Runtime, ticket: Ticket, form: WaitingForm, *, by: SignedIn
) -> None:
    """Pause the clock though nothing was answered; the customer is told what is missing."""
    check_open(ticket)
    if ticket.is_ours:
        ticket.wait(runtime.now())
        write_change(
            db, ticket, Change.WAITING, "", "", why=form.waiting_for, by=by, at=runtime.now()
        )
        tell_of_waiting(db, runtime, ticket, form.waiting_for)


def add_note(
    db: Session, runtime: Runtime, ticket: Ticket, form: NoteForm, *, by: SignedIn
) -> Note:
    """Keep what only staff read; sent twice under one key, it is one note."""
    same = select(Note).where(Note.ticket_id == ticket.id, Note.key == form.key)
    if form.key and (before := db.scalar(same)):
        return before
    note = Note(
        id=runtime.new_id(),
        ticket_id=ticket.id,
        author_id=by.id,
        text=form.note,
        at=runtime.now(),
        key=form.key,
    )
    db.add(note)
    db.flush()
    return note


def close(
    db: Session,
    runtime: Runtime,
    ticket: Ticket,
    form: ClosingForm,
    words: str,
    *,
    by: SignedIn,
    key: str | None = None,
) -> Reply:
    """Answer with `words`, what the policy says of this outcome and more, and close."""
    check_open(ticket)
    said = ReplyForm.model_construct(text=words, key=key)  # longer than anybody may type
    reply, _ = add_answer(db, runtime, ticket, said, by=by)
    ticket.answered_with = form.article
    ticket.duplicate_of = form.duplicate_of
    end(db, ticket, form.outcome, by=by, at=runtime.now())
    tell_of_closing(db, runtime, ticket, reply)
    return reply


def end(db: Session, ticket: Ticket, outcome: Outcome, *, by: SignedIn, at: datetime) -> None:
    ticket.close(outcome, at)
    write_change(db, ticket, Change.CLOSED, "", outcome, by=by, at=at)


def check_open(ticket: Ticket) -> None:
    if ticket.is_closed:
        raise TicketClosed(IS_CLOSED)


def write_change(
    db: Session,
    ticket: Ticket,
    what: Change,
    before: str,
    after: str,
    *,
    by: SignedIn,
    at: datetime,
    why: str = "",
) -> None:
    """Write it into the ticket's history, and tell who follows what happens."""
    ticket.note_change(what, before, after, why=why, by=by.id, at=at)
    record(
        db,
        f"ticket.{what}",
        at=at,
        actor_id=by.id,
        organisation_id=ticket.organisation_id,
        subject_id=ticket.id,
        after=after if what != Change.OWNER else "",
    )
