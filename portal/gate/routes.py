"""The gate's own pages: search, what was tried, and "this solved it"."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability, Role
from portal.accounts.queries import people_with
from portal.finding.showing import results_view
from portal.gate.asked import AskedFor, CurrentVisit
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry
from portal.gate.enquiring import enquiries_handed_to, own_enquiries, take_up_again
from portal.gate.forms import SolutionForm, WatchedForm
from portal.gate.looking import exempt_shelves, solve, watch_on_record
from portal.gate.policy import State
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import page, see_other

router = APIRouter(dependencies=[needs(Capability.ASK_FOR_HELP)])


@router.get("/help", name="show_help")
def show_help(request: Request, asked: AskedFor, visit: CurrentVisit, notice: str = "") -> Response:
    found, enquiry = visit.search(asked, asks_us=True)
    return page(
        request,
        "gate/help.html",
        part="finding/_results.html",
        view=results_view(request, found, asked, enquiry, visit.known(found.terms)),
        enquiry=enquiry,
        notice=notice,
        administrators=people_with(visit.db, Role.ADMINISTRATOR, visit.person.organisation_id),
        handed=enquiries_handed_to(visit.db, visit.person, visit.at),
        exempt=exempt_shelves(visit.db, visit.person.tier, visit.lang),
    )


@router.post("/help/{enquiry_id}/solution", name="create_solution")
def create_solution(
    request: Request,
    enquiry: OwnEnquiry,
    db: Db,
    now: Now,
    form: Annotated[Filled[SolutionForm], Sent(SolutionForm)],
) -> Response:
    solve(db, enquiry, form.checked.item if form.checked else None, at=now)
    return see_other(request, "show_solved", enquiry_id=enquiry.id)


@router.get("/help/{enquiry_id}/solved", name="show_solved")
def show_solved(request: Request, enquiry: SeenEnquiry) -> Response:
    if enquiry.state != State.SOLVED:
        return see_other(request, "show_help")
    return page(request, "gate/solved.html", enquiry=enquiry)


@router.get("/help/{enquiry_id}/kept", name="show_kept")
def show_kept(request: Request, enquiry: SeenEnquiry) -> Response:
    if enquiry.state in {State.SOLVED, State.RAISED}:
        return see_other(request, "show_enquiries")
    return page(request, "gate/kept.html", enquiry=enquiry)


@router.post("/help/{enquiry_id}/kept", name="update_kept")
def update_kept(
    request: Request, enquiry: OwnEnquiry, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    take_up_again(db, runtime, enquiry, person)
    words = enquiry.draft.get("title") or enquiry.own_words
    return see_other(request, "show_help", ending=f"?{urlencode({'q': words})}" if words else "")


@router.get("/account/enquiries", name="show_enquiries")
def show_enquiries(request: Request, person: CurrentPerson, db: ReadDb) -> Response:
    return page(request, "gate/enquiries.html", enquiries=own_enquiries(db, person))


@router.post("/help/{enquiry_id}/watched", name="create_watched", status_code=204)
def create_watched(
    enquiry: OwnEnquiry, now: Now, form: Annotated[Filled[WatchedForm], Sent(WatchedForm)]
) -> Response:
    if form.checked:
        watch_on_record(enquiry, form.value.item, form.value.start, form.value.end, at=now)
    return Response(status_code=204)
