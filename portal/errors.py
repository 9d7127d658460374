"""The four refusals: each carries a sentence for the reader and facts for the page."""

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """Something a person may not do, or not now.

    `sentence` is a gettext message with `%(name)s` places filled from `facts`;
    `slug` is the stable end of the API's problem type. Who only looked at a page is led to
    the page that `leads_to` names, if there is one.
    """

    leads_to: ClassVar[str] = ""

    status: ClassVar[int]
    slug: ClassVar[str]

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts: Mapping[str, object] = facts


class NotFound(Refusal):
    """It does not exist, or not for this person: both look the same."""

    status = 404
    slug = "not-found"


class NotAllowed(Refusal):
    """The person's role does not include this."""

    status = 403
    slug = "not-allowed"


class Conflict(Refusal):
    """It can be done, but not in the state things are in now."""

    status = 409
    slug = "conflict"


class Invalid(Refusal):
    """What was sent does not make sense; the facts say which field and why."""

    status = 422
    slug = "invalid"


class SignInNeeded(NotAllowed):
    """Nobody is signed in yet."""

    status = 401
    slug = "sign-in-needed"


class TooMany(NotAllowed):
    """Too many attempts; the fact `retry_after` says how many seconds to wait."""

    status = 429
    slug = "too-many"


class Busy(Conflict):
    """The Academy cannot write right now; the same request may be sent again."""

    status = 503
    slug = "busy"
