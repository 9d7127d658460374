"""What somebody tried before they ask, and whether the same was asked already."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.signed_in import SignedIn
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry, needs_administrator
from portal.gate.errors import SEARCH_FIRST, SearchFirst
from portal.gate.forms import DismissalForm
from portal.gate.looking import dismiss
from portal.gate.models import Enquiry
from portal.gate.policy import Missing
from portal.gate.ruling import what_is_left
from portal.service_desk.similar import open_tickets_like
from portal.web.dependencies import Db, Now, ReadDb
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, see_other

router = APIRouter(dependencies=[needs_administrator()])


@router.get("/help/{enquiry_id}/tried", name="show_tried")
def show_tried(
    request: Request, enquiry: SeenEnquiry, person: CurrentPerson, db: ReadDb, now: Now
) -> Response:
    left = what_is_left(db, enquiry, now)
    if Missing.SEARCH in left:
        raise SearchFirst(SEARCH_FIRST, missing=left)
    values = {"reason": enquiry.why_dismissed or "", "words": enquiry.missing_words}
    return _tried_page(request, enquiry, person, db, values, [])


@router.post("/help/{enquiry_id}/dismissal", name="create_dismissal")
def create_dismissal(
    request: Request,
    enquiry: OwnEnquiry,
    person: CurrentPerson,
    db: Db,
    now: Now,
    form: Annotated[Filled[DismissalForm], Sent(DismissalForm)],
) -> Response:
    if form.errors:
        return _tried_page(request, enquiry, person, db, form.values, form.errors)
    dismiss(db, enquiry, form.value.reason, form.value.words, at=now)
    return see_other(request, "show_details", enquiry_id=enquiry.id)


def _tried_page(
    request: Request,
    enquiry: Enquiry,
    person: SignedIn,
    db: Session,
    values: dict[str, str],
    errors: list[FieldError],
) -> Response:
    return page(
        request,
        "gate/tried.html",
        status_code=422 if errors else 200,
        enquiry=enquiry,
        values=values,
        errors=errors,
        alike=open_tickets_like(db, person, enquiry, language_of(request)),
    )
