"""The entries at the top of every page, by role; the labels are gettext messages."""

from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.words import N_

ENTRIES = (
    (Capability.ASK_FOR_HELP, "/help", N_("Get help")),
    (Capability.SEE_OWN_REQUESTS, "/requests", N_("Requests")),
    (Capability.SEE_STATEMENTS, "/statements", N_("Statements")),
    (Capability.WORK_TICKETS, "/desk", N_("Service desk")),
    (Capability.SEE_INSIGHT, "/insight", N_("Insight")),
    (Capability.ADMINISTER, "/admin", N_("Admin")),
)


def entries_for(person: SignedIn | None) -> list[tuple[str, str]]:
    if person is None:
        return []
    return [(href, label) for capability, href, label in ENTRIES if person.may(capability)]
