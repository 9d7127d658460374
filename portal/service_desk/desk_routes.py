"""The desk: the queue by due time, and a ticket's page where staff answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.files.receiving import Sent as SentFiles
from portal.mail.queries import count_in_trouble
from portal.service_desk.checking import faults_of_answer
from portal.service_desk.dependencies import DeskTicket, QueueAsked, WorkedTicket
from portal.service_desk.desk_forms import AnswerForm
from portal.service_desk.desk_pages import desk_page
from portal.service_desk.drafts import Draft, hand_over, keep
from portal.service_desk.queueing import Day, count_owned, count_waiting, queue_page
from portal.service_desk.showing import countdown
from portal.service_desk.solving import answer_or_solve
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import Filled, Moment, Sent
from portal.web.pages import page, runtime_of, see_other

desk = APIRouter(dependencies=[needs(Capability.WORK_TICKETS)])


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
        astray=count_in_trouble(db, now),
        asked=asked,
        since=now.isoformat(),
    )


@desk.get("/desk/news", name="show_desk_news")
def show_desk_news(
    request: Request, db: ReadDb, since: Moment, asked: Annotated[QueueAsked, Depends()]
) -> Response:
    fresh = count_waiting(db, since) if since.tzinfo else 0
    facts: dict[str, Any] = {"fresh": fresh, "since": since.isoformat(), "asked": asked}
    return page(request, "service_desk/_desk_news.html", **facts)


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
    draft = Draft(ticket, "reply", form.values["key"], person)
    keep(db, runtime, draft, uploads)
    if errors := [*form.errors, *uploads.errors] or faults_of_answer(ticket, form.value):
        return desk_page(request, ticket, db, form.values, errors)
    reply = answer_or_solve(db, runtime, ticket, form.value, by=person)
    hand_over(db, runtime, draft, reply)
    return see_other(
        request, "show_desk_request", reference=ticket.reference, ending=f"#reply-{reply.id}"
    )
