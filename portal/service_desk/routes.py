"""Requests as customers see them, and the desk where staff answer them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.queries import topics
from portal.files.receiving import Sent as SentFiles
from portal.service_desk.dependencies import DeskTicket, OwnTicket, SeenTicket, WorkedTicket
from portal.service_desk.files import files_in_thread, hang_on_new
from portal.service_desk.forms import ReplyForm
from portal.service_desk.models import Ticket, TicketState
from portal.service_desk.queries import queue, tickets_seen_by
from portal.service_desk.replying import answer, reply_as_customer
from portal.service_desk.showing import countdown, promised_for
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, runtime_of, see_other

requests = APIRouter(dependencies=[needs(Capability.SEE_OWN_REQUESTS)])
desk = APIRouter(dependencies=[needs(Capability.WORK_TICKETS)])

Typed = Annotated[Filled[ReplyForm], Sent(ReplyForm)]


@requests.get("/requests", name="show_requests")
def show_requests(request: Request, person: CurrentPerson, db: ReadDb, now: Now) -> Response:
    tickets = tickets_seen_by(db, person)
    return page(request, "service_desk/requests.html", tickets=tickets)


@requests.get("/requests/{reference}", name="show_request")
def show_request(request: Request, ticket: SeenTicket, runtime: Runtime, db: ReadDb) -> Response:
    return _request_page(request, ticket, db, runtime.new_id().hex)


@requests.post("/requests/{reference}/replies", name="create_reply")
def create_reply(
    request: Request,
    seen: SeenTicket,
    uploads: SentFiles,
    ticket: OwnTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Typed,
) -> Response:
    if errors := [*form.errors, *uploads.errors]:
        return _request_page(request, ticket, db, runtime.new_id().hex, form, errors)
    reply = reply_as_customer(db, runtime, ticket, form.value, by=person)
    hang_on_new(db, runtime, uploads, reply, by=person)
    return see_other(
        request, "show_request", reference=ticket.reference, ending=f"#reply-{reply.id}"
    )


@desk.get("/desk", name="show_desk")
def show_desk(request: Request, db: ReadDb, now: Now) -> Response:
    ours, customers = queue(db, TicketState.OURS), queue(db, TicketState.CUSTOMERS)
    rows = [(ticket, countdown(ticket, now)) for ticket in ours]
    return page(request, "service_desk/desk.html", rows=rows, paused=customers)


@desk.get("/desk/requests/{reference}", name="show_desk_request")
def show_desk_request(
    request: Request, ticket: DeskTicket, runtime: Runtime, db: ReadDb
) -> Response:
    return _desk_page(request, ticket, db, runtime.new_id().hex)


@desk.post("/desk/requests/{reference}/replies", name="create_answer")
def create_answer(
    request: Request,
    seen: DeskTicket,
    uploads: SentFiles,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Typed,
) -> Response:
    if errors := [*form.errors, *uploads.errors]:
        return _desk_page(request, ticket, db, runtime.new_id().hex, form, errors)
    reply = answer(db, runtime, ticket, form.value, by=person)
    hang_on_new(db, runtime, uploads, reply, by=person)
    return see_other(
        request, "show_desk_request", reference=ticket.reference, ending=f"#reply-{reply.id}"
    )


def _request_page(
    request: Request,
    ticket: Ticket,
    db: Session,
    key: str,
    form: Filled[ReplyForm] | None = None,
    errors: Sequence[FieldError] = (),
) -> Response:
    return page(
        request,
        "service_desk/request.html",
        status_code=422 if form else 200,
        ticket=ticket,
        promised=promised_for(ticket),
        values={"text": form.values["text"] if form else "", "key": key},
        errors=list(errors),
        files=files_in_thread(db, ticket),
        limit_mb=runtime_of(request).settings.max_file_mb,
    )


def _desk_page(
    request: Request,
    ticket: Ticket,
    db: Session,
    key: str,
    form: Filled[ReplyForm] | None = None,
    errors: Sequence[FieldError] = (),
) -> Response:
    now = runtime_of(request).now()
    return page(
        request,
        "service_desk/desk_request.html",
        status_code=422 if form else 200,
        ticket=ticket,
        promised=promised_for(ticket),
        left=countdown(ticket, now),
        shelves=topics(db, language_of(request)),
        values={"text": form.values["text"] if form else "", "key": key},
        errors=list(errors),
        files=files_in_thread(db, ticket),
        limit_mb=runtime_of(request).settings.max_file_mb,
    )
