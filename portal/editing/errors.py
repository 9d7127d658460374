"""What the editors' workspace refuses."""

from portal.errors import Conflict
from portal.words import N_

SINCE = N_("Readers got another text since you began. Both are below.")


class FourEyes(Conflict):
    """A text that a second person has not approved."""

    slug = "four-eyes"


class OwnText(FourEyes):
    """Nobody approves what they wrote themselves."""

    slug = "own-text"


class InReview(Conflict):
    """Another text of the same article waits already."""

    slug = "in-review-already"


class WrittenOver(Conflict):
    """A text begun over a revision that is no longer the one readers get."""

    slug = "written-over"

    def __init__(self, **facts: object) -> None:
        super().__init__(SINCE, **facts)


class DraftInTheWay(Conflict):
    """A draft that would be lost."""

    slug = "draft-in-the-way"


class NameTaken(Conflict):
    """An address that leads to another text."""

    slug = "name-taken"
