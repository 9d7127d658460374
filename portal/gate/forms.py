"""What people say at the gate."""

from uuid import UUID

from pydantic import BaseModel, Field

from portal.gate.policy import WhyDismissed
from portal.web.forms import Text
from portal.words import N_

LONGEST_WORDS = 2_000


class DismissalForm(BaseModel):
    """None of these solved it, and why."""

    reason: WhyDismissed = Field(description=N_("Say why none of these solved the problem."))
    words: Text = Field("", max_length=LONGEST_WORDS)


class SolutionForm(BaseModel):
    """This solved it; which one is optional."""

    item: UUID | None = None
