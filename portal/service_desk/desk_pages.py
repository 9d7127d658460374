"""The page of a ticket as staff see it; with errors or picks, what was typed is still there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.queries import topics
from portal.finding.excerpts import Excerpt
from portal.service_desk.changes import Note
from portal.service_desk.drafts import Draft, kept_with
from portal.service_desk.files import files_in_thread
from portal.service_desk.linking import offered_to
from portal.service_desk.models import Ticket
from portal.service_desk.outcomes import BY_STAFF
from portal.service_desk.precedents import precedents_of
from portal.service_desk.queries import colleagues, notes_on, others_of_customer
from portal.service_desk.showing import countdown, promised_for, timeline
from portal.web.forms import FieldError
from portal.web.pages import language_of, page, runtime_of

FIELDS = ("text", "note", "priority", "why", "waiting_for", "outcome", "words", "article")
MORE = ("duplicate_of", "colleague", "owner_why", "area", "area_why", "find", "answered_with")
FAULT = ("incident_id", "incident_why")
BLANK = dict.fromkeys((*FIELDS, *MORE, *FAULT), "")


def desk_page(
    request: Request,
    ticket: Ticket,
    db: Session,
    values: Mapping[str, str] | None = None,
    errors: Sequence[FieldError] = (),
    picks: Sequence[Excerpt] = (),
) -> Response:
    runtime, notes = runtime_of(request), notes_on(db, ticket)
    keys = _keys(values or {}, runtime.new_id().hex)
    return page(
        request,
        "service_desk/desk_request.html",
        status_code=422 if errors else 200,
        ticket=ticket,
        **_facts(ticket, notes, runtime.now()),
        **_choices(db, ticket, language_of(request), runtime.now()),
        values={**BLANK, **(values or {}), **keys},
        errors=list(errors),
        files=files_in_thread(db, ticket, notes),
        waiting_files=kept_with(db, _drafts(request, ticket, keys)),
        picks=picks,
        limit_mb=runtime.settings.max_file_mb,
    )


def _keys(typed: Mapping[str, str], new: str) -> dict[str, str]:
    """What is shown again keeps its key, and with it its files; all else gets a new one."""
    old = typed.get("key") or new
    return {"key": new, "note_key": old} if "note" in typed else {"key": old, "note_key": new}


def _drafts(request: Request, ticket: Ticket, keys: Mapping[str, str]) -> list[Draft]:
    by: SignedIn = request.state.person
    return [
        Draft(ticket, "reply", keys["key"], by),
        Draft(ticket, "note", keys["note_key"], by),
    ]


def _facts(ticket: Ticket, notes: Sequence[Note], now: datetime) -> dict[str, Any]:
    """Return what the page says of the ticket itself."""
    return {
        "promised": promised_for(ticket),
        "left": countdown(ticket, now),
        "entries": timeline(ticket, notes),
        "outcomes": BY_STAFF,
    }


def _choices(db: Session, ticket: Ticket, lang: str, now: datetime) -> dict[str, Any]:
    """Return what its forms offer: areas, colleagues, other requests, faults; how like ended."""
    return {
        "shelves": topics(db, lang),
        "colleagues": colleagues(db),
        "others": others_of_customer(db, ticket),
        "incidents": offered_to(db, ticket, now),
        "precedents": () if ticket.is_closed else precedents_of(db, ticket),
    }
