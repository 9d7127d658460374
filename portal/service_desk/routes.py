"""Requests as customers see them: list, thread, reply, the answer found, the rating."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.queries import topics
from portal.files.receiving import Sent as SentFiles
from portal.service_desk.dependencies import OwnTicket, SeenTicket
from portal.service_desk.desk_forms import OwnSolutionForm, RatingForm
from portal.service_desk.ending import rate, solve_oneself
from portal.service_desk.files import files_in_thread, hang_on_new
from portal.service_desk.forms import PrivacyForm, ReplyForm
from portal.service_desk.models import Ticket
from portal.service_desk.own_list import (
    LONGEST_SEARCH,
    RequestFilter,
    Which,
    Whose,
    requests_listed,
)
from portal.service_desk.privacy import choose_privacy
from portal.service_desk.reference import read_reference
from portal.service_desk.replying import reply_as_customer
from portal.service_desk.showing import promised_for, timeline
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, runtime_of, see_other

requests = APIRouter(dependencies=[needs(Capability.SEE_OWN_REQUESTS)])

Typed = Annotated[Filled[ReplyForm], Sent(ReplyForm)]
Words = Annotated[str, Query(max_length=LONGEST_SEARCH)]


@requests.get("/requests", name="show_requests")
def show_requests(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    db: ReadDb,
    whose: Whose = Whose.ALL,
    state: Which = Which.ALL,
    q: Words = "",
    number: Annotated[int, Query(alias="page", ge=1, le=1_000)] = 1,
) -> Response:
    reference = read_reference(q, runtime.settings.reference_prefix)
    wanted = RequestFilter(whose, state, q, reference)
    found = requests_listed(db, person, wanted, number)
    return page(request, "service_desk/requests.html", found=found, wanted=wanted)


@requests.get("/requests/{reference}", name="show_request")
def show_request(request: Request, ticket: SeenTicket, runtime: Runtime, db: ReadDb) -> Response:
    return _request_page(request, ticket, db, runtime.new_id().hex)


@requests.get("/requests/{reference}/news", name="show_request_news")
def show_request_news(
    request: Request, ticket: SeenTicket, seen: Annotated[int, Query(ge=0)] = 0
) -> Response:
    fresh = max(0, len(timeline(ticket)) - seen)
    facts: dict[str, Any] = {"ticket": ticket, "fresh": fresh, "seen": seen}
    return page(request, "service_desk/_request_news.html", **facts)


@requests.post("/requests/{reference}/privacy", name="update_privacy")
def update_privacy(
    request: Request,
    ticket: OwnTicket,
    person: CurrentPerson,
    runtime: Runtime,
    form: Annotated[Filled[PrivacyForm], Sent(PrivacyForm)],
) -> Response:
    choose_privacy(runtime, ticket, form.value.is_private, by=person)
    return see_other(request, "show_request", reference=ticket.reference)


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
    if form.errors or uploads.errors:
        errors = [*form.errors, *uploads.left_behind()]
        return _request_page(request, ticket, db, runtime.new_id().hex, form, errors)
    reply = reply_as_customer(db, runtime, ticket, form.value, by=person)
    hang_on_new(db, runtime, uploads, reply, by=person)
    return see_other(
        request, "show_request", reference=ticket.reference, ending=f"#reply-{reply.id}"
    )


@requests.post("/requests/{reference}/solution", name="create_own_solution")
def create_own_solution(
    request: Request,
    ticket: OwnTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[OwnSolutionForm], Sent(OwnSolutionForm)],
) -> Response:
    solve_oneself(db, runtime, ticket, form.value, by=person)
    return see_other(request, "show_request", reference=ticket.reference)


@requests.post("/requests/{reference}/rating", name="create_rating")
def create_rating(
    request: Request,
    ticket: OwnTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[RatingForm], Sent(RatingForm)],
) -> Response:
    if form.errors:
        return _request_page(request, ticket, db, runtime.new_id().hex, None, form.errors)
    rate(db, runtime, ticket, form.value, by=person)
    return see_other(request, "show_request", reference=ticket.reference)


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
        status_code=422 if errors else 200,
        ticket=ticket,
        promised=promised_for(ticket),
        values={"text": form.values["text"] if form else "", "key": key},
        errors=list(errors),
        entries=timeline(ticket),
        files=files_in_thread(db, ticket),
        shelves=topics(db, language_of(request)),
        limit_mb=runtime_of(request).settings.max_file_mb,
    )
