"""What people say at the gate."""

from uuid import UUID

from pydantic import BaseModel, Field

from portal.gate.policy import GateRules, WhyDismissed, WhyUrgent
from portal.gate.recorded import LONGEST_TERMS
from portal.support_policy.tiers import Tier
from portal.web.forms import Line, Text
from portal.words import N_

LONGEST_WORDS = 2_000
LONGEST_TEXT = 20_000


class DismissalForm(BaseModel):
    """None of these solved it, and why."""

    reason: WhyDismissed = Field(description=N_("Say why none of these solved the problem."))
    words: Text = Field("", max_length=LONGEST_WORDS)


class HandOverForm(BaseModel):
    """What a reader asks an administrator to send; `reason` while nothing was said yet."""

    administrator: UUID = Field(description=N_("Choose who is to send it."))
    title: Line = Field(min_length=1, max_length=200, description=N_("Give your request a title."))
    description: Text = Field(
        min_length=1, max_length=LONGEST_TEXT, description=N_("Describe what happened.")
    )
    priority: int = Field(ge=1, le=5, description=N_("Choose how it affects your work."))
    reason: WhyDismissed | None = None


class UrgentForm(BaseModel):
    """An emergency in one sentence."""

    sentence: Line = Field(
        min_length=1, max_length=LONGEST_TERMS, description=N_("Say in one sentence what happens.")
    )
    why: WhyUrgent = Field(description=N_("Choose what makes it an emergency."))
    since: Line = Field("", max_length=200)
    look_first: Line = ""
    incident_id: UUID | None = None


class RulesForm(BaseModel):
    """The gate's rules for a tier and a product area."""

    tier: Tier
    area: Line = Field("", max_length=100)
    searches: int = Field(
        ge=1, le=5, description=N_("Say how many searches come first: one to five.")
    )
    asks_for_reading_or_dismissal: bool = False
    is_exempt: bool = False
    urgent_allowed: bool = False

    @property
    def rules(self) -> GateRules:
        return GateRules(**self.model_dump(exclude={"tier", "area"}))


class RuleName(BaseModel):
    """Which rules."""

    tier: Tier
    area: Line = Field("", max_length=100)


class WatchedForm(BaseModel):
    """A stretch of a video that was played, in seconds."""

    item: UUID
    start: int = Field(ge=0, le=86_400)
    end: int = Field(ge=0, le=86_400)


class SeenVersion(BaseModel):
    """Which version of the draft a copy of the form grew from."""

    version: int | None = None


class SolutionForm(BaseModel):
    """This solved it; which one is optional."""

    item: UUID | None = None
