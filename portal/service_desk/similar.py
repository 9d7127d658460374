"""Open requests on the same subject: whoever is about to write may add to one instead."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.finding.words import real_words
from portal.gate.models import Enquiry
from portal.service_desk.models import Ticket
from portal.service_desk.queries import open_tickets_seen_by

FEWEST_SHARED = 2
MOST_LISTED = 3


def open_tickets_like(
    db: Session, person: SignedIn, enquiry: Enquiry, lang: str
) -> Sequence[Ticket]:
    """Return open requests that share at least two words with what was searched or typed."""
    typed = (enquiry.draft.get(name, "") for name in ("title", "description"))
    asked = real_words(" ".join((enquiry.own_words, *typed)), lang)
    found = [
        (len(asked & real_words(f"{ticket.title} {ticket.description}", lang)), ticket)
        for ticket in open_tickets_seen_by(db, person)
    ]
    alike = [pair for pair in found if pair[0] >= FEWEST_SHARED]
    alike.sort(key=lambda pair: -pair[0])
    return [ticket for _, ticket in alike[:MOST_LISTED]]
