"""Incidents as customers see them, and the desk's pages on which staff list and open them."""

from contextlib import suppress
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.queries import customers
from portal.content.queries import topics
from portal.errors import Invalid
from portal.incidents.dependencies import ChangedIncident, SeenIncident, Ticked
from portal.incidents.forms import IncidentForm
from portal.incidents.queries import find_join, incidents_seen_by
from portal.incidents.running import Reach, join_incident, open_incident
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, see_other

router = APIRouter(prefix="/incidents", dependencies=[needs(Capability.READ_ACADEMY)])
joining = APIRouter(prefix="/incidents", dependencies=[needs(Capability.ASK_FOR_HELP)])
desk = APIRouter(prefix="/desk/incidents", dependencies=[needs(Capability.RUN_INCIDENTS)])


@router.get("", name="show_incidents")
def show_incidents(request: Request, person: CurrentPerson, db: ReadDb, now: Now) -> Response:
    return page(request, "incidents/list.html", incidents=incidents_seen_by(db, person, now))


@router.get("/{incident_id}", name="show_incident")
def show_incident(
    request: Request, incident: SeenIncident, person: CurrentPerson, db: ReadDb
) -> Response:
    join, shelves = find_join(db, incident, person), topics(db, language_of(request))
    return page(request, "incidents/incident.html", incident=incident, join=join, shelves=shelves)


@joining.post("/{incident_id}/joins", name="create_join")
def create_join(
    request: Request, incident: ChangedIncident, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    join_incident(db, runtime, incident, by=person)
    return see_other(request, "show_incident", incident_id=incident.id)


@desk.get("", name="show_desk_incidents")
def show_desk_incidents(request: Request, person: CurrentPerson, db: ReadDb, now: Now) -> Response:
    return page(request, "incidents/desk.html", incidents=incidents_seen_by(db, person, now))


@desk.get("/new", name="show_new_incident")
def show_new_incident(request: Request, db: ReadDb) -> Response:
    blank = dict.fromkeys(IncidentForm.model_fields, "")
    return _new_page(request, db, blank, {"components": [], "organisations": []}, [])


@desk.post("", name="create_incident")
def create_incident(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    chosen: Ticked,
    form: Annotated[Filled[IncidentForm], Sent(IncidentForm)],
) -> Response:
    if form.errors:
        return _new_page(request, db, form.values, chosen, form.errors)
    reach = Reach(chosen["components"], _ids(chosen["organisations"]))
    incident = open_incident(db, runtime, form.value, reach, by=person)
    return see_other(request, "show_desk_incident", incident_id=incident.id)


def _ids(texts: Any) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    if texts and not found:
        raise Invalid("Choose the organisations again.")
    return found


def _new_page(
    request: Request, db: Session, values: dict[str, str], chosen: Any, errors: list[FieldError]
) -> Response:
    return page(
        request,
        "incidents/new.html",
        status_code=422 if errors else 200,
        values=values,
        chosen=chosen,
        errors=errors,
        shelves=topics(db, language_of(request)),
        customers=customers(db),
    )
