"""The mails a ticket causes, put into the outbox in its transaction."""

from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Person
from portal.accounts.policy import Role
from portal.accounts.queries import vendor_people_with
from portal.mail.writing import Letter, Recipient, post
from portal.runtime import Runtime
from portal.service_desk.clocks import Stage
from portal.service_desk.models import Reply, Ticket


def tell_of_opening(db: Session, runtime: Runtime, ticket: Ticket) -> None:
    """A receipt to the requester, a notice to staff."""
    _tell(db, runtime, ticket, requester_of(ticket, runtime), "ticket_receipt")
    for to in staff_to_tell(db, runtime, ticket):
        _tell(db, runtime, ticket, to, "ticket_notice")


def tell_of_answer(db: Session, runtime: Runtime, ticket: Ticket, reply: Reply) -> None:
    """The answer itself, to the requester."""
    _tell(db, runtime, ticket, requester_of(ticket, runtime), "ticket_answer", reply=reply)


def tell_of_customer_reply(db: Session, runtime: Runtime, ticket: Ticket, reply: Reply) -> None:
    """What the customer wrote, to the owner, or to all agents while nobody owns the ticket."""
    for to in staff_to_tell(db, runtime, ticket):
        _tell(db, runtime, ticket, to, "ticket_customer_reply", reply=reply)


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
    """That we are sorry, to the requester."""
    _tell(db, runtime, ticket, requester_of(ticket, runtime), "ticket_late")


def requester_of(ticket: Ticket, runtime: Runtime) -> Recipient:
    """Return the requester; without a language of their own, the one they asked in."""
    person = ticket.requester
    return Recipient(person.email, person.name, person.lang or ticket.lang)


def staff_to_tell(db: Session, runtime: Runtime, ticket: Ticket) -> list[Recipient]:
    settings = runtime.settings
    if settings.support_mailbox:
        return [Recipient(settings.support_mailbox, settings.site_name, settings.default_language)]
    people: list[Person] = [ticket.owner] if ticket.owner else []
    people = people or list(vendor_people_with(db, Role.AGENT))
    return [recipient(person, runtime) for person in people]


def _tell(
    db: Session, runtime: Runtime, ticket: Ticket, to: Recipient, template: str, **more: object
) -> None:
    thread = f"ticket-{ticket.id.hex}"
    post(db, runtime, to, Letter(template, {"ticket": ticket, **more}, ticket.id, thread))
