"""Known faults at the desk, with the tickets that belong to them; and asking about one anyway."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.queries import topics
from portal.incidents.dependencies import ChangedIncident, SeenIncident
from portal.incidents.forms import ClosingForm, UpdateForm
from portal.incidents.models import Incident
from portal.incidents.queries import joins_of
from portal.incidents.running import add_update
from portal.service_desk.checking import faults_of_incident
from portal.service_desk.dependencies import WorkedTicket
from portal.service_desk.desk_forms import LinkForm
from portal.service_desk.desk_pages import desk_page
from portal.service_desk.linking import (
    ask_all_the_same,
    change_incident,
    end_incident,
    tickets_of,
)
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, see_other

asking = APIRouter(dependencies=[needs(Capability.ASK_FOR_HELP)])
desk = APIRouter(prefix="/desk/incidents", dependencies=[needs(Capability.RUN_INCIDENTS)])
working = APIRouter(dependencies=[needs(Capability.WORK_TICKETS)])


@asking.post("/incidents/{incident_id}/enquiries", name="create_incident_enquiry")
def create_incident_enquiry(
    request: Request, incident: SeenIncident, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    ask_all_the_same(db, runtime, incident, by=person)
    words = urlencode({"q": incident.words(language_of(request))})
    return see_other(request, "show_help", ending=f"?{words}")


@desk.get("/{incident_id}", name="show_desk_incident")
def show_desk_incident(request: Request, incident: SeenIncident, db: ReadDb) -> Response:
    return _incident_page(request, incident, db, {})


@desk.post("/{incident_id}/updates", name="create_incident_update")
def create_incident_update(
    request: Request,
    incident: ChangedIncident,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[UpdateForm], Sent(UpdateForm)],
) -> Response:
    if form.errors:
        return _incident_page(request, incident, db, form.values, form.errors)
    add_update(db, runtime, incident, form.value, by=person)
    return see_other(request, "show_desk_incident", incident_id=incident.id)


@desk.post("/{incident_id}/closing", name="create_incident_closing")
def create_incident_closing(
    request: Request,
    incident: ChangedIncident,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[ClosingForm], Sent(ClosingForm)],
) -> Response:
    if form.errors:
        return _incident_page(request, incident, db, form.values, form.errors)
    end_incident(db, runtime, incident, form.value, by=person)
    return see_other(request, "show_desk_incident", incident_id=incident.id)


@working.post("/desk/requests/{reference}/incident", name="update_ticket_incident")
def update_ticket_incident(
    request: Request,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[LinkForm], Sent(LinkForm)],
) -> Response:
    if errors := form.errors or faults_of_incident(db, runtime, ticket, form.value):
        return desk_page(request, ticket, db, form.values, errors)
    change_incident(db, runtime, ticket, form.value, by=person)
    return see_other(request, "show_desk_request", reference=ticket.reference)


def _incident_page(
    request: Request,
    incident: Incident,
    db: Session,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    blank = dict.fromkeys(UpdateForm.model_fields, "")
    return page(
        request,
        "service_desk/incident.html",
        status_code=422 if errors else 200,
        incident=incident,
        joins=joins_of(db, incident),
        tickets=tickets_of(db, incident),
        shelves=topics(db, language_of(request)),
        values={**blank, "impact": incident.impact, **values},
        errors=errors or [],
    )
