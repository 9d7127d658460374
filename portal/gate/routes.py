"""The gate's own pages: search, what was tried, and "this solved it"."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import needs
from portal.accounts.policy import Capability, Role
from portal.accounts.queries import people_with
from portal.finding.showing import results_view
from portal.gate.asked import AskedFor, CurrentVisit
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry, needs_administrator
from portal.gate.forms import DismissalForm, SolutionForm
from portal.gate.looking import RULES, dismiss, solve
from portal.gate.models import State
from portal.gate.policy import Missing
from portal.web.dependencies import Db, Now
from portal.web.forms import Filled, Sent
from portal.web.pages import page, see_other

router = APIRouter(dependencies=[needs(Capability.ASK_FOR_HELP)])
asking = APIRouter(dependencies=[needs_administrator()])


@router.get("/help", name="show_help")
def show_help(request: Request, asked: AskedFor, visit: CurrentVisit, notice: str = "") -> Response:
    found, enquiry = visit.search(asked, asks_us=True)
    return page(
        request,
        "gate/help.html",
        part="finding/_results.html",
        view=results_view(request, found, asked, enquiry=enquiry),
        enquiry=enquiry,
        notice=notice,
        administrators=people_with(visit.db, Role.ADMINISTRATOR, visit.person.organisation_id),
    )


@asking.get("/help/{enquiry_id}/tried", name="show_tried")
def show_tried(request: Request, enquiry: SeenEnquiry, now: Now) -> Response:
    if Missing.SEARCH in enquiry.missing(RULES) or not enquiry.is_open(now):
        return see_other(request, "show_help", ending="?notice=search-first")
    values = {"reason": enquiry.why_dismissed or "", "words": enquiry.missing_words}
    return page(request, "gate/tried.html", enquiry=enquiry, values=values, errors=[])


@asking.post("/help/{enquiry_id}/dismissal", name="create_dismissal")
def create_dismissal(
    request: Request,
    enquiry: OwnEnquiry,
    db: Db,
    now: Now,
    form: Annotated[Filled[DismissalForm], Sent(DismissalForm)],
) -> Response:
    if form.errors:
        kept: dict[str, Any] = {"values": form.values, "errors": form.errors}
        return page(request, "gate/tried.html", status_code=422, enquiry=enquiry, **kept)
    dismiss(db, enquiry, form.value.reason, form.value.words, at=now)
    return see_other(request, "show_details", enquiry_id=enquiry.id)


@router.post("/help/{enquiry_id}/solution", name="create_solution")
def create_solution(
    request: Request,
    enquiry: OwnEnquiry,
    db: Db,
    now: Now,
    form: Annotated[Filled[SolutionForm], Sent(SolutionForm)],
) -> Response:
    item = form.checked.item if form.checked else None
    solve(db, enquiry, item if enquiry.has_met(item) else None, at=now)
    return see_other(request, "show_solved", enquiry_id=enquiry.id)


@router.get("/help/{enquiry_id}/solved", name="show_solved")
def show_solved(request: Request, enquiry: SeenEnquiry) -> Response:
    if enquiry.state != State.SOLVED:
        return see_other(request, "show_help")
    return page(request, "gate/solved.html", enquiry=enquiry)
