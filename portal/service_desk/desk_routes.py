"""The desk: the queue by due time, and a ticket's page where staff answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.queries import topics
from portal.files.receiving import Sent as SentFiles
from portal.finding.excerpts import Excerpt
from portal.service_desk.changes import Note
from portal.service_desk.dependencies import DeskTicket, QueueAsked, WorkedTicket
from portal.service_desk.desk_forms import AnswerForm
from portal.service_desk.files import files_in_thread, hang_on_new
from portal.service_desk.models import Ticket
from portal.service_desk.outcomes import BY_STAFF
from portal.service_desk.queries import colleagues, notes_on
from portal.service_desk.queueing import Day, count_owned, count_waiting, queue_page
from portal.service_desk.showing import countdown, promised_for, timeline
from portal.service_desk.working_on import answer_from_desk
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, runtime_of, see_other

desk = APIRouter(dependencies=[needs(Capability.WORK_TICKETS)])

FIELDS = ("text", "note", "priority", "why", "waiting_for", "outcome", "words", "article")
MORE = ("duplicate_of", "colleague", "owner_why", "area", "area_why", "find", "answered_with")
BLANK = dict.fromkeys((*FIELDS, *MORE), "")


@desk.get("/desk", name="show_desk")
def show_desk(
    request: Request,
    person: CurrentPerson,
    db: ReadDb,
    now: Now,
    asked: Annotated[QueueAsked, Depends()],
) -> Response:
    runtime = runtime_of(request)
    day = Day.at(now, runtime.settings.support_zone)
    queue = queue_page(db, asked.wanted(person, runtime), day, asked.number)
    return page(
        request,
        "service_desk/desk.html",
        queue=queue,
        left={ticket.id: countdown(ticket, now) for ticket, _ in queue.rows},
        mine=count_owned(db, person.id),
        asked=asked,
        since=now.isoformat(),
    )


@desk.get("/desk/news", name="show_desk_news")
def show_desk_news(request: Request, db: ReadDb, since: datetime) -> Response:
    fresh = count_waiting(db, since) if since.tzinfo else 0
    return page(request, "service_desk/_desk_news.html", fresh=fresh, since=since.isoformat())


@desk.get("/desk/requests/{reference}", name="show_desk_request")
def show_desk_request(request: Request, ticket: DeskTicket, db: ReadDb) -> Response:
    return desk_page(request, ticket, db)


@desk.get("/desk/requests/{reference}/news", name="show_desk_request_news")
def show_desk_request_news(request: Request, ticket: DeskTicket, seen: int = 0) -> Response:
    fresh = max(0, len(ticket.replies) - seen)
    facts: dict[str, Any] = {"ticket": ticket, "fresh": fresh, "seen": seen}
    return page(request, "service_desk/_ticket_news.html", **facts)


@desk.post("/desk/requests/{reference}/replies", name="create_answer")
def create_answer(
    request: Request,
    seen: DeskTicket,
    uploads: SentFiles,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[AnswerForm], Sent(AnswerForm)],
) -> Response:
    if errors := [*form.errors, *uploads.errors]:
        return desk_page(request, ticket, db, form.values, errors)
    reply = answer_from_desk(db, runtime, ticket, form.value, by=person)
    hang_on_new(db, runtime, uploads, reply, by=person)
    return see_other(
        request, "show_desk_request", reference=ticket.reference, ending=f"#reply-{reply.id}"
    )


def desk_page(
    request: Request,
    ticket: Ticket,
    db: Session,
    values: Mapping[str, str] | None = None,
    errors: Sequence[FieldError] = (),
    picks: Sequence[Excerpt] = (),
) -> Response:
    """Return the ticket's page; with errors or picks, what was typed is still there."""
    runtime, notes = runtime_of(request), notes_on(db, ticket)
    return page(
        request,
        "service_desk/desk_request.html",
        status_code=422 if errors else 200,
        ticket=ticket,
        **_facts(ticket, notes, runtime.now()),
        shelves=topics(db, language_of(request)),
        values={**BLANK, **(values or {}), "key": runtime.new_id().hex},
        errors=list(errors),
        files=files_in_thread(db, ticket, notes),
        colleagues=colleagues(db),
        picks=picks,
        limit_mb=runtime.settings.max_file_mb,
    )


def _facts(ticket: Ticket, notes: Sequence[Note], now: datetime) -> dict[str, Any]:
    """Return what the page says of the ticket itself."""
    return {
        "promised": promised_for(ticket),
        "left": countdown(ticket, now),
        "entries": timeline(ticket, notes),
        "outcomes": BY_STAFF,
    }
