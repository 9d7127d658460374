"""What an admin does about one person's data: hand it out, erase it."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.directory import get_member
from portal.accounts.looking_after import check_not_yourself
from portal.accounts.models import Membership
from portal.accounts.policy import Capability
from portal.accounts.queries import folded
from portal.privacy.erasing import erase_person
from portal.privacy.exporting import export_person
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Line, Sent
from portal.web.pages import page, see_other
from portal.words import N_

router = APIRouter(prefix="/admin/people", dependencies=[needs(Capability.ADMINISTER)])

NOT_THE_ADDRESS = N_("Type the person's address as it stands above.")


class ErasureForm(BaseModel):
    """The address once more, so that nobody is erased by a slip; and what becomes of texts."""

    email: Line = Field(max_length=254, description=NOT_THE_ADDRESS)
    keep_texts: bool = False


@router.get("/{person_id}/export", name="show_person_export")
def show_person_export(person_id: UUID, db: ReadDb, runtime: Runtime) -> Response:
    email = get_member(db, person_id).person.email
    headers = {"Content-Disposition": f'attachment; filename="person-{person_id}.json"'}
    export = export_person(db, runtime, email)
    return Response(export.as_json(), media_type="application/json", headers=headers)


@router.get("/{person_id}/erasure", name="show_erasure")
def show_erasure(request: Request, person_id: UUID, person: CurrentPerson, db: ReadDb) -> Response:
    member = get_member(db, person_id)
    check_not_yourself(member, person)
    return _erasure_page(request, member)


@router.post("/{person_id}/erasure", name="create_erasure")
def create_erasure(
    request: Request,
    person_id: UUID,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[ErasureForm], Sent(ErasureForm)],
) -> Response:
    member = get_member(db, person_id)
    check_not_yourself(member, person)
    errors = form.errors or _slip(member, form.value.email)
    if errors:
        return _erasure_page(request, member, errors)
    keep = form.value.keep_texts
    erase_person(db, runtime, member.person.email, keep_texts=keep, by=person.id)
    return see_other(request, "show_people", ending="?did=erased")


def _slip(member: Membership, typed: str) -> list[FieldError]:
    is_right = folded(typed) == member.person.email
    return [] if is_right else [FieldError("email", NOT_THE_ADDRESS)]


def _erasure_page(
    request: Request, member: Membership, errors: Sequence[FieldError] = ()
) -> Response:
    return page(
        request,
        "privacy/erasure.html",
        status_code=422 if errors else 200,
        member=member,
        errors=list(errors),
    )
