"""Fetching a ticket is authorising: a foreign reference does not exist."""

from typing import Annotated

from fastapi import Depends

from portal.accounts.dependencies import CurrentPerson
from portal.errors import NotFound
from portal.service_desk.models import Ticket
from portal.service_desk.queries import find_seen_ticket, find_ticket
from portal.service_desk.reference import read_reference
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
