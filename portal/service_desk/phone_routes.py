"""Staff log a call, with the caller's trail in front of them; and find a reference read aloud."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.errors import NotFound
from portal.finding.dependencies import Finding
from portal.gate.enquiring import find_current_enquiry
from portal.service_desk.by_phone import (
    MOST_CALLERS,
    Call,
    CallForm,
    LookForm,
    callers_like,
    check_may_call,
    find_caller,
    find_exact_caller,
    log_call,
    search_for_caller,
    why_not,
)
from portal.service_desk.dependencies import NO_REQUEST
from portal.service_desk.queries import find_ticket
from portal.service_desk.reference import heard, read_reference
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import page, runtime_of, see_other

router = APIRouter(dependencies=[needs(Capability.WORK_TICKETS)])

BLANK = dict.fromkeys(CallForm.model_fields, "")


@router.get("/desk/calls/new", name="show_call")
def show_call(request: Request, person: CurrentPerson, db: ReadDb, caller: str = "") -> Response:
    return _call_page(request, db, person, {**BLANK, "caller": caller})


@router.post("/desk/calls/searches", name="create_call_search")
def create_call_search(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    finder: Finding,
    db: Db,
    look: Annotated[Filled[LookForm], Sent(LookForm)],
    form: Annotated[Filled[CallForm], Sent(CallForm)],
) -> Response:
    if look.errors:
        return _call_page(request, db, person, form.values, errors=look.errors)
    caller = find_caller(db, runtime, look.value.caller)
    call = Call(caller, person, caller.lang or runtime.settings.default_language)
    check_may_call(call, form.values["exception"])
    _, found = search_for_caller(db, runtime, finder, call, look.value.searches)
    db.flush()
    return _call_page(request, db, person, form.values, found=found)


@router.post("/desk/calls", name="create_call")
def create_call(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    finder: Finding,
    db: Db,
    form: Annotated[Filled[CallForm], Sent(CallForm)],
) -> Response:
    if form.errors:
        return _call_page(request, db, person, form.values, errors=form.errors)
    caller = find_caller(db, runtime, form.value.caller)
    call = Call(caller, person, caller.lang or runtime.settings.default_language)
    ticket = log_call(db, runtime, finder, call, form.value)
    return see_other(request, "show_desk_request", reference=ticket.reference)


@router.get("/desk/find", name="show_found_request")
def show_found_request(request: Request, runtime: Runtime, db: ReadDb, q: str = "") -> Response:
    prefix = runtime.settings.reference_prefix
    ticket = find_ticket(db, read_reference(heard(q), prefix) or "")
    if ticket is None:
        raise NotFound(NO_REQUEST)
    return see_other(request, "show_desk_request", reference=ticket.reference)


def _call_page(
    request: Request, db: Session, person: Any, values: dict[str, str], **more: Any
) -> Response:
    runtime = runtime_of(request)
    said = values["caller"].strip()
    caller = find_exact_caller(db, runtime, said) if said else None
    return page(
        request,
        "service_desk/call.html",
        status_code=422 if more.get("errors") else 200,
        values=values,
        caller=caller,
        callers=callers_like(db, runtime, said) if said and not caller else [],
        most=MOST_CALLERS,
        refusal=why_not(caller, person) if caller else "",
        enquiry=find_current_enquiry(db, caller, runtime.now()) if caller else None,
        **{"found": None, "errors": [], **more},
    )
