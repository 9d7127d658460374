"""Who of the customer's side sees a request: the person's own choice, with its history."""

from portal.accounts.signed_in import SignedIn
from portal.errors import NotAllowed
from portal.runtime import Runtime
from portal.service_desk.changes import Change
from portal.service_desk.models import Ticket

PRIVATE, SHARED = "private", "shared"


def choose_privacy(runtime: Runtime, ticket: Ticket, is_private: bool, *, by: SignedIn) -> None:
    """Keep the choice of whoever sent the request; nobody else makes it for them."""
    if ticket.requester_id != by.id:
        raise NotAllowed("Only the person who sent this request chooses who sees it.")
    if ticket.is_private == is_private:
        return
    before, after = (SHARED, PRIVATE) if is_private else (PRIVATE, SHARED)
    ticket.is_private = is_private
    ticket.note_change(Change.PRIVACY, before, after, why="", by=by.id, at=runtime.now())
