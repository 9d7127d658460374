"""The start page, the status page, and what operators' probes ask for."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, MaybePerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.queries import cards_of, newest, topics
from portal.content.views import Card
from portal.db.schema import is_at_head
from portal.first_steps import steps_left
from portal.gate.enquiring import enquiries_handed_to, find_current_enquiry
from portal.incidents.queries import incidents_of_everybody, open_incidents_for, uptime_for
from portal.reporting.items import often_read
from portal.runtime import Runtime as AcademyRuntime
from portal.service_desk.queries import tickets_seen_by
from portal.support_policy.uptime import Month, Uptime
from portal.web.dependencies import GET_OR_HEAD, Now, ReadDb, Runtime
from portal.web.pages import language_of, page

router = APIRouter(dependencies=[needs(Capability.READ_ACADEMY)])
public = APIRouter()

HOME_TICKETS, HOME_ITEMS = 5, 6
OF_LATE = timedelta(days=30)


@router.get("/", name="show_home")
def show_home(
    request: Request, person: CurrentPerson, runtime: Runtime, db: ReadDb, now: Now
) -> Response:
    lang = language_of(request)
    return page(
        request,
        "home/home.html",
        topics=topics(db, lang),
        newest=newest(db, lang, person.audiences, limit=HOME_ITEMS),
        often_read=_often_read(db, person, lang, now),
        enquiry=find_current_enquiry(db, person, now),
        handed=enquiries_handed_to(db, person, now),
        tickets=tickets_seen_by(db, person)[:HOME_TICKETS],
        steps_left=steps_left(db, runtime) if person.may(Capability.ADMINISTER) else 0,
    )


def _often_read(db: Session, person: SignedIn, lang: str, now: datetime) -> Sequence[Card]:
    """Return what many opened of late; of the most read, some may be hidden from this person."""
    ids = often_read(db, (now - OF_LATE).date(), most=4 * HOME_ITEMS)
    return cards_of(db, ids, lang=lang, audiences=person.audiences)[:HOME_ITEMS]


@public.api_route("/status", methods=GET_OR_HEAD, name="show_status")
def show_status(
    request: Request, person: MaybePerson, runtime: Runtime, db: ReadDb, now: Now
) -> Response:
    known = open_incidents_for(db, person) if person else incidents_of_everybody(db)
    uptime = None if person is None or person.is_staff else _uptime(db, runtime, person, now)
    checks = list(checks_of(runtime).items())
    return page(
        request,
        "web/status.html",
        checks=checks,
        incidents=known,
        is_troubled=any(incident.is_going_on(now) for incident in known),
        uptime=uptime,
    )


@public.api_route("/healthz", methods=GET_OR_HEAD, name="show_health", include_in_schema=False)
def show_health() -> Response:
    return JSONResponse({"status": "ok"})


@public.api_route("/readyz", methods=GET_OR_HEAD, name="show_readiness", include_in_schema=False)
def show_readiness(runtime: Runtime) -> Response:
    """Ready to serve: names each part and whether it works. The index may be rebuilding."""
    checks = checks_of(runtime)
    is_ready = all(works for name, works in checks.items() if name != "search")
    return JSONResponse(
        {"status": "ready" if is_ready else "not ready", "checks": checks},
        status_code=200 if is_ready else 503,
    )


def _uptime(db: Session, runtime: AcademyRuntime, person: SignedIn, now: datetime) -> Uptime:
    counts = runtime.settings.maintenance_counts
    month = Month.of(now)
    return uptime_for(db, person.organisation_id, month, now=now, maintenance_counts=counts)


def checks_of(runtime: AcademyRuntime) -> dict[str, bool]:
    """Return each part by name, and whether it works; without a database no schema is asked for."""
    answers = _database_answers(runtime)
    return {
        "database": answers,
        "migrations": answers and is_at_head(runtime.database),
        "search": runtime.engine.status().healthy,
        "disk": os.access(runtime.settings.data_dir, os.W_OK),
    }


def _database_answers(runtime: AcademyRuntime) -> bool:
    try:
        with runtime.database.reading() as db:
            return db.scalar(select(1)) == 1
    except SQLAlchemyError:
        return False
