"""Where a customer escalates a request, or reads why there is nothing to escalate to."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.accounts.success_managers import success_manager_of
from portal.service_desk.dependencies import OwnTicket, SeenTicket
from portal.service_desk.escalating import escalate
from portal.service_desk.models import Ticket
from portal.support_policy.tiers import Tier
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Filled, Sent, Text
from portal.web.pages import page, see_other
from portal.words import N_

router = APIRouter(dependencies=[needs(Capability.SEE_OWN_REQUESTS)])


class EscalationForm(BaseModel):
    """What is at stake."""

    stake: Text = Field(
        min_length=1, max_length=5_000, description=N_("Say what is at stake, in a sentence.")
    )


@router.get("/requests/{reference}/escalations", name="show_escalation")
def show_escalation(
    request: Request, ticket: SeenTicket, person: CurrentPerson, db: ReadDb
) -> Response:
    return _escalation_page(request, db, ticket, person)


@router.post("/requests/{reference}/escalations", name="create_escalation")
def create_escalation(
    request: Request,
    ticket: OwnTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[EscalationForm], Sent(EscalationForm)],
) -> Response:
    if form.errors and person.tier is Tier.ENHANCED:
        return _escalation_page(request, db, ticket, person, form)
    escalate(db, runtime, ticket, form.value.stake if form.checked else "", by=person)
    return see_other(request, "show_request", reference=ticket.reference, ending="#escalations")


def _escalation_page(
    request: Request,
    db: Session,
    ticket: Ticket,
    person: SignedIn,
    form: Filled[EscalationForm] | None = None,
) -> Response:
    return page(
        request,
        "service_desk/escalation.html",
        status_code=422 if form else 200,
        ticket=ticket,
        manager=success_manager_of(db, ticket.organisation_id),
        values=form.values if form else {"stake": ""},
        errors=form.errors if form else [],
    )
