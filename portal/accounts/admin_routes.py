"""Admins say who looks after which customer with enhanced support."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from portal.accounts.dependencies import needs
from portal.accounts.models import Person
from portal.accounts.policy import Capability
from portal.accounts.queries import customers, find_customer
from portal.accounts.success_managers import candidates, name_success_manager, success_managers
from portal.errors import NotFound
from portal.support_policy.tiers import Tier
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import page, see_other
from portal.words import N_

router = APIRouter(prefix="/admin/success-managers", dependencies=[needs(Capability.ADMINISTER)])


class ManagerForm(BaseModel):
    """Who looks after which organisation; left empty, nobody does."""

    organisation: UUID = Field(description=N_("Choose one of the answers."))
    person: UUID | None = None


@router.get("", name="show_success_managers")
def show_success_managers(request: Request, db: ReadDb, now: Now, saved: bool = False) -> Response:
    enhanced = [one for one in customers(db) if one.tier_on(now.date()) is Tier.ENHANCED]
    return page(
        request,
        "accounts/success_managers.html",
        organisations=enhanced,
        named=success_managers(db),
        staff=candidates(db),
        saved=saved,
    )


@router.post("", name="update_success_manager")
def update_success_manager(
    request: Request,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[ManagerForm], Sent(ManagerForm)],
) -> Response:
    organisation = find_customer(db, form.value.organisation)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    person = db.get(Person, form.value.person) if form.value.person else None
    name_success_manager(db, runtime, organisation, person)
    return see_other(request, "show_success_managers", ending="?saved=true")
