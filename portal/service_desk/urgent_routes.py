"""The urgent path: one page, one sentence; what we know stands above the Send button."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.signed_in import SignedIn
from portal.finding.dependencies import Finding
from portal.finding.finder import Found
from portal.gate.dependencies import needs_administrator
from portal.gate.enquiring import find_current_enquiry
from portal.gate.forms import UrgentForm
from portal.gate.ruling import rules_for
from portal.service_desk.showing import promised_now
from portal.service_desk.urgent import Emergency, search_for_emergency, send_emergency
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import language_of, page, runtime_of, see_other

router = APIRouter(dependencies=[needs_administrator()])

Typed = Annotated[Filled[UrgentForm], Sent(UrgentForm)]


@router.get("/help/urgent", name="show_urgent")
def show_urgent(request: Request, person: CurrentPerson, db: ReadDb, now: Now) -> Response:
    may_send = rules_for(db, person.tier).urgent_allowed
    current = find_current_enquiry(db, person, now)
    named = current.draft.get("incident_id", "") if current else ""
    values = {**dict.fromkeys(UrgentForm.model_fields, ""), "incident_id": named}
    begun = Filled[UrgentForm](values, [], None)
    return _urgent_page(request, db, person, now, begun, may_send=may_send)


@router.post("/help/urgent", name="create_urgent")
def create_urgent(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    finder: Finding,
    db: Db,
    now: Now,
    form: Typed,
) -> Response:
    if form.errors:
        return _urgent_page(request, db, person, now, form)
    emergency = Emergency(person, form.value, language_of(request))
    if form.value.look_first:
        _, found = search_for_emergency(db, runtime, finder, emergency)
        return _urgent_page(request, db, person, now, form, found=found)
    ticket = send_emergency(db, runtime, finder, emergency)
    return see_other(request, "show_sent", enquiry_id=ticket.enquiry_id)


def _urgent_page(
    request: Request,
    db: Session,
    person: SignedIn,
    now: datetime,
    form: Filled[UrgentForm],
    *,
    found: Found | None = None,
    may_send: bool = True,
) -> Response:
    settings = runtime_of(request).settings
    return page(
        request,
        "service_desk/urgent.html",
        status_code=422 if form.errors else 200,
        values=form.values,
        errors=form.errors,
        may_send=may_send,
        found=found,
        promised=promised_now(db, person.tier, 1, now, settings),
        phone=settings.support_phone if person.tier == "enhanced" else "",
    )
