"""Fetching an incident is authorising: one that does not hit a customer does not exist for them."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from portal.accounts.dependencies import CurrentPerson
from portal.errors import NotFound
from portal.incidents.models import Incident
from portal.incidents.queries import find_seen_incident
from portal.web.dependencies import Db, ReadDb, held
from portal.web.forms import read_form
from portal.words import N_

NO_INCIDENT = N_("There is no such incident, or it does not affect you.")


def _there(incident: Incident | None) -> Incident:
    if incident is None:
        raise NotFound(NO_INCIDENT)
    return incident


def seen_incident(incident_id: UUID, person: CurrentPerson, db: ReadDb) -> Incident:
    return _there(find_seen_incident(db, person, incident_id))


def changed_incident(incident_id: UUID, person: CurrentPerson, db: Db) -> Incident:
    return held(db, _there(find_seen_incident(db, person, incident_id)))


async def ticked(request: Request) -> Mapping[str, Sequence[str]]:
    """Return the boxes that were ticked, by the name they share."""
    form = await read_form(request)
    names = ("components", "organisations")
    return {name: [str(value) for value in form.getlist(name)] for name in names}


SeenIncident = Annotated[Incident, Depends(seen_incident)]
ChangedIncident = Annotated[Incident, Depends(changed_incident)]
Ticked = Annotated[Mapping[str, Sequence[str]], Depends(ticked)]
