"""The agents' queue: late, today, later, paused; by due time, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, defer

from portal.accounts.models import Organisation, Person
from portal.db.matching import holds
from portal.service_desk.models import Reply, Ticket, TicketState
from portal.service_desk.queries import is_unowned

ON_A_PAGE = 50
MOST_WORDS = 6
UNSHOWN = (Ticket.description, Ticket.expected, Ticket.steps, Ticket.told)


class Group(StrEnum):
    """Where a ticket stands in the queue, in order."""

    LATE = "late"
    TODAY = "today"
    LATER = "later"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Day:
    """The moment of looking, and when its day ends in the zone of support."""

    now: datetime
    ends_at: datetime

    @classmethod
    def at(cls, now: datetime, zone_name: str) -> "Day":
        zone = ZoneInfo(zone_name)
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return cls(now, datetime.combine(tomorrow, time(), zone).astimezone(now.tzinfo))

    def rank(self) -> ColumnElement[int]:
        """Return each ticket's group as its place in the order."""
        return case(
            (Ticket.state == TicketState.CLOSED, 4),
            (Ticket.state == TicketState.CUSTOMERS, 3),
            (Ticket.due_at < self.now, 0),
            (Ticket.due_at < self.ends_at, 1),
            else_=2,
        )


@dataclass(frozen=True)
class QueueFilter:
    """Which tickets of the queue to show: whose, which group, with which words or reference."""

    owner_id: UUID | None = None
    is_unowned: bool = False
    group: Group | None = None
    words: str = ""
    reference: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what must hold besides the group; closed tickets are found by words only."""
        wanted: list[ColumnElement[bool]] = []
        if not self.words:
            wanted.append(Ticket.state.in_((TicketState.OURS, TicketState.CUSTOMERS)))
        if self.owner_id:
            wanted.append(Ticket.owner_id == self.owner_id)
        if self.is_unowned:
            wanted.append(is_unowned())
        if self.reference:
            return [*wanted, Ticket.reference == self.reference]
        return [*wanted, *map(_says, self.words.split()[:MOST_WORDS])]


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue: its tickets with their groups, and how many there are in all."""

    rows: Sequence[tuple[Ticket, Group]]
    counts: Mapping[Group, int]
    shown: int
    number: int

    @property
    def first(self) -> int:
        """Return the place of the first ticket on this page, from 1."""
        return (self.number - 1) * ON_A_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def has_next(self) -> bool:
        return self.last < self.shown

    @property
    def groups(self) -> list[tuple[Group, list[Ticket]]]:
        """Return the groups that have tickets on this page, in order."""
        sorted_out = [(group, [one for one, its in self.rows if its == group]) for group in Group]
        return [(group, tickets) for group, tickets in sorted_out if tickets]


def queue_page(db: Session, wanted: QueueFilter, day: Day, number: int = 1) -> QueuePage:
    """Return a page by group, then due time; without a promised time comes last in its group."""
    groups = list(Group)
    counts: dict[Group, int] = {}
    places: dict[UUID, Group] = {}
    for place, many, ticket_id in db.execute(_counted_and_listed(wanted, day, number)):
        if ticket_id is None:
            counts[groups[place]] = many
        else:
            places[ticket_id] = groups[place]
    shown = counts.get(wanted.group, 0) if wanted.group else sum(counts.values())
    whole = select(Ticket).where(Ticket.id.in_(places)).order_by(day.rank(), *_by_due(Ticket))
    tickets = db.scalars(whole.options(*map(defer, UNSHOWN))) if places else ()
    return QueuePage([(one, places[one.id]) for one in tickets], counts, shown, number)


def _counted_and_listed(wanted: QueueFilter, day: Day, number: int) -> CompoundSelect[Any]:
    """Ask how many are in each group, and which are on the page.

    Words are looked for once, as they are dear; all else is quicker twice, by the index.
    """
    kept = "MATERIALIZED" if wanted.words else "NOT MATERIALIZED"
    found = select(Ticket.id, Ticket.due_at, Ticket.opened_at, day.rank().label("place"))
    fits = found.where(*wanted.conditions).cte("fits").prefix_with(kept).c
    group = [fits.place == list(Group).index(wanted.group)] if wanted.group else []
    page = select(fits.place, literal(0), fits.id).where(*group)
    page = page.order_by(fits.place, *_by_due(fits)).limit(ON_A_PAGE)
    listed = select(page.offset((number - 1) * ON_A_PAGE).subquery())
    counted = select(fits.place, func.count(), cast(null(), Ticket.id.type))
    return union_all(counted.group_by(fits.place), listed)


def _by_due(columns: Any) -> tuple[ColumnElement[Any], ...]:
    return (columns.due_at.is_(None), columns.due_at, columns.opened_at, columns.id)


def count_owned(db: Session, owner_id: UUID) -> int:
    """Return how many tickets that are not over are this person's."""
    open_ones = Ticket.state.in_((TicketState.OURS, TicketState.CUSTOMERS))
    return db.scalar(select(func.count()).where(Ticket.owner_id == owner_id, open_ones)) or 0


def count_waiting(db: Session, since: datetime) -> int:
    """Return how many tickets became ours, or were written on by the customer, after that."""
    wrote = exists().where(
        Reply.ticket_id == Ticket.id, Reply.at > since, Reply.is_from_staff.is_(False)
    )
    fresh = or_(Ticket.clock_started_at > since, wrote)
    return db.scalar(select(func.count()).where(Ticket.state == TicketState.OURS, fresh)) or 0


def _says(word: str) -> ColumnElement[bool]:
    """What is quick to look at comes first: whose it is, then the title, then all that was said."""
    named = select(Organisation.id).where(holds(Organisation.name, word))
    asked = select(Person.id).where(or_(holds(Person.name, word), holds(Person.email, word)))
    said = select(Reply.ticket_id).where(holds(Reply.text, word))
    return or_(
        Ticket.organisation_id.in_(named),
        Ticket.requester_id.in_(asked),
        holds(Ticket.title, word),
        holds(Ticket.description, word),
        Ticket.id.in_(said),
    )
