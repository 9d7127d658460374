"""A reader hands what they could not solve to an administrator of their organisation."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability, Role
from portal.accounts.queries import people_with
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry
from portal.gate.errors import SEARCH_FIRST, SearchFirst
from portal.gate.forms import HandOverForm
from portal.gate.handing_over import hand_over
from portal.gate.models import Enquiry
from portal.gate.policy import Missing
from portal.gate.ruling import what_is_left
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import Filled, Sent, fill
from portal.web.pages import page, see_other

router = APIRouter(dependencies=[needs(Capability.ASK_FOR_HELP)])

Typed = Annotated[Filled[HandOverForm], Sent(HandOverForm)]


@router.get("/help/{enquiry_id}/handover", name="show_handover")
def show_handover(
    request: Request, enquiry: SeenEnquiry, person: CurrentPerson, db: ReadDb, now: Now
) -> Response:
    left = what_is_left(db, enquiry, now)
    if Missing.SEARCH in left:
        raise SearchFirst(SEARCH_FIRST, missing=left)
    kept = {"title": enquiry.own_words, **enquiry.draft}
    return _form(request, enquiry, person, db, now, fill(HandOverForm, kept), is_new=True)


@router.post("/help/{enquiry_id}/handover", name="create_handover")
def create_handover(
    request: Request,
    enquiry: OwnEnquiry,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    now: Now,
    form: Typed,
) -> Response:
    if form.errors:
        return _form(request, enquiry, person, db, now, form)
    hand_over(db, runtime, enquiry, form.value, by=person)
    return see_other(request, "show_handed", enquiry_id=enquiry.id)


@router.get("/help/{enquiry_id}/handed", name="show_handed")
def show_handed(
    request: Request, enquiry: SeenEnquiry, person: CurrentPerson, db: ReadDb
) -> Response:
    colleagues = people_with(db, Role.ADMINISTRATOR, person.organisation_id)
    to = next((one for one in colleagues if one.id == enquiry.handed_to_id), None)
    if to is None:
        return see_other(request, "show_help")
    return page(request, "gate/handed.html", enquiry=enquiry, colleague=to)


def _form(
    request: Request,
    enquiry: Enquiry,
    person: CurrentPerson,
    db: ReadDb,
    now: Now,
    form: Filled[HandOverForm],
    *,
    is_new: bool = False,
) -> Response:
    return page(
        request,
        "gate/handover.html",
        status_code=200 if is_new else 422,
        enquiry=enquiry,
        values=form.values,
        errors=[] if is_new else form.errors,
        asks_why=bool(what_is_left(db, enquiry, now)),
        administrators=people_with(db, Role.ADMINISTRATOR, person.organisation_id),
    )
