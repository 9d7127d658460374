"""Every refusal at the gate is written down: who, from where, what for and what was missing."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from fastapi import Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.errors import Busy, Refusal, SignInNeeded
from portal.gate.errors import SearchFirst
from portal.gate.models import Enquiry
from portal.runtime import Runtime
from portal.web.dependencies import writer_turn
from portal.web.pages import runtime_of

log = structlog.get_logger()

REFUSED = "gate.refused"
GATE = ("/help/", "/api/v1/enquiries", "/api/v1/tickets")
NOTING_WAITS_S = 1.0


async def note_refusal(request: Request, refusal: Refusal) -> None:
    """Write the refusal down in a transaction of its own: the refused one is rolled back.

    The refusal itself is answered whatever becomes of the note.
    """
    person: SignedIn | None = getattr(request.state, "person", None)
    if person is None or not _is_of_the_gate(request, refusal):
        return
    try:
        async with writer_turn(request, wait_s=NOTING_WAITS_S) as db:
            await run_in_threadpool(_note, db, request, person, refusal)
    except Busy:
        log.warning("refusal-not-recorded", reason=refusal.slug)


def note_locked(
    db: Session, runtime: Runtime, enquiry: Enquiry, missing: Sequence[str], *, by: SignedIn
) -> None:
    """Write down that the form was locked, in the transaction that keeps what was typed."""
    _record(db, runtime, by, SearchFirst.slug, enquiry.id, missing)


def _is_of_the_gate(request: Request, refusal: Refusal) -> bool:
    route = request.scope.get("route")
    path = getattr(route, "path", "")
    is_reading = request.method == "GET" and not isinstance(refusal, SearchFirst)
    return path.startswith(GATE) and not is_reading and not isinstance(refusal, Busy | SignInNeeded)


def _note(db: Session, request: Request, person: SignedIn, refusal: Refusal) -> None:
    missing = refusal.facts.get("missing", ())
    assert isinstance(missing, Sequence)
    wanted = request.path_params.get("enquiry_id")
    _record(db, runtime_of(request), person, refusal.slug, _as_id(wanted), missing)


def _record(
    db: Session,
    runtime: Runtime,
    person: SignedIn,
    reason: str,
    enquiry_id: UUID | None,
    missing: Sequence[str],
) -> None:
    record(
        db,
        REFUSED,
        at=runtime.now(),
        actor_id=person.id,
        organisation_id=person.organisation_id,
        subject_id=enquiry_id,
        reason=reason,
        missing=list(missing),
    )


def _as_id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
