"""`/metrics`: what an operator's Prometheus asks for. Numbers only, nothing about people."""

import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.activity.models import Event
from portal.activity.queries import last_event_id
from portal.errors import Busy, NotFound
from portal.finding.queries import events_waiting
from portal.gate.models import Enquiry
from portal.home import checks_of
from portal.mail.models import MailState, OutgoingMail
from portal.reporting.models import LedgerState
from portal.runtime import Runtime as AcademyRuntime
from portal.service_desk.models import Ticket, TicketState
from portal.service_desk.queries import is_unowned
from portal.settings import Settings
from portal.web.dependencies import GET_OR_HEAD, Now, Runtime
from portal.web.measuring import Meter, Metric
from portal.web.refusals import NO_SUCH_PAGE

router = APIRouter()

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
HERE = frozenset({"127.0.0.1", "::1"})
PASSED_ON = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
A_DAY = timedelta(days=1)


@router.api_route("/metrics", methods=GET_OR_HEAD, name="show_metrics", include_in_schema=False)
def show_metrics(request: Request, runtime: Runtime, now: Now) -> Response:
    check_may_measure(request, runtime.settings)
    meter: Meter = request.app.state.meter
    found = [*meter.metrics(), *_academy(runtime, now)]
    text = "\n".join(line for metric in found for line in metric.lines())
    return Response(text + "\n", media_type=TEXT_FORMAT)


def check_may_measure(request: Request, settings: Settings) -> None:
    """Raise NotFound: with a token set for who has another, without one for who is elsewhere."""
    if settings.metrics_token is not None:
        sent = request.headers.get("authorization", "").encode()
        wanted = f"Bearer {settings.metrics_token.get_secret_value()}".encode()
        allowed = hmac.compare_digest(sent, wanted)
    else:
        is_passed_on = any(name in request.headers for name in PASSED_ON)
        allowed = request.client is not None and request.client.host in HERE and not is_passed_on
    if not allowed:
        raise NotFound(NO_SUCH_PAGE)


def _academy(runtime: AcademyRuntime, now: datetime) -> Iterator[Metric]:
    checks = checks_of(runtime)
    works = [({"part": name}, float(is_well)) for name, is_well in checks.items()]
    yield Metric.gauge("academy_part_up", "Whether a part works, as /readyz says.", *works)
    if not checks["database"] or not checks["migrations"]:
        return
    try:
        with runtime.database.reading() as db:
            yield from (*_queues(db, runtime, now), *_desk(db, now), _gate(db, now))
    except (Busy, SQLAlchemyError):
        return


def _queues(db: Session, runtime: AcademyRuntime, now: datetime) -> Iterator[Metric]:
    counted = select(OutgoingMail.state, func.count(), func.min(OutgoingMail.created_at))
    unsent = counted.where(OutgoingMail.state != MailState.SENT).group_by(OutgoingMail.state)
    rows = {state: (count, oldest) for state, count, oldest in db.execute(unsent)}
    waiting, oldest = rows.get(MailState.WAITING, (0, None))
    failed, _ = rows.get(MailState.FAILED, (0, None))
    mails = _by("state", waiting=waiting, failed=failed)
    yield Metric.gauge("academy_mails", "Mails not sent.", *mails)
    age = _age(oldest, now)
    yield Metric.gauge("academy_oldest_mail_seconds", "Age of what waits longest.", ({}, age))
    yield from _followers(db, runtime, now)


def _followers(db: Session, runtime: AcademyRuntime, now: datetime) -> Iterator[Metric]:
    status = runtime.engine.status()
    seen = db.scalar(select(LedgerState.event_id)) or 0
    index, ledger = events_waiting(db, status.position), last_event_id(db) - seen
    behind = _by("follower", index=index, ledger=ledger)
    yield Metric.gauge("academy_events_behind", "Events a follower has not seen.", *behind)
    meaning, age = "Age of the first event the ledger has not seen.", _age(_after(db, seen), now)
    yield Metric.gauge("academy_ledger_behind_seconds", meaning, ({}, age))
    yield Metric.gauge("academy_index_documents", "Texts found.", ({}, status.documents))


def _desk(db: Session, now: datetime) -> list[Metric]:
    ours = Ticket.state == TicketState.OURS
    counts = {
        "ours": _count(db, ours),
        "customers": _count(db, Ticket.state == TicketState.CUSTOMERS),
        "late": _count(db, ours, Ticket.due_at < now),
        "unowned": _count(db, ours, is_unowned()),
    }
    first = db.scalar(select(func.min(Ticket.due_at)).where(ours))
    late_by = max(0.0, _age(first, now))
    return [
        Metric.gauge("academy_tickets", "Tickets that are not closed.", *_by("which", **counts)),
        Metric.gauge(
            "academy_ticket_late_seconds", "By how much the latest is late.", ({}, late_by)
        ),
    ]


def _gate(db: Session, now: datetime) -> Metric:
    """Count lately opened forms; over all time this would read every enquiry at each look."""
    why = func.coalesce(Enquiry.unlocked_by, "closed")
    lately = select(why, func.count()).where(Enquiry.touched_at > now - A_DAY).group_by(why)
    rows = sorted((str(reason), count) for reason, count in db.execute(lately))
    values = [({"opened_by": reason}, float(count)) for reason, count in rows]
    return Metric.gauge("academy_enquiries_day", "Enquiries used within a day.", *values)


def _count(db: Session, *which: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).select_from(Ticket).where(*which)) or 0


def _after(db: Session, event_id: int) -> datetime | None:
    wanted = select(Event.at).where(Event.id > event_id).order_by(Event.id).limit(1)
    return db.scalar(wanted)


def _age(moment: datetime | None, now: datetime) -> float:
    return (now - moment).total_seconds() if moment else 0.0


def _by(label: str, **counts: float) -> list[tuple[dict[str, object], float]]:
    return [({label: name}, float(count)) for name, count in counts.items()]
