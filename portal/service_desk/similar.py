"""Open requests on the same subject: whoever is about to write may add to one instead."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.finding.words import real_words
from portal.gate.models import Enquiry
from portal.service_desk.models import Ticket
from portal.service_desk.queries import open_tickets_seen_by

SHARED_WITH_TITLE = 2
SHARED_IN_ALL = 4
MOST_LISTED = 3


def open_tickets_like(
    db: Session, person: SignedIn, enquiry: Enquiry, lang: str
) -> Sequence[Ticket]:
    """Return open requests whose title, or text, shares enough words with what is asked now."""
    typed = (enquiry.draft.get(name, "") for name in ("title", "description"))
    asked = real_words(" ".join((enquiry.own_words, *typed)), lang)
    shared = [
        (ticket, *_shared(ticket, asked, lang)) for ticket in open_tickets_seen_by(db, person)
    ]
    alike = [one for one in shared if one[1] >= SHARED_WITH_TITLE or one[2] >= SHARED_IN_ALL]
    alike.sort(key=lambda one: (-one[1], -one[2]))
    return [ticket for ticket, *_ in alike[:MOST_LISTED]]


def _shared(ticket: Ticket, asked: frozenset[str], lang: str) -> tuple[int, int]:
    """Return how many words the title shares, and how many title and text together."""
    title, text = real_words(ticket.title, lang), real_words(ticket.description, lang)
    return len(title & asked), len((title | text) & asked)
