"""The mails a ticket causes, put into the outbox in its transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Person
from portal.accounts.policy import Role
from portal.accounts.queries import people_with, vendor_people_with
from portal.accounts.signed_in import SignedIn
from portal.mail.writing import Letter, Recipient, post
from portal.runtime import Runtime
from portal.service_desk.clocks import Stage
from portal.service_desk.models import Reply, Ticket
from portal.service_desk.queries import owner_at_work
from portal.service_desk.reply_address import ReplyAddress


def tell_of_opening(db: Session, runtime: Runtime, ticket: Ticket) -> None:
    """A receipt to the requester, a notice to staff."""
    tell_customer(db, runtime, ticket, ticket.requester, "ticket_receipt")
    for to in staff_to_tell(db, runtime, ticket):
        _tell(db, runtime, ticket, to, "ticket_notice")


def tell_of_answer(db: Session, runtime: Runtime, ticket: Ticket, reply: Reply) -> None:
    """The answer itself, to the customer."""
    _tell_customers(db, runtime, ticket, "ticket_answer", reply=reply)


def tell_of_news(db: Session, runtime: Runtime, ticket: Ticket, reply: Reply) -> None:
    """What support says besides the answer, to the customer."""
    _tell_customers(db, runtime, ticket, "ticket_besides", reply=reply)


def tell_of_closing(db: Session, runtime: Runtime, ticket: Ticket, reply: Reply) -> None:
    """How it ended, with the last words of support, to the customer."""
    _tell_customers(db, runtime, ticket, "ticket_closed", reply=reply)


def tell_of_change(db: Session, runtime: Runtime, ticket: Ticket) -> None:
    """What was changed last, why, and by when the answer comes now, to the customer."""
    _tell_customers(db, runtime, ticket, "ticket_changed", change=ticket.changes[-1])


def tell_of_waiting(db: Session, runtime: Runtime, ticket: Ticket, why: str) -> None:
    """What support waits for, to the customer."""
    _tell_customers(db, runtime, ticket, "ticket_waiting", why=why)


def tell_of_move(db: Session, runtime: Runtime, ticket: Ticket, before: datetime | None) -> None:
    """That the opening hours changed, and with them the answer time, to the customer."""
    _tell_customers(db, runtime, ticket, "ticket_moved", before=before)


def tell_of_customer_reply(
    db: Session, runtime: Runtime, ticket: Ticket, reply: Reply, *, reopens: bool
) -> None:
    """What the customer wrote: to the owner, or all agents while nobody owns it; to colleagues."""
    for to in staff_to_tell(db, runtime, ticket):
        _tell(db, runtime, ticket, to, "ticket_customer_reply", reply=reply, reopens=reopens)
    _tell_customers(db, runtime, ticket, "ticket_colleague", but=reply.author_id, reply=reply)


def tell_of_own_solution(db: Session, runtime: Runtime, ticket: Ticket, by: SignedIn) -> None:
    """That the customer needs no answer any more: to the owner, and to colleagues."""
    if owner := owner_at_work(db, ticket):
        to = recipient(owner, runtime)
        _tell(db, runtime, ticket, to, "ticket_solved_itself", by=by, for_staff=True)
    facts = {"by": by, "for_staff": False}
    _tell_customers(db, runtime, ticket, "ticket_solved_itself", but=by.id, **facts)


def tell_of_owner(
    db: Session, runtime: Runtime, ticket: Ticket, to: Recipient, giver: str, why: str
) -> None:
    """That a colleague gave it to them, and why."""
    _tell(db, runtime, ticket, to, "ticket_owner", giver=giver, why=why)


def tell_of_warning(
    db: Session, runtime: Runtime, ticket: Ticket, to: Recipient, stage: Stage
) -> None:
    """That the promised time runs out, or has."""
    _tell(db, runtime, ticket, to, "ticket_warning", stage=stage)


def tell_of_lateness(db: Session, runtime: Runtime, ticket: Ticket) -> None:
    """That we are sorry, to the customer."""
    _tell_customers(db, runtime, ticket, "ticket_late")


def customers_to_tell(db: Session, ticket: Ticket) -> list[Person]:
    """Return the requester, and of the colleagues who wrote on it those who still see it."""
    wrote = {one.author_id for one in ticket.replies if not one.is_from_staff}
    colleagues: Sequence[Person] = ()
    if wrote - {ticket.requester_id} and not ticket.is_private:
        colleagues = people_with(db, Role.ADMINISTRATOR, ticket.organisation_id)
    others = [one for one in colleagues if one.id in wrote and one.id != ticket.requester_id]
    return [ticket.requester, *others]


def _tell_customers(
    db: Session,
    runtime: Runtime,
    ticket: Ticket,
    template: str,
    *,
    but: UUID | None = None,
    **more: object,
) -> None:
    for person in customers_to_tell(db, ticket):
        if person.id != but:
            tell_customer(db, runtime, ticket, person, template, **more)


def tell_customer(
    db: Session, runtime: Runtime, ticket: Ticket, person: Person, template: str, **more: object
) -> None:
    """Write to somebody who may answer by mail, where mail that comes in is read.

    Without a language of their own they are written to in the one the request was asked in.
    """
    to = replace(recipient(person, runtime), lang=person.lang or ticket.lang)
    at = ReplyAddress.for_days(ticket.reference, person.id, runtime.now())
    letter = letter_about(ticket, template, **more)
    post(db, runtime, to, replace(letter, reply_to=at.written(runtime.settings)))


def staff_to_tell(db: Session, runtime: Runtime, ticket: Ticket) -> list[Recipient]:
    """Return the owner; while nobody at work owns it, all agents; where there are none, leaders."""
    settings = runtime.settings
    if settings.support_mailbox:
        return [Recipient(settings.support_mailbox, settings.site_name, settings.default_language)]
    owner = owner_at_work(db, ticket)
    people = [owner] if owner else vendor_people_with(db, Role.AGENT) or leaders(db)
    return [recipient(person, runtime) for person in people]


def leaders(db: Session) -> Sequence[Person]:
    """Return who leads the desk: its managers, or the admins where there are none."""
    return vendor_people_with(db, Role.MANAGER) or vendor_people_with(db, Role.ADMIN)


def _tell(
    db: Session, runtime: Runtime, ticket: Ticket, to: Recipient, template: str, **more: object
) -> None:
    post(db, runtime, to, letter_about(ticket, template, **more))


def letter_about(ticket: Ticket, template: str, **more: object) -> Letter:
    """Return a mail in the ticket's thread."""
    return Letter(template, {"ticket": ticket, **more}, ticket.id, f"ticket-{ticket.id.hex}")
