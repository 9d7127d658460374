"""What staff do with a ticket besides answering: each verb is a noun to post."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.files.receiving import Sent as SentFiles
from portal.service_desk.checking import faults_of_area, faults_of_closing, faults_of_note
from portal.service_desk.dependencies import DeskTicket, WorkedTicket
from portal.service_desk.desk_forms import (
    AreaForm,
    ClosingForm,
    NoteForm,
    OwnerForm,
    SeverityForm,
    WaitingForm,
)
from portal.service_desk.desk_pages import desk_page
from portal.service_desk.drafts import Draft, hand_over, keep
from portal.service_desk.models import Ticket
from portal.service_desk.outcomes import closing_words
from portal.service_desk.working_on import (
    add_note,
    assign,
    change_area,
    change_severity,
    close,
    let_go,
    take,
    take_next,
    wait_for_customer,
)
from portal.web.dependencies import Db, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import see_other

router = APIRouter(dependencies=[needs(Capability.WORK_TICKETS)])


@router.post("/desk/next", name="create_next_owner")
def create_next_owner(
    request: Request, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    return _back(request, take_next(db, runtime, by=person))


@router.post("/desk/requests/{reference}/take", name="create_owner")
def create_owner(
    request: Request, ticket: WorkedTicket, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    take(db, runtime, ticket, by=person)
    return _back(request, ticket)


@router.post("/desk/requests/{reference}/release", name="delete_owner")
def delete_owner(
    request: Request, ticket: WorkedTicket, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    let_go(db, runtime, ticket, by=person)
    return _back(request, ticket)


@router.post("/desk/requests/{reference}/owner", name="update_owner")
def update_owner(
    request: Request,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[OwnerForm], Sent(OwnerForm)],
) -> Response:
    if form.errors:
        return desk_page(request, ticket, db, form.values, form.errors)
    assign(db, runtime, ticket, form.value, by=person)
    return _back(request, ticket)


@router.post("/desk/requests/{reference}/area", name="update_area")
def update_area(
    request: Request,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[AreaForm], Sent(AreaForm)],
) -> Response:
    if errors := form.errors or faults_of_area(db, form.value):
        return desk_page(request, ticket, db, form.values, errors)
    change_area(db, runtime, ticket, form.value, by=person)
    return _back(request, ticket)


@router.post("/desk/requests/{reference}/severity", name="update_severity")
def update_severity(
    request: Request,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[SeverityForm], Sent(SeverityForm)],
) -> Response:
    if form.errors:
        return desk_page(request, ticket, db, form.values, form.errors)
    change_severity(db, runtime, ticket, form.value, by=person)
    return _back(request, ticket)


@router.post("/desk/requests/{reference}/waiting", name="create_waiting")
def create_waiting(
    request: Request,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[WaitingForm], Sent(WaitingForm)],
) -> Response:
    if form.errors:
        return desk_page(request, ticket, db, form.values, form.errors)
    wait_for_customer(db, runtime, ticket, form.value, by=person)
    return _back(request, ticket)


@router.post("/desk/requests/{reference}/notes", name="create_note")
def create_note(
    request: Request,
    seen: DeskTicket,
    uploads: SentFiles,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[NoteForm], Sent(NoteForm)],
) -> Response:
    draft = Draft(ticket, "note", form.values["key"], person)
    keep(db, runtime, draft, uploads)
    refused = [replace(one, field_id="note-files") for one in uploads.errors]
    if errors := [*form.errors, *refused] or faults_of_note(ticket, form.value):
        return desk_page(request, ticket, db, form.values, errors)
    note = add_note(db, runtime, ticket, form.value, by=person)
    hand_over(db, runtime, draft, note)
    return _back(request, ticket, f"#note-{note.id}")


@router.post("/desk/requests/{reference}/closing", name="create_closing")
def create_closing(
    request: Request,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[ClosingForm], Sent(ClosingForm)],
) -> Response:
    if errors := form.errors or faults_of_closing(db, runtime, ticket, form.value):
        return desk_page(request, ticket, db, form.values, errors)
    words = closing_words(db, ticket, form.value, base_url=runtime.settings.base_url)
    close(db, runtime, ticket, form.value, words, by=person)
    return _back(request, ticket)


def _back(request: Request, ticket: Ticket, ending: str = "") -> Response:
    return see_other(request, "show_desk_request", reference=ticket.reference, ending=ending)
