"""Handing an enquiry over, for programs: to whom, and with which words."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability, Role
from portal.accounts.queries import people_with
from portal.gate.api import EnquiryAnswer
from portal.gate.dependencies import OwnEnquiry
from portal.gate.forms import HandOverForm
from portal.gate.handing_over import hand_over
from portal.web.dependencies import Db, ReadDb, Runtime

router = APIRouter(
    prefix="/api/v1", tags=["enquiries"], dependencies=[needs(Capability.ASK_FOR_HELP)]
)


class Administrator(BaseModel):
    """Somebody of one's own organisation who may send a request."""

    id: UUID
    name: str
    email: str


class AdministratorList(BaseModel):
    """Who may send a request, by name."""

    administrators: list[Administrator]


@router.get("/administrators", name="api_show_administrators")
def show_administrators(person: CurrentPerson, db: ReadDb) -> AdministratorList:
    found = people_with(db, Role.ADMINISTRATOR, person.organisation_id)
    listed = [Administrator(id=one.id, name=one.name, email=one.email) for one in found]
    return AdministratorList(administrators=listed)


@router.post("/enquiries/{enquiry_id}/handover", name="api_create_handover")
def create_handover(
    enquiry: OwnEnquiry, body: HandOverForm, person: CurrentPerson, runtime: Runtime, db: Db
) -> EnquiryAnswer:
    """Give the enquiry to an administrator, who sends it. 409 `search-first` as for a ticket."""
    hand_over(db, runtime, enquiry, body, by=person)
    return EnquiryAnswer.of(enquiry, ())
