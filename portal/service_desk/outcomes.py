"""What the policy says of each way a request can end, in the customer's language."""

from sqlalchemy.orm import Session

from portal.service_desk.desk_forms import ClosingForm
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.picking import address_for_requester
from portal.web.languages import translations
from portal.words import N_

BY_STAFF = (
    Outcome.SOLVED,
    Outcome.NOT_OURS,
    Outcome.NOT_REPRODUCED,
    Outcome.DUPLICATE,
    Outcome.INCIDENT,
)
WORDS = {
    Outcome.SOLVED: N_("We consider this request solved."),
    Outcome.NOT_OURS: N_(
        "Support covers our own software, and this problem comes from something else. "
        "Please ask whoever provides that."
    ),
    Outcome.NOT_REPRODUCED: N_(
        "Support covers problems that can be made to happen again, and we could not. "
        "Write when it happens again: the exact steps and the time help us most."
    ),
    Outcome.DUPLICATE: N_("We answer this together with your request %(reference)s."),
    Outcome.INCIDENT: N_("A known fault caused this, and the status page says how it stands."),
}
REOPEN = N_("If it is not over for you, reply within 14 days: that opens the request again.")
READ_THIS = N_("This page of the Academy answers it: %(address)s")

STILL_OWED = N_("Your request stays open: we still answer what you asked.")
STAYS_OPEN = N_("Your request stays open: reply if there is more to it.")


def besides_words(ticket: Ticket, said: str) -> str:
    """Return the message about the end of a fault to who asked about it all the same."""
    say = translations(ticket.requester.lang or ticket.lang).gettext
    stays = STILL_OWED if ticket.is_ours else STAYS_OPEN
    return f"{said}\n\n{say(stays)}"


def closing_words(db: Session, ticket: Ticket, form: ClosingForm, *, base_url: str) -> str:
    """Return the message that closes the request: staff's own words, the policy's, the way back."""
    say = translations(ticket.requester.lang or ticket.lang).gettext
    parts = [form.words, say(WORDS[form.outcome]) % {"reference": form.duplicate_of}]
    if form.article:
        address = address_for_requester(db, ticket, form.article, base_url)
        parts.insert(1, say(READ_THIS) % {"address": address})
    return "\n\n".join([*filter(None, parts), say(REOPEN)])
