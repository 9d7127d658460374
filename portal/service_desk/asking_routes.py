"""The last steps of the gate: details, check, sent. They open only for an unlocked enquiry."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.signed_in import SignedIn
from portal.content.queries import topics
from portal.errors import NotFound
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry, needs_administrator
from portal.gate.looking import RULES
from portal.gate.models import Enquiry, State
from portal.gate.policy import Missing
from portal.service_desk.forms import RequestForm
from portal.service_desk.opening import Opening, find_ticket_of, open_ticket
from portal.service_desk.showing import promised_for, promised_for_each
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent, fill
from portal.web.pages import language_of, page, runtime_of, see_other, wants_part

router = APIRouter(dependencies=[needs_administrator()])

Typed = Annotated[Filled[RequestForm], Sent(RequestForm)]


@router.get("/help/{enquiry_id}/details", name="show_details")
def show_details(
    request: Request, enquiry: SeenEnquiry, person: CurrentPerson, db: ReadDb, now: Now
) -> Response:
    if elsewhere := _wrong_step(request, enquiry, now):
        return elsewhere
    values = {**fill(RequestForm, {"title": enquiry.own_words}).values, **enquiry.draft}
    return _details_page(request, enquiry, person, values=values, errors=[], db=db)


@router.post("/help/{enquiry_id}/details", name="update_details")
def update_details(
    request: Request, enquiry: OwnEnquiry, person: CurrentPerson, db: Db, now: Now, form: Typed
) -> Response:
    enquiry.keep_draft(form.values, now)
    if not enquiry.is_unlocked(now):
        return _search_first_page(request, enquiry, now)
    if form.errors:
        return _details_page(
            request, enquiry, person, values=form.values, errors=form.errors, db=db
        )
    return see_other(request, "show_check", enquiry_id=enquiry.id)


@router.post("/help/{enquiry_id}/draft", name="update_draft")
def update_draft(request: Request, enquiry: OwnEnquiry, now: Now, form: Typed) -> Response:
    enquiry.keep_draft(form.values, now)
    if not wants_part(request):
        return see_other(request, "show_home")
    return page(request, "service_desk/_saved.html", saved_at=now)


@router.get("/help/{enquiry_id}/check", name="show_check")
def show_check(
    request: Request,
    enquiry: SeenEnquiry,
    person: CurrentPerson,
    runtime: Runtime,
    db: ReadDb,
    now: Now,
) -> Response:
    if elsewhere := _wrong_step(request, enquiry, now):
        return elsewhere
    form = fill(RequestForm, dict(enquiry.draft))
    if form.errors:
        return see_other(request, "show_details", enquiry_id=enquiry.id)
    promised = promised_for_each(person.tier, now, runtime.settings)[form.value.priority]
    facts: dict[str, Any] = {"form": form.value, "promised": promised}
    return page(
        request,
        "service_desk/check.html",
        enquiry=enquiry,
        shelves=topics(db, language_of(request)),
        **facts,
    )


@router.post("/help/{enquiry_id}/ticket", name="create_ticket")
def create_ticket(
    request: Request, enquiry: OwnEnquiry, person: CurrentPerson, runtime: Runtime, db: Db, now: Now
) -> Response:
    form = fill(RequestForm, dict(enquiry.draft))
    if enquiry.state != State.RAISED and not enquiry.is_unlocked(now):
        return _search_first_page(request, enquiry, now)
    if form.errors:
        return see_other(request, "show_details", enquiry_id=enquiry.id)
    lang, key = language_of(request), f"form:{enquiry.id}"
    open_ticket(db, runtime, Opening(person, enquiry, form.value, lang, key))
    return see_other(request, "show_sent", enquiry_id=enquiry.id)


@router.get("/help/{enquiry_id}/sent", name="show_sent")
def show_sent(request: Request, enquiry: SeenEnquiry, db: ReadDb) -> Response:
    ticket = find_ticket_of(db, enquiry)
    if ticket is None:
        raise NotFound("This request was not sent yet.")
    promised = promised_for(ticket)
    return page(request, "service_desk/sent.html", ticket=ticket, promised=promised)


def _wrong_step(request: Request, enquiry: Enquiry, now: datetime) -> Response | None:
    """Send who comes too early or too late to the page that is theirs."""
    if enquiry.state == State.RAISED:
        return see_other(request, "show_sent", enquiry_id=enquiry.id)
    if not enquiry.is_unlocked(now):
        return see_other(request, "show_help", ending="?notice=search-first")
    return None


def _search_first_page(request: Request, enquiry: Enquiry, now: datetime) -> Response:
    """409: the gate is locked, still or again; what was typed is kept with the enquiry."""
    return page(
        request,
        "gate/search_first.html",
        status_code=409,
        enquiry=enquiry,
        missing=enquiry.missing(RULES) if enquiry.is_open(now) else (Missing.SEARCH,),
    )


def _details_page(
    request: Request,
    enquiry: Enquiry,
    person: SignedIn,
    *,
    values: dict[str, str],
    errors: list[FieldError],
    db: Session,
) -> Response:
    runtime = runtime_of(request)
    return page(
        request,
        "service_desk/details.html",
        status_code=422 if errors else 200,
        enquiry=enquiry,
        values=values,
        errors=errors,
        promises=promised_for_each(person.tier, runtime.now(), runtime.settings),
        shelves=topics(db, language_of(request)),
    )
