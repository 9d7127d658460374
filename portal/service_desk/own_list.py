"""A customer's list of requests: whose, which, with which words, and page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.db.matching import holds
from portal.service_desk.models import Ticket, TicketState
from portal.service_desk.queries import seen_by

PER_PAGE = 50
MOST_WORDS = 6
LONGEST_SEARCH = 200


class Whose(StrEnum):
    """Own requests only, or all that the person may see."""

    ALL = ""
    MINE = "mine"
    COLLEAGUES = "colleagues"


class Which(StrEnum):
    """How far they are."""

    ALL = ""
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class RequestFilter:
    """What the address of the list says; the reference is what the words spell, if they do."""

    whose: Whose = Whose.ALL
    which: Which = Which.ALL
    words: str = ""
    reference: str | None = None

    @property
    def is_blank(self) -> bool:
        return not (self.whose or self.which or self.words.strip())

    def query(self, page: int) -> str:
        """Return the part of the address behind the question mark, for that page."""
        facts = {"whose": self.whose, "state": self.which, "q": self.words}
        said = {name: str(value) for name, value in facts.items() if value}
        return urlencode({**said, **({"page": page} if page > 1 else {})})

    def conditions(self, person: SignedIn) -> Sequence[ColumnElement[bool]]:
        found = [*self._whose(person), *self._which()]
        if self.reference:
            return [*found, Ticket.reference == self.reference]
        for word in self.words.split()[:MOST_WORDS]:
            found.append(or_(holds(Ticket.title, word), holds(Ticket.description, word)))
        return found

    def _whose(self, person: SignedIn) -> list[ColumnElement[bool]]:
        if self.whose == Whose.MINE:
            return [Ticket.requester_id == person.id]
        return [Ticket.requester_id != person.id] if self.whose else []

    def _which(self) -> list[ColumnElement[bool]]:
        if self.which == Which.CLOSED:
            return [Ticket.state == TicketState.CLOSED]
        return [Ticket.state != TicketState.CLOSED] if self.which else []


@dataclass(frozen=True)
class RequestList:
    """One page of the list, and how many requests there are in all."""

    tickets: Sequence[Ticket]
    total: int
    number: int
    per_page: int = PER_PAGE

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.per_page))


def requests_listed(
    db: Session, person: SignedIn, wanted: RequestFilter, number: int = 1, per_page: int = PER_PAGE
) -> RequestList:
    """Return that page of what the person may see and asked for, the newest first."""
    tickets, total = requests_between(db, person, wanted, (number - 1) * per_page, per_page)
    return RequestList(tickets, total, number, per_page)


def requests_between(
    db: Session, person: SignedIn, wanted: RequestFilter, offset: int, limit: int
) -> tuple[Sequence[Ticket], int]:
    """Return so many from there on, the newest first, and how many there are in all."""
    seen = seen_by(person).where(*wanted.conditions(person))
    total = db.scalar(select(func.count()).select_from(seen.subquery())) or 0
    newest = seen.order_by(Ticket.opened_at.desc(), Ticket.id)
    return db.scalars(newest.limit(limit).offset(offset)).all(), total
