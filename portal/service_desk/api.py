"""Tickets for programs: open one from an unlocked enquiry, list, look, reply."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, Field, model_validator

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.errors import NotFound
from portal.gate.dependencies import NO_ENQUIRY, needs_administrator
from portal.gate.enquiring import find_own_enquiry
from portal.service_desk.dependencies import OwnTicket, SeenTicket
from portal.service_desk.forms import ReplyForm, RequestForm
from portal.service_desk.models import Reply, Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.own_list import (
    LONGEST_SEARCH,
    RequestFilter,
    Which,
    Whose,
    requests_between,
)
from portal.service_desk.queries import MOST_LISTED
from portal.service_desk.reference import read_reference
from portal.service_desk.replying import reply_as_customer
from portal.web.api import problem_answer
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Line
from portal.web.pages import address, language_of

opening = APIRouter(
    prefix="/api/v1",
    tags=["tickets"],
    dependencies=[needs_administrator()],
)
own = APIRouter(
    prefix="/api/v1", tags=["tickets"], dependencies=[needs(Capability.SEE_OWN_REQUESTS)]
)


LONGEST_KEY = 190
LONGEST_REPLY_KEY = 100
OPENED: dict[int | str, dict[str, Any]] = {
    201: {"headers": {"Location": {"schema": {"type": "string"}}}},
    409: problem_answer(
        "`search-first`: `missing` names what is left to do. `enquiry-over`: start another. "
        "`incident-over`, `incident-not-begun`: `incident_id` is of no incident that goes on."
    ),
}


class TicketBody(RequestForm):
    """A request, and the enquiry it comes from; without a title it gets the first search."""

    enquiry: UUID
    title: Line = Field("", max_length=200)

    @model_validator(mode="before")
    @classmethod
    def _as_meant(cls, given: Any) -> Any:
        """A null is a field left out, and steps may come as a list."""
        if not isinstance(given, Mapping):
            return given
        fields = {name: value for name, value in given.items() if value is not None}
        steps = fields.get("steps")
        if isinstance(steps, list) and all(isinstance(step, str) for step in steps):
            fields["steps"] = "\n".join(steps)
        return fields

    def form(self, own_words: str) -> RequestForm:
        fields = self.model_dump(exclude={"enquiry"})
        return RequestForm(**{**fields, "title": self.title or own_words or "–"})


class ReplyAnswer(BaseModel):
    """One message of the thread."""

    id: UUID
    at: datetime
    author: str
    from_support: bool
    text: str

    @classmethod
    def of(cls, reply: Reply) -> "ReplyAnswer":
        return cls(
            id=reply.id,
            at=reply.at,
            author=reply.author.name,
            from_support=reply.is_from_staff,
            text=reply.text,
        )


class TicketSummary(BaseModel):
    """A request in a list; `due_at` is None while it is not our turn, or without a promise."""

    reference: str
    title: str
    state: str
    tier: str
    priority: int
    is_private: bool
    opened_at: datetime
    due_at: datetime | None

    @classmethod
    def facts(cls, ticket: Ticket) -> dict[str, Any]:
        names = ("reference", "title", "state", "tier", "priority", "is_private", "opened_at")
        due_at = ticket.due_at if ticket.is_ours else None
        return {**{name: getattr(ticket, name) for name in names}, "due_at": due_at}

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketSummary":
        return cls(**cls.facts(ticket))


class TicketAnswer(TicketSummary):
    """A request with its text, promise, thread and frozen trail."""

    url: str
    description: str
    expected: str
    steps: str
    reproducible: str
    since: str
    affected: str
    area: str
    told: str
    diagnosis: str
    due_explained: Mapping[str, Any]
    trail: Mapping[str, Any]
    replies: list[ReplyAnswer]

    @classmethod
    def whole(cls, ticket: Ticket, url: str) -> "TicketAnswer":
        names = (
            "description",
            "expected",
            "steps",
            "reproducible",
            "since",
            "affected",
            "area",
            "told",
        )
        return cls(
            **cls.facts(ticket),
            **{name: getattr(ticket, name) for name in names},
            url=url,
            diagnosis=ticket.diagnosis,
            due_explained=ticket.due_working,
            trail=ticket.trail,
            replies=[ReplyAnswer.of(reply) for reply in ticket.replies],
        )


class TicketList(BaseModel):
    """Own requests, or the organisation's, latest first; `total` counts all that fit."""

    tickets: list[TicketSummary]
    total: int


@opening.post("/tickets", name="api_create_ticket", status_code=201, responses=OPENED)
def create_ticket(
    request: Request,
    response: Response,
    body: TicketBody,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    idempotency_key: Annotated[str | None, Header(max_length=LONGEST_KEY)] = None,
) -> TicketAnswer:
    """Open a ticket. 409 `search-first` names in `missing` what is left to do."""
    enquiry = find_own_enquiry(db, person, body.enquiry)
    if enquiry is None:
        raise NotFound(NO_ENQUIRY)
    form, key = body.form(enquiry.own_words), idempotency_key and f"api:{idempotency_key}"
    opened = Opening(person, enquiry, form, language_of(request), key, is_by_program=True)
    return opened_answer(request, response, open_ticket(db, runtime, opened))


def opened_answer(request: Request, response: Response, ticket: Ticket) -> TicketAnswer:
    """Return a ticket that was just opened, and where it is from now on."""
    response.headers["Location"] = address(request, "api_show_ticket", reference=ticket.reference)
    return TicketAnswer.whole(ticket, _page_of(request, ticket))


@own.get("/tickets", name="api_show_tickets")
def show_tickets(
    person: CurrentPerson,
    runtime: Runtime,
    db: ReadDb,
    whose: Whose = Whose.ALL,
    state: Which = Which.ALL,
    q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = MOST_LISTED,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> TicketList:
    """Own and shared requests: `whose` mine or colleagues, `state` open or closed, `q` words."""
    reference = read_reference(q, runtime.settings.reference_prefix)
    wanted = RequestFilter(whose, state, q, reference)
    found, total = requests_between(db, person, wanted, offset, limit)
    return TicketList(tickets=[TicketSummary.of(one) for one in found], total=total)


@own.get("/tickets/{reference}", name="api_show_ticket")
def show_ticket(request: Request, ticket: SeenTicket) -> TicketAnswer:
    return TicketAnswer.whole(ticket, _page_of(request, ticket))


@own.post("/tickets/{reference}/replies", name="api_create_reply", status_code=201)
def create_reply(
    ticket: OwnTicket,
    body: ReplyForm,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    idempotency_key: Annotated[str | None, Header(max_length=LONGEST_REPLY_KEY)] = None,
) -> ReplyAnswer:
    """Reply; sent again under the same `Idempotency-Key`, or `key`, it is the same reply."""
    form = body.model_copy(update={"key": body.key or idempotency_key})
    return ReplyAnswer.of(reply_as_customer(db, runtime, ticket, form, by=person))


def _page_of(request: Request, ticket: Ticket) -> str:
    return address(request, "show_request", reference=ticket.reference)
