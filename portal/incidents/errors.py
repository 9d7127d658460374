"""What incidents refuse."""

from portal.errors import Conflict


class IncidentOver(Conflict):
    """The incident is closed: nothing is added any more."""

    slug = "incident-over"


class NotBegun(Conflict):
    """The incident is announced: nobody has it yet."""

    slug = "incident-not-begun"
