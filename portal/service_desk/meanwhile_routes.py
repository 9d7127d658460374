"""What is offered while somebody writes: fresh answers, and open requests on the same subject."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import CurrentPerson
from portal.finding.dependencies import Finding
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry, needs_administrator
from portal.service_desk.adding import add_to_ticket
from portal.service_desk.dependencies import OwnTicket, SeenTicket
from portal.service_desk.forms import AdditionForm, RequestForm
from portal.service_desk.fresh import fresh_answers
from portal.web.dependencies import Db, Now, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import language_of, page, see_other

router = APIRouter(dependencies=[needs_administrator()])


@router.post("/help/{enquiry_id}/suggestions", name="create_suggestions")
def create_suggestions(
    request: Request,
    enquiry: SeenEnquiry,
    person: CurrentPerson,
    finder: Finding,
    form: Annotated[Filled[RequestForm], Sent(RequestForm)],
) -> Response:
    answers = fresh_answers(finder, enquiry, form.values, reader=person, lang=language_of(request))
    return page(request, "service_desk/_fresh.html", answers=answers, enquiry=enquiry)


@router.get("/help/{enquiry_id}/additions/{reference}", name="show_addition")
def show_addition(request: Request, enquiry: SeenEnquiry, ticket: SeenTicket, now: Now) -> Response:
    if not enquiry.is_open(now):
        return see_other(request, "show_request", reference=ticket.reference)
    values = {"text": enquiry.draft.get("description") or enquiry.own_words}
    facts: dict[str, Any] = {"enquiry": enquiry, "ticket": ticket, "values": values}
    return page(request, "service_desk/addition.html", errors=[], **facts)


@router.post("/help/{enquiry_id}/additions/{reference}", name="create_addition")
def create_addition(
    request: Request,
    enquiry: OwnEnquiry,
    ticket: OwnTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[AdditionForm], Sent(AdditionForm)],
) -> Response:
    if form.errors:
        facts: dict[str, Any] = {"enquiry": enquiry, "ticket": ticket, "values": form.values}
        return page(
            request, "service_desk/addition.html", status_code=422, errors=form.errors, **facts
        )
    add_to_ticket(db, runtime, ticket, enquiry, form.value, by=person)
    return see_other(request, "show_request", reference=ticket.reference, ending="#thread")
