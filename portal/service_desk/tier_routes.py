"""The admin's page of tiers: from when until when each customer has enhanced support."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.models import Organisation
from portal.accounts.policy import Capability
from portal.accounts.queries import customers, find_customer
from portal.errors import NotFound
from portal.service_desk.retiering import TierForm, change_tier
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import page, runtime_of, see_other

router = APIRouter(prefix="/admin/tiers", dependencies=[needs(Capability.ADMINISTER)])


@router.get("", name="show_tiers")
def show_tiers(request: Request, db: ReadDb, moved: int | None = None) -> Response:
    return _tiers_page(request, db, moved=moved)


def organisation_of(organisation_id: UUID, db: Db) -> Organisation:
    organisation = find_customer(db, organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    return organisation


@router.post("/{organisation_id}", name="update_tier")
def update_tier(
    request: Request,
    organisation_id: UUID,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[TierForm], Sent(TierForm)],
) -> Response:
    organisation = organisation_of(organisation_id, db)
    if form.errors:
        return _tiers_page(request, db, form.errors)
    moved = change_tier(db, runtime, organisation, form.value, by=person)
    return see_other(request, "show_tiers", ending=f"?moved={moved}")


def _tiers_page(
    request: Request, db: Session, errors: Sequence[FieldError] = (), moved: int | None = None
) -> Response:
    return page(
        request,
        "service_desk/tiers.html",
        status_code=422 if errors else 200,
        organisations=customers(db),
        today=runtime_of(request).now().date(),
        errors=list(errors),
        moved=moved,
    )
