"""What a request says: one shape for the page and for the API."""

import json
from enum import StrEnum
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from portal.web.forms import Line, Text
from portal.words import N_

LONGEST_TEXT = 20_000
BY_MAIL = "mail:"  # how the keys of messages begin that came by mail


class Reproducible(StrEnum):
    """How often it happens."""

    EVERY_TIME = "every-time"
    SOMETIMES = "sometimes"
    ONCE = "once"
    UNKNOWN = "unknown"


class Affected(StrEnum):
    """How many people it hits."""

    ME = "me"
    FEW = "few"
    TEAM = "team"
    EVERYONE = "everyone"
    UNKNOWN = "unknown"


YES, NO = frozenset({"yes", "true", "always"}), frozenset({"no", "false", "never"})


def _from_yes_or_no(answer: object) -> object:
    """Programs may also answer yes or no."""
    word = str(answer).strip().lower()
    if word in YES | NO:
        return Reproducible.EVERY_TIME if word in YES else Reproducible.ONCE
    return answer


def _from_code(answer: object) -> object:
    """P2 means 2."""
    return answer[1:] if isinstance(answer, str) and answer[:1] in {"P", "p"} else answer


class RequestForm(BaseModel):
    """A request for help as its author describes it."""

    priority: Annotated[int, BeforeValidator(_from_code)] = Field(
        ge=1, le=5, description=N_("Choose how it affects your work.")
    )
    title: Line = Field(min_length=1, max_length=200, description=N_("Give your request a title."))
    description: Text = Field(
        min_length=1, max_length=LONGEST_TEXT, description=N_("Describe what happened.")
    )
    expected: Text = Field("", max_length=LONGEST_TEXT)
    steps: Text = Field("", max_length=LONGEST_TEXT)
    reproducible: Annotated[Reproducible, BeforeValidator(_from_yes_or_no)] = Reproducible.UNKNOWN
    since: Line = Field("", max_length=200)
    affected: Affected = Affected.UNKNOWN
    area: Line = Field("", max_length=100)
    told: Text = Field("", max_length=LONGEST_TEXT)
    is_private: bool = False
    incident_id: UUID | None = None

    def digest(self) -> str:
        """Return a hash by which the same request, sent twice, is recognised."""
        canonical = json.dumps(self.model_dump(mode="json", exclude_none=True), sort_keys=True)
        return sha256(canonical.encode()).hexdigest()


class ReplyForm(BaseModel):
    """One message; the key makes sending it twice harmless."""

    text: Text = Field(min_length=1, max_length=LONGEST_TEXT, description=N_("Type your message."))
    key: Line | None = Field(default=None, max_length=100)


class PrivacyForm(BaseModel):
    """Whether only the person, and support, see the request."""

    is_private: bool = False


class AdditionForm(BaseModel):
    """What is new, for a request that is open already."""

    text: Text = Field(
        min_length=1, max_length=LONGEST_TEXT, description=N_("Say what is new, in a sentence.")
    )
