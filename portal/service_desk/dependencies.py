"""Fetching a ticket is authorising: a foreign reference does not exist."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.signed_in import SignedIn
from portal.errors import NotFound
from portal.runtime import Runtime as AcademyRuntime
from portal.service_desk.models import Ticket
from portal.service_desk.queries import find_seen_ticket, find_ticket
from portal.service_desk.queueing import Group, QueueFilter
from portal.service_desk.reference import heard, read_reference
from portal.web.dependencies import Db, ReadDb, Runtime, held
from portal.words import N_

NO_REQUEST = N_("There is no request with that reference, or it is not yours to see.")


def canonical(reference: str, runtime: Runtime) -> str:
    """Return the reference in its one form; what cannot be one is not found."""
    return read_reference(reference, runtime.settings.reference_prefix) or ""


Reference = Annotated[str, Depends(canonical)]


def _there(ticket: Ticket | None) -> Ticket:
    if ticket is None:
        raise NotFound(NO_REQUEST)
    return ticket


def seen_ticket(wanted: Reference, person: CurrentPerson, db: ReadDb) -> Ticket:
    return _there(find_seen_ticket(db, person, wanted))


def own_ticket(wanted: Reference, person: CurrentPerson, db: Db) -> Ticket:
    return held(db, _there(find_seen_ticket(db, person, wanted)))


def desk_ticket(wanted: Reference, db: ReadDb) -> Ticket:
    return _there(find_ticket(db, wanted))


def worked_ticket(wanted: Reference, db: Db) -> Ticket:
    return held(db, _there(find_ticket(db, wanted)))


SeenTicket = Annotated[Ticket, Depends(seen_ticket)]
OwnTicket = Annotated[Ticket, Depends(own_ticket)]
DeskTicket = Annotated[Ticket, Depends(desk_ticket)]
WorkedTicket = Annotated[Ticket, Depends(worked_ticket)]


@dataclass(frozen=True)
class QueueAsked:
    """What of the queue is asked for in the address."""

    q: Annotated[str, Query(max_length=200)] = ""
    owner: Annotated[str, Query(pattern="^(|mine|nobody)$")] = ""
    group: Annotated[str, Query(pattern="^(|late|today|later|paused|closed)$")] = ""
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1

    def wanted(self, person: SignedIn, runtime: AcademyRuntime) -> QueueFilter:
        return QueueFilter(
            owner_id=person.id if self.owner == "mine" else None,
            is_unowned=self.owner == "nobody",
            group=Group(self.group) if self.group else None,
            words=self.q,
            reference=read_reference(heard(self.q), runtime.settings.reference_prefix),
        )

    def address(self, **changes: str | int) -> str:
        """Return the query of the same queue with something changed; a change leads to page 1."""
        asked = {"q": self.q, "owner": self.owner, "group": self.group, **changes}
        kept = {name: value for name, value in asked.items() if value not in ("", 1)}
        return f"?{urlencode(kept)}" if kept else ""
