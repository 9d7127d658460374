"""What editors choose and type about gaps."""

from uuid import UUID

from pydantic import BaseModel, Field

from portal.content.policy import LONGEST_SLUG, Audience
from portal.editing.article_forms import Summary, Title
from portal.reporting.gap_models import LONGEST_WHY, GapState
from portal.reporting.gap_policy import Fix, Way
from portal.reporting.gaps import Wanted
from portal.web.forms import Line, Text
from portal.web.languages import known_language
from portal.words import N_

PERIODS = (30, 90, 365)
ENDED = (GapState.CLOSED, GapState.DISMISSED)


class GapFilters(BaseModel):
    """The choice in the address; a value nobody knows narrows nothing."""

    days: str = ""
    state: str = ""
    lang: str = ""
    way: str = ""

    def wanted(self) -> Wanted:
        days = {str(days): days for days in PERIODS}
        return Wanted(
            days=days.get(self.days, Wanted.days),
            state=self.state if self.state in ENDED else "",
            lang=known_language(self.lang) or "",
            way=self.way if self.way in set(Way) else "",
        )


class ClusterForm(BaseModel):
    """Which cluster of failures is taken up."""

    lang: Line = Field(max_length=10)
    words: Line


class ClosureForm(BaseModel):
    """What was done about a gap; the item may be chosen, or pointed at by its address."""

    fix: Fix = Field(description=N_("Say what was done."))
    item: UUID | None = None
    address: Line = Field("", max_length=500)
    why: Text = Field("", max_length=LONGEST_WHY)


class DismissalForm(BaseModel):
    """Why nothing is done."""

    reason: Text = Field(
        min_length=3, max_length=LONGEST_WHY, description=N_("Say why nothing is to be done.")
    )


class StartForm(BaseModel):
    """The article that is to close a gap."""

    title: Title
    summary: Summary
    topic: Line = Field(max_length=LONGEST_SLUG)
    audience: Audience = Audience.EVERYONE
