"""What gate routes ask for: a person's own enquiry, and the right to raise a request."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.params import Depends as DependsOn

from portal.accounts.dependencies import CurrentPerson, Needs
from portal.accounts.policy import Capability, Role
from portal.accounts.queries import people_with
from portal.accounts.signed_in import SignedIn
from portal.errors import NotAllowed, NotFound
from portal.gate.enquiring import find_own_enquiry
from portal.gate.models import Enquiry
from portal.web.dependencies import Db, ReadDb, held
from portal.words import N_

NO_ENQUIRY = N_("There is no such enquiry, or it is not yours. Start with a search.")


def own_enquiry(enquiry_id: UUID, person: CurrentPerson, db: Db) -> Enquiry:
    """Return this person's enquiry, to be changed; anybody else's does not exist for them."""
    enquiry = find_own_enquiry(db, person, enquiry_id)
    if enquiry is None:
        raise NotFound(NO_ENQUIRY)
    return held(db, enquiry)


def seen_enquiry(enquiry_id: UUID, person: CurrentPerson, db: ReadDb) -> Enquiry:
    """Return this person's enquiry, to be looked at."""
    enquiry = find_own_enquiry(db, person, enquiry_id)
    if enquiry is None:
        raise NotFound(NO_ENQUIRY)
    return enquiry


OwnEnquiry = Annotated[Enquiry, Depends(own_enquiry)]
SeenEnquiry = Annotated[Enquiry, Depends(seen_enquiry)]


class NeedsAdministrator(Needs):
    """As `Needs`, but a reader is told which colleagues may raise a request."""

    def __init__(self) -> None:
        super().__init__(Capability.RAISE_REQUEST)

    def __call__(self, person: CurrentPerson, db: ReadDb) -> None:  # type: ignore[override]
        if person.may(self.capability) or person.is_staff:
            super().__call__(person)
            return
        raise NotAllowed(
            "Requests go through an administrator of your organisation: %(names)s.",
            names=names_of_administrators(db, person),
        )


def names_of_administrators(db: ReadDb, person: SignedIn) -> str:
    """Return the names of the organisation's administrators with their addresses."""
    people = people_with(db, Role.ADMINISTRATOR, person.organisation_id)
    return ", ".join(f"{one.name} ({one.email})" for one in people)


def needs_administrator() -> DependsOn:
    declared: DependsOn = Depends(NeedsAdministrator())
    return declared
