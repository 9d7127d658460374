"""The admin's pages of people and organisations: find, invite, change a role, suspend."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.directory import (
    Asked,
    directory_page,
    get_member,
    organisations,
)
from portal.accounts.joining import NewOrganisation, NewPerson, add_organisation
from portal.accounts.looking_after import (
    change_role,
    invite,
    reinstate,
    roles_of,
    send_invitation,
    suspend,
)
from portal.accounts.models import Organisation
from portal.accounts.policy import Capability, Role
from portal.accounts.signed_in import SignedIn
from portal.errors import NotFound, Refusal
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Line, Sent
from portal.web.pages import page, see_other
from portal.words import N_

router = APIRouter(prefix="/admin/people", dependencies=[needs(Capability.ADMINISTER)])


class InvitationForm(BaseModel):
    """Who is invited to which organisation, as what."""

    email: Line = Field(max_length=254, description=N_("Type the e-mail address."))
    name: Line = Field(max_length=200, description=N_("Type the name."))
    organisation: UUID = Field(description=N_("Choose one of the answers."))
    role: Role = Field(description=N_("Choose one of the answers."))
    lang: str = Field("", max_length=10)


class OrganisationForm(BaseModel):
    """A new customer; its support tier is set afterwards."""

    organisation_name: Line = Field(max_length=200, description=N_("Type the name."))


class Act(StrEnum):
    """What can be done for a person at the press of one button."""

    INVITE = "invite"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"


class ActForm(BaseModel):
    act: Act = Field(description=N_("Choose one of the answers."))


class RoleForm(BaseModel):
    role: Role = Field(description=N_("Choose one of the answers."))


def get_asked(
    q: str = "",
    organisation: UUID | None = None,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Asked:
    return Asked(" ".join(q.split())[:100], organisation, number)


@router.get("", name="show_people")
def show_people(
    request: Request,
    db: ReadDb,
    asked: Annotated[Asked, Depends(get_asked)],
    did: str = "",
) -> Response:
    return _people_page(request, db, asked, did=did)


@router.post("", name="create_person")
def create_person(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[InvitationForm], Sent(InvitationForm)],
) -> Response:
    errors = form.errors or _refusal("email", lambda: _invite(db, runtime, form.value, person))
    if errors:
        return _people_page(request, db, Asked(), errors=errors, values=form.values)
    return see_other(request, "show_people", ending="?did=invited")


@router.post("/organisations", name="create_organisation")
def create_organisation(
    request: Request,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[OrganisationForm], Sent(OrganisationForm)],
) -> Response:
    added: list[Organisation] = []
    errors = form.errors or _refusal(
        "organisation_name",
        lambda: added.append(
            add_organisation(db, runtime, NewOrganisation(form.value.organisation_name))
        ),
    )
    if errors:
        return _people_page(request, db, Asked(), errors=errors, values=form.values)
    return see_other(request, "show_people", ending=f"?did=added&organisation={added[0].id}")


@router.get("/{person_id}", name="show_person")
def show_person(
    request: Request, person_id: UUID, person: CurrentPerson, db: ReadDb, done: Act | None = None
) -> Response:
    member = get_member(db, person_id)
    roles = sorted(roles_of(member), key=list(Role).index)
    own = member.person_id == person.id
    return page(request, "accounts/person.html", member=member, roles=roles, is_self=own, done=done)


@router.post("/{person_id}/role", name="update_role")
def update_role(
    request: Request,
    person_id: UUID,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[RoleForm], Sent(RoleForm)],
) -> Response:
    change_role(db, runtime, get_member(db, person_id), form.value.role, by=person)
    return see_other(request, "show_person", person_id=person_id)


@router.post("/{person_id}/access", name="update_access")
def update_access(
    request: Request,
    person_id: UUID,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[ActForm], Sent(ActForm)],
) -> Response:
    member, act = get_member(db, person_id), form.value.act
    if act is Act.INVITE:
        send_invitation(db, runtime, member.person, by=person)
    else:
        {Act.SUSPEND: suspend, Act.REINSTATE: reinstate}[act](db, runtime, member, by=person)
    return see_other(request, "show_person", ending=f"?done={act}", person_id=person_id)


def _invite(db: Session, runtime: AcademyRuntime, form: InvitationForm, by: SignedIn) -> None:
    organisation = db.get(Organisation, form.organisation)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    new = NewPerson(form.email, form.name, organisation.name, form.role, form.lang or None)
    invite(db, runtime, new, by=by)


def _refusal(field_id: str, do: Callable[[], object]) -> list[FieldError]:
    """Do it; return what was refused as a sentence beside the field it is about."""
    try:
        do()
    except Refusal as refused:
        return [FieldError(field_id, refused.sentence, dict(refused.facts))]
    return []


def _people_page(
    request: Request,
    db: Session,
    asked: Asked,
    *,
    did: str = "",
    errors: Sequence[FieldError] = (),
    values: Mapping[str, str] | None = None,
) -> Response:
    return page(
        request,
        "accounts/people.html",
        status_code=422 if errors else 200,
        asked=asked,
        listed=directory_page(db, asked),
        organisations=organisations(db),
        roles=list(Role),
        values=defaultdict(str, values or {}),
        errors=list(errors),
        did=did,
    )
