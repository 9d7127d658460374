"""Escalation: the customer says what is at stake, and who can move things is told at once."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Person
from portal.accounts.policy import Role
from portal.accounts.queries import vendor_people_with
from portal.accounts.signed_in import SignedIn
from portal.accounts.success_managers import success_manager_of
from portal.accounts.throttling import WAIT, Limit, count_try
from portal.activity.recording import record
from portal.errors import NotAllowed
from portal.mail.writing import post
from portal.runtime import Runtime
from portal.service_desk.models import Escalation, Ticket
from portal.service_desk.queries import owner_at_work
from portal.service_desk.telling import letter_about, tell_customer
from portal.support_policy.tiers import Tier
from portal.words import N_

ESCALATIONS = Limit("escalation", 6, timedelta(hours=1), WAIT)
NOT_IN_TIER = N_("Escalating to a customer success manager is part of enhanced support.")


def escalate(
    db: Session, runtime: Runtime, ticket: Ticket, stake: str, *, by: SignedIn
) -> Escalation:
    """Mark the ticket and tell manager, owner and success manager; the same words are told once.

    Raise NotAllowed, or TooManyTries: each one is mailed to several people at once.
    """
    if by.tier is not Tier.ENHANCED:
        raise NotAllowed(NOT_IN_TIER)
    for before in ticket.escalations:
        if (before.by_id, before.stake) == (by.id, stake):
            return before
    count_try(db, runtime, ESCALATIONS, str(by.id))
    at = runtime.now()
    escalation = Escalation(id=runtime.new_id(), by_id=by.id, at=at, stake=stake)
    ticket.escalations.append(escalation)
    ticket.escalated_at = at
    db.flush()
    db.refresh(escalation)
    kind, organisation_id = "ticket.escalated", ticket.organisation_id
    record(db, kind, at=at, actor_id=by.id, organisation_id=organisation_id, subject_id=ticket.id)
    _tell(db, runtime, ticket, escalation)
    return escalation


def who_is_told(db: Session, ticket: Ticket) -> list[Person]:
    """Return the success manager, the owner and the vendor's managers, each once."""
    manager = success_manager_of(db, ticket.organisation_id)
    named = [one for one in (manager, owner_at_work(db, ticket)) if one is not None]
    everybody = [*named, *vendor_people_with(db, Role.MANAGER)]
    return list({person.id: person for person in everybody}.values())


def _tell(db: Session, runtime: Runtime, ticket: Ticket, escalation: Escalation) -> None:
    for person in who_is_told(db, ticket):
        letter = letter_about(ticket, "ticket_escalated", escalation=escalation)
        post(db, runtime, recipient(person, runtime), letter)
    for customer in {one.id: one for one in (ticket.requester, escalation.by)}.values():
        receipt = "ticket_escalation_receipt"
        tell_customer(db, runtime, ticket, customer, receipt, escalation=escalation)
