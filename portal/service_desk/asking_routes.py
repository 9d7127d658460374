"""The last steps of the gate: details, check, sent. They open only for an unlocked enquiry."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.signed_in import SignedIn
from portal.content.queries import topics
from portal.errors import NotFound
from portal.files.holding import files_of, hang_on
from portal.files.models import Holder
from portal.files.receiving import Sent as SentFiles
from portal.finding.dependencies import Finding
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry, needs_administrator
from portal.gate.errors import SEARCH_FIRST, DraftChanged, SearchFirst
from portal.gate.forms import SeenVersion
from portal.gate.models import Enquiry
from portal.gate.policy import Missing
from portal.gate.refusing import note_locked
from portal.gate.ruling import what_is_left
from portal.service_desk.forms import RequestForm
from portal.service_desk.fresh import fresh_answers
from portal.service_desk.linking import fault_of
from portal.service_desk.opening import Opening, find_ticket_of, open_ticket
from portal.service_desk.showing import promised_for, promised_for_each, promised_now
from portal.service_desk.similar import open_tickets_like
from portal.support_policy.tiers import Tier
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent, fill
from portal.web.pages import language_of, page, runtime_of, see_other, wants_part

router = APIRouter(dependencies=[needs_administrator()])

Typed = Annotated[Filled[RequestForm], Sent(RequestForm)]
Seen = Annotated[Filled[SeenVersion], Sent(SeenVersion)]


@router.get("/help/{enquiry_id}/details", name="show_details")
def show_details(
    request: Request, enquiry: SeenEnquiry, person: CurrentPerson, db: ReadDb, now: Now
) -> Response:
    if elsewhere := _wrong_step(request, db, enquiry, now):
        return elsewhere
    known = {"title": enquiry.own_words, "area": enquiry.area}
    values = {**fill(RequestForm, known).values, **enquiry.draft}
    return _details_page(request, enquiry, person, values=values, errors=[], db=db)


@router.post("/help/{enquiry_id}/details", name="update_details")
def update_details(
    request: Request,
    known: SeenEnquiry,
    uploads: SentFiles,
    enquiry: OwnEnquiry,
    person: CurrentPerson,
    db: Db,
    now: Now,
    form: Typed,
    seen: Seen,
) -> Response:
    runtime = runtime_of(request)
    kept = keep_typed(enquiry, form, seen, now)
    hang_on(db, runtime, uploads.take(), Holder.ENQUIRY, enquiry.id, by=person)
    if not kept:
        return both_texts_page(request, enquiry, form)
    if left := what_is_left(db, enquiry, now, form.values["area"]):
        return _search_first_page(request, db, enquiry, person, left)
    if errors := [*form.errors, *uploads.errors]:
        return _details_page(request, enquiry, person, values=form.values, errors=errors, db=db)
    return see_other(request, "show_check", enquiry_id=enquiry.id)


@router.post("/help/{enquiry_id}/draft", name="update_draft")
def update_draft(
    request: Request,
    known: SeenEnquiry,
    uploads: SentFiles,
    enquiry: OwnEnquiry,
    person: CurrentPerson,
    db: Db,
    now: Now,
    form: Typed,
    seen: Seen,
) -> Response:
    runtime = runtime_of(request)
    kept = keep_typed(enquiry, form, seen, now)
    hang_on(db, runtime, uploads.take(), Holder.ENQUIRY, enquiry.id, by=person)
    refused = [] if wants_part(request) else uploads.errors
    if kept and refused:
        return _details_page(request, enquiry, person, values=form.values, errors=refused, db=db)
    if not wants_part(request):
        return see_other(request, "show_home") if kept else both_texts_page(request, enquiry, form)
    version = enquiry.draft_version if kept else seen.values["version"]
    facts: dict[str, Any] = {"saved_at": now if kept else None, "version": version}
    return page(request, "service_desk/_saved.html", enquiry=enquiry, **facts)


@router.get("/help/{enquiry_id}/check", name="show_check")
def show_check(
    request: Request,
    enquiry: SeenEnquiry,
    person: CurrentPerson,
    finder: Finding,
    db: ReadDb,
    now: Now,
    notice: str = "",
) -> Response:
    if elsewhere := _wrong_step(request, db, enquiry, now):
        return elsewhere
    form = fill(RequestForm, dict(enquiry.draft))
    if form.errors:
        return see_other(request, "show_details", enquiry_id=enquiry.id)
    meanwhile: dict[str, Any] = {
        "notice": notice,
        "answers": fresh_answers(
            finder, enquiry, form.values, reader=person, lang=language_of(request)
        ),
        "alike": open_tickets_like(db, person, enquiry, language_of(request)),
    }
    return _check_page(request, enquiry, person, form.value, db, **meanwhile)


@router.post("/help/{enquiry_id}/ticket", name="create_ticket")
def create_ticket(
    request: Request,
    enquiry: OwnEnquiry,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    now: Now,
    seen: Seen,
) -> Response:
    form = fill(RequestForm, dict(enquiry.draft))
    left = what_is_left(db, enquiry, now, form.values["area"])
    if left and not enquiry.became_ticket:
        return _search_first_page(request, db, enquiry, person, left)
    if form.errors:
        return see_other(request, "show_details", enquiry_id=enquiry.id)
    if not enquiry.became_ticket and _was_not_checked(enquiry, seen):
        return see_other(request, "show_check", enquiry_id=enquiry.id, ending="?notice=changed")
    lang, key = language_of(request), f"form:{enquiry.id}"
    open_ticket(db, runtime, Opening(person, enquiry, form.value, lang, key))
    return see_other(request, "show_sent", enquiry_id=enquiry.id)


@router.get("/help/{enquiry_id}/sent", name="show_sent")
def show_sent(request: Request, enquiry: SeenEnquiry, db: ReadDb) -> Response:
    ticket = find_ticket_of(db, enquiry)
    if ticket is None:
        raise NotFound("This request was not sent yet.")
    files = files_of(db, Holder.TICKET, ticket.id)
    promised = promised_for(ticket)
    return page(request, "service_desk/sent.html", ticket=ticket, promised=promised, files=files)


def _wrong_step(request: Request, db: Session, enquiry: Enquiry, now: datetime) -> Response | None:
    """Send who comes too late to the page that is theirs; raise SearchFirst for who is early."""
    if enquiry.added_to:
        return see_other(request, "show_request", reference=enquiry.added_to)
    if enquiry.became_ticket:
        return see_other(request, "show_sent", enquiry_id=enquiry.id)
    if left := what_is_left(db, enquiry, now):
        raise SearchFirst(SEARCH_FIRST, missing=left)
    return None


def keep_typed(
    enquiry: Enquiry, form: Filled[RequestForm], seen: Filled[SeenVersion], now: datetime
) -> bool:
    """Keep what was typed; whether it grew from the version that is stored."""
    try:
        enquiry.keep_draft(form.values, now, version=seen.checked.version if seen.checked else None)
    except DraftChanged:
        return False
    return True


def _was_not_checked(enquiry: Enquiry, seen: Filled[SeenVersion]) -> bool:
    """Whether another window changed the text after this one showed it to be checked."""
    version = seen.checked.version if seen.checked else None
    return version is not None and version != enquiry.draft_version


def both_texts_page(request: Request, enquiry: Enquiry, form: Filled[RequestForm]) -> Response:
    """409: another window or device was faster; the person chooses."""
    facts: dict[str, Any] = {"enquiry": enquiry, "values": form.values}
    return page(request, "service_desk/conflict.html", status_code=409, **facts)


def _search_first_page(
    request: Request, db: Session, enquiry: Enquiry, person: SignedIn, left: tuple[Missing, ...]
) -> Response:
    """409: the gate is locked, still or again; what was typed is kept with the enquiry."""
    note_locked(db, runtime_of(request), enquiry, left, by=person)
    facts: dict[str, Any] = {"enquiry": enquiry, "missing": left}
    return page(request, "gate/search_first.html", status_code=409, **facts)


def _check_page(
    request: Request,
    enquiry: Enquiry,
    person: SignedIn,
    form: RequestForm,
    db: Session,
    **meanwhile: Any,
) -> Response:
    runtime = runtime_of(request)
    settings = runtime.settings
    return page(
        request,
        "service_desk/check.html",
        enquiry=enquiry,
        form=form,
        promised=promised_now(db, person.tier, form.priority, runtime.now(), settings),
        shelves=topics(db, language_of(request)),
        phone=settings.support_phone if person.tier == Tier.ENHANCED else "",
        files=files_of(db, Holder.ENQUIRY, enquiry.id),
        incident=fault_of(db, person, form.incident_id, runtime.now()),
        **meanwhile,
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
        promises=promised_for_each(db, person.tier, runtime.now(), runtime.settings),
        shelves=topics(db, language_of(request)),
        version=enquiry.draft_version,
        saved_at=None,
        files=files_of(db, Holder.ENQUIRY, enquiry.id),
        limit_mb=runtime.settings.max_file_mb,
        incident=fault_of(db, person, enquiry.draft.get("incident_id"), runtime.now()),
    )
