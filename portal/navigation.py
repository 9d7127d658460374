"""The entries at the top of every page, by role; the labels are gettext messages."""

from collections.abc import Sequence

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.errors import Busy
from portal.gate.enquiring import own_enquiries
from portal.gate.models import Enquiry
from portal.incidents.models import Incident
from portal.incidents.queries import incidents_to_announce
from portal.web.pages import runtime_of, wants_part
from portal.words import N_

SHOWN_ON_ACCOUNT = 5
ENTRIES = (
    (Capability.ASK_FOR_HELP, "/help", N_("Get help")),
    (Capability.SEE_OWN_REQUESTS, "/requests", N_("Requests")),
    (Capability.SEE_STATEMENTS, "/statements", N_("Statements")),
    (Capability.WORK_TICKETS, "/desk", N_("Service desk")),
    (Capability.RUN_INCIDENTS, "/desk/incidents", N_("Incidents")),
    (Capability.EDIT_CONTENT, "/content", N_("Content")),
    (Capability.SEE_INSIGHT, "/insight", N_("Insight")),
    (Capability.ADMINISTER, "/admin", N_("Admin")),
)


def entries_for(person: SignedIn | None) -> list[tuple[str, str]]:
    if person is None:
        return []
    return [(href, label) for capability, href, label in ENTRIES if person.may(capability)]


def notices_for(request: Request) -> Sequence[Incident]:
    """Return the incidents that every page tells a person of; parts of pages tell nobody."""
    person: SignedIn | None = getattr(request.state, "person", None)
    if person is None or wants_part(request):
        return ()
    runtime = runtime_of(request)
    try:
        with runtime.database.reading() as db:
            return incidents_to_announce(db, person, runtime.now())
    except (Busy, SQLAlchemyError):  # a page about a fault must not fail by it
        return ()


def own_past(request: Request) -> Sequence[Enquiry]:
    """Return what the person looked for and asked lately, for the page of their account."""
    person: SignedIn = request.state.person
    with runtime_of(request).database.reading() as db:
        return own_enquiries(db, person, limit=SHOWN_ON_ACCOUNT)
