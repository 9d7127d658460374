"""Keeping the ledger: each enquiry that is over gets its row, in the order of events."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.activity.models import Event
from portal.activity.queries import events_after, last_event_id
from portal.content.models import Item, Topic
from portal.gate.models import Enquiry
from portal.gate.recorded import Search
from portal.incidents.models import IncidentJoin
from portal.reporting.answer_runs import with_clocks, write_runs
from portal.reporting.deriving import (
    Ended,
    failed_searches,
    items_read,
    ledger_matter,
    ledger_row,
    note_ticket,
)
from portal.reporting.failed_days import count_days
from portal.reporting.gap_cases import note_cases
from portal.reporting.gap_words import forget_words
from portal.reporting.matters import judge
from portal.reporting.models import FailedSearch, ItemRead, LedgerMatter, LedgerRow, LedgerState
from portal.runtime import Runtime
from portal.service_desk.due import rules_in
from portal.service_desk.models import Ticket
from portal.support_policy.calendar import SupportCalendar
from portal.support_policy.tiers import Tier

BATCH = 200
ENDS = frozenset({"gate.solved", "gate.lapsed", "gate.added", "gate.forgotten", "ticket.opened"})
ABOUT_TICKETS = "ticket."
DISMISSED = "gate.dismissed"


def keep_ledger(runtime: Runtime) -> int:
    """Write the rows of enquiries that ended since the last time; return how many steps it took."""
    with runtime.database.reading() as db:
        if not _is_behind(db, runtime):
            return 0
    with runtime.database.writing() as db:
        return keep_up(db, runtime)


def keep_up(db: Session, runtime: Runtime) -> int:
    """Write the rows of one batch; return how many events were followed."""
    state = _state(db, runtime)
    events = events_after(db, state.event_id, limit=BATCH)
    ended = _ended_by(db, events)
    write_rows(db, runtime, _enquiries(db, ended), state)
    _follow_tickets(db, runtime, events)
    if events:
        state.event_id = events[-1].id
    return len(events)


def _follow_tickets(db: Session, runtime: Runtime, events: Sequence[Event]) -> None:
    """Write what became of the tickets that these events are about."""
    about = (event.subject_id for event in events if event.kind.startswith(ABOUT_TICKETS))
    tickets = with_clocks(db, {id_ for id_ in about if id_})
    write_runs(db, runtime, tickets)
    for ticket in tickets:
        for row in db.scalars(select(LedgerRow).where(LedgerRow.ticket_id == ticket.id)):
            note_ticket(row, ticket)


def write_rows(
    db: Session, runtime: Runtime, enquiries: Sequence[Enquiry], state: LedgerState
) -> None:
    """Write, or write again, the rows of these enquiries, and judge what came back."""
    ended = _ended(db, runtime, enquiries)
    ids = [one.enquiry.id for one in ended]
    before = select(LedgerRow.began_on).where(LedgerRow.enquiry_id.in_(ids)).distinct()
    days = set(db.scalars(before))
    for table in (LedgerRow, LedgerMatter, FailedSearch, ItemRead):
        db.execute(delete(table).where(table.enquiry_id.in_(ids)))
    rows = [ledger_row(one) for one in ended]
    db.add_all(rows)
    for one in ended:
        db.add_all([*ledger_matter(one), *failed_searches(one), *items_read(one)])
    db.flush()
    note_cases(db, ids)
    forget_words(db, ids)
    days |= judge(db, rows, within=timedelta(days=state.reversed_within_days))
    count_days(db, days | {row.began_on for row in rows})


def _is_behind(db: Session, runtime: Runtime) -> bool:
    state = db.get(LedgerState, 1)
    if state is None or state.reversed_within_days != runtime.settings.reversed_within_days:
        return True
    return last_event_id(db) > state.event_id


def _state(db: Session, runtime: Runtime) -> LedgerState:
    """Return how far the ledger is; another rule for reversals has every row judged anew."""
    days = runtime.settings.reversed_within_days
    state = db.get(LedgerState, 1, with_for_update=True)
    if state is None:
        state = LedgerState(id=1, event_id=0, reversed_within_days=days)
        db.add(state)
    elif state.reversed_within_days != days:
        state.reversed_within_days = days
        rows = db.scalars(select(LedgerRow)).all()
        count_days(db, judge(db, rows, within=timedelta(days=days)))
    return state


def _ended_by(db: Session, events: Sequence[Event]) -> set[UUID]:
    """Return the enquiries that these events ended."""
    subjects = {event.subject_id for event in events if event.kind in ENDS and event.subject_id}
    if not subjects:
        return set()
    raised = db.scalars(select(Ticket.enquiry_id).where(Ticket.id.in_(subjects)))
    return set(raised) | set(db.scalars(select(Enquiry.id).where(Enquiry.id.in_(subjects))))


def _enquiries(db: Session, ids: Iterable[UUID]) -> Sequence[Enquiry]:
    whole = (
        selectinload(Enquiry.searches).selectinload(Search.shown),
        joinedload(Enquiry.person),
        joinedload(Enquiry.organisation),
    )
    return db.scalars(select(Enquiry).where(Enquiry.id.in_(list(ids))).options(*whole)).all()


def _ended(db: Session, runtime: Runtime, enquiries: Sequence[Enquiry]) -> list[Ended]:
    """Return the enquiries with their tickets and all that is known around them."""
    ids = [enquiry.id for enquiry in enquiries]
    tickets = {
        ticket.enquiry_id: ticket
        for ticket in db.scalars(select(Ticket).where(Ticket.enquiry_id.in_(ids)))
    }
    said = select(Event.subject_id, func.max(Event.at)).where(
        Event.kind == DISMISSED, Event.subject_id.in_(ids)
    )
    joins = _joins_by(db, {enquiry.person_id for enquiry in enquiries})
    around = Around(
        db,
        runtime,
        joins,
        {id_: at for id_, at in db.execute(said.group_by(Event.subject_id)) if id_},
    )
    return [around.of(enquiry, tickets.get(enquiry.id)) for enquiry in enquiries]


def _joins_by(db: Session, person_ids: Collection[UUID]) -> Mapping[UUID, Sequence[datetime]]:
    """Return when these people said that they have the same problem as a known fault."""
    found: dict[UUID, list[datetime]] = {}
    joins = select(IncidentJoin.person_id, IncidentJoin.at)
    for person_id, at in db.execute(joins.where(IncidentJoin.person_id.in_(person_ids))):
        found.setdefault(person_id, []).append(at)
    return found


class Around:
    """What is looked up around enquiries once for many of them."""

    def __init__(
        self,
        db: Session,
        runtime: Runtime,
        joins: Mapping[UUID, Sequence[datetime]],
        dismissed: Mapping[UUID, datetime],
    ) -> None:
        self.runtime, self.joins, self.dismissed = runtime, joins, dismissed
        shelves = db.execute(select(Item.id, Topic.slug).join(Topic)).all()
        self.topics: dict[UUID, str] = dict(shelves)
        rules = rules_in(db, runtime.settings)
        self.calendars: dict[Tier, SupportCalendar] = {t: rules.calendar(t) for t in Tier}
        self.zone = ZoneInfo(rules.zone)

    def of(self, enquiry: Enquiry, ticket: Ticket | None) -> Ended:
        began_at = enquiry.asked_at or enquiry.started_at
        tier = Tier(ticket.tier) if ticket else enquiry.organisation.tier_on(began_at.date())
        return Ended(
            enquiry=enquiry,
            ticket=ticket,
            tier=tier,
            lang=ticket.lang if ticket else self._lang(enquiry),
            topics=self.topics,
            dismissed_at=self.dismissed.get(enquiry.id),
            was_open=self.calendars[tier].is_open(began_at),
            joins=self.joins.get(enquiry.person_id, ()),
            zone=self.zone,
        )

    def _lang(self, enquiry: Enquiry) -> str:
        """Return the person's language, else that of what they read, else the default."""
        read = [reading.lang for reading in enquiry.readings]
        return enquiry.person.lang or next(iter(read), self.runtime.settings.default_language)
