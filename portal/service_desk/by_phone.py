"""A call that staff log for a customer: searched on the caller's record, then a ticket like any."""

from dataclasses import dataclass

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.directory import administrators_like
from portal.accounts.policy import Capability
from portal.accounts.queries import find_membership, find_person, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.errors import NotAllowed, NotFound
from portal.finding.finder import Finder, Found
from portal.gate.enquiring import find_current_enquiry, start_enquiry
from portal.gate.looking import Wish, dismiss, search_on_record
from portal.gate.models import Enquiry
from portal.gate.policy import WhyDismissed
from portal.runtime import Runtime
from portal.service_desk.forms import LONGEST_TEXT, RequestForm
from portal.service_desk.models import PhoneCall, Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.support_policy.tiers import Tier
from portal.web.dependencies import held
from portal.web.forms import Line, Text
from portal.words import N_

NO_CALLER = N_("No customer has this address.")
NOT_AN_ADMINISTRATOR = N_(
    "Contact with support goes through an administrator of the organisation. "
    "Ask the caller to hand it to one of theirs."
)
NOT_BY_PHONE = N_(
    "Logging requests by phone is part of enhanced support. With standard support, requests "
    "come through the Academy. A manager may log it all the same and say why."
)
MOST_SEARCHES = 5
MOST_SHOWN = 5
MOST_CALLERS = 20


class LookForm(BaseModel):
    """Who calls, and what to search for on their record: one search a line."""

    caller: Line = Field(min_length=1, description=N_("Enter the caller's e-mail address."))
    words: Text = Field(min_length=1, max_length=1_000, description=N_("Type what to search for."))

    @property
    def searches(self) -> list[str]:
        lines = [line.strip() for line in self.words.splitlines()]
        return [line for line in lines if line][:MOST_SEARCHES]


class CallForm(LookForm):
    """The whole call."""

    reason: WhyDismissed = Field(description=N_("Choose one of the answers."))
    priority: int = Field(ge=1, le=5, description=N_("Choose how it affects your work."))
    title: Line = Field(min_length=1, max_length=200, description=N_("Give your request a title."))
    description: Text = Field(
        min_length=1, max_length=LONGEST_TEXT, description=N_("Describe what happened.")
    )
    exception: Line = Field("", max_length=500)

    @property
    def request(self) -> RequestForm:
        facts = self.model_dump(include={"priority", "title", "description"})
        return RequestForm.model_validate(facts)


@dataclass(frozen=True)
class Call:
    """Who calls, and who takes the call."""

    caller: SignedIn
    agent: SignedIn
    lang: str


def find_caller(db: Session, runtime: Runtime, email: str) -> SignedIn:
    """Return the customer with that address; raise NotFound."""
    found = find_exact_caller(db, runtime, email)
    if found is None:
        raise NotFound(NO_CALLER)
    return found


def find_exact_caller(db: Session, runtime: Runtime, email: str) -> SignedIn | None:
    """Return the customer with that address; staff, and who may not sign in, are none."""
    person = find_person(db, email)
    membership = find_membership(db, person.id) if person else None
    if membership is None or membership.is_staff or membership.person.disabled_at:
        return None
    return signed_in_as(membership, runtime.now())


def callers_like(db: Session, runtime: Runtime, words: str) -> list[SignedIn]:
    """Return the administrators whom the words fit, one more than the page lists."""
    found = administrators_like(db, words, limit=MOST_CALLERS + 1)
    return [signed_in_as(one, runtime.now()) for one in found]


def check_may_call(call: Call, exception: str) -> None:
    """Raise NotAllowed with the policy's sentence; a manager's reason lifts the tier only."""
    if not call.caller.may(Capability.RAISE_REQUEST):
        raise NotAllowed(NOT_AN_ADMINISTRATOR)
    is_excepted = bool(exception) and call.agent.may(Capability.SEE_INSIGHT)
    if call.caller.tier is not Tier.ENHANCED and not is_excepted:
        raise NotAllowed(NOT_BY_PHONE)


def why_not(caller: SignedIn, agent: SignedIn) -> str:
    """Return the policy's sentence for a call that this agent cannot log; empty when they can."""
    if not caller.may(Capability.RAISE_REQUEST):
        return NOT_AN_ADMINISTRATOR
    if caller.tier is not Tier.ENHANCED and not agent.may(Capability.SEE_INSIGHT):
        return NOT_BY_PHONE
    return ""


def search_for_caller(
    db: Session, runtime: Runtime, finder: Finder, call: Call, searches: list[str]
) -> tuple[Enquiry, Found | None]:
    """Search on the record of what the caller is in the middle of; return the last answer."""
    now, found = runtime.now(), None
    current = find_current_enquiry(db, call.caller, now)
    enquiry = held(db, current) if current else start_enquiry(db, runtime, call.caller)
    enquiry.ask(now)
    for terms in searches:
        wish = Wish(terms, prefer_lang=call.lang, limit=MOST_SHOWN)
        found = search_on_record(db, finder, enquiry, wish, reader=call.caller, at=now)
    return enquiry, found


def log_call(db: Session, runtime: Runtime, finder: Finder, call: Call, form: CallForm) -> Ticket:
    """Open the ticket of a call; raise NotAllowed, or SearchFirst without a real search."""
    check_may_call(call, form.exception)
    enquiry, _ = search_for_caller(db, runtime, finder, call, form.searches)
    dismiss(db, enquiry, form.reason, "", at=runtime.now())
    opening = Opening(call.caller, enquiry, form.request, call.lang, f"form:{enquiry.id}")
    ticket = open_ticket(db, runtime, opening)
    at, agent = runtime.now(), call.agent
    row = PhoneCall(ticket_id=ticket.id, taken_by_id=agent.id, at=at, exception=form.exception)
    db.add(row)
    kind, customer = "ticket.logged-by-phone", ticket.organisation_id
    record(db, kind, at=at, actor_id=agent.id, organisation_id=customer, subject_id=ticket.id)
    return ticket
