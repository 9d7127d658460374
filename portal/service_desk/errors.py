"""What the desk refuses."""

from portal.errors import Conflict, Invalid


class KeyUsedOtherwise(Invalid):
    """The idempotency key came before, with another body."""

    slug = "idempotency-key-used"


class TicketClosed(Conflict):
    """The request is solved; a new reply would not be seen."""

    slug = "ticket-closed"


class AlreadyTaken(Conflict):
    """Somebody else was quicker."""

    slug = "already-taken"


class NothingToTake(Conflict):
    """Every ticket that waits for us has an owner."""

    slug = "nothing-to-take"


class NotClosedYet(Conflict):
    """It is not over, so it cannot be rated."""

    slug = "not-closed-yet"
