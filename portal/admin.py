"""The admin's index: every page on which the Academy itself is set up."""

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.first_steps import first_steps
from portal.web.dependencies import ReadDb, Runtime
from portal.web.pages import page
from portal.words import N_

router = APIRouter(dependencies=[needs(Capability.ADMINISTER)])

PAGES = (
    (
        Capability.ADMINISTER,
        "/admin/people",
        N_("People"),
        N_("Who may sign in, for which organisation and in which role."),
    ),
    (
        Capability.ADMINISTER,
        "/admin/gate",
        N_("Gate rules"),
        N_("How much self-help comes before a request, by tier and product area."),
    ),
    (
        Capability.ADMINISTER,
        "/admin/calendars",
        N_("Calendars"),
        N_("Bank holidays, own closures and openings, and which promises a change moves."),
    ),
    (
        Capability.ADMINISTER,
        "/admin/tiers",
        N_("Support tiers"),
        N_("Who has enhanced support, and from when until when."),
    ),
    (
        Capability.ADMINISTER,
        "/admin/success-managers",
        N_("Customer success managers"),
        N_("Who is told when a customer with enhanced support escalates a request."),
    ),
)


@router.get("/admin", name="show_admin")
def show_admin(request: Request, person: CurrentPerson, runtime: Runtime, db: ReadDb) -> Response:
    entries = [entry[1:] for entry in PAGES if person.may(entry[0])]
    return page(request, "admin/index.html", entries=entries, steps=first_steps(db, runtime))
