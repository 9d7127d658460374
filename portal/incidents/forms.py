"""What staff say of an incident, in every language of the Academy."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from portal.incidents.models import Impact
from portal.web.forms import Line, Text
from portal.words import N_

LONGEST_TEXT = 4_000


def _in_gmt(moment: datetime) -> datetime:
    """A moment typed without a zone is meant in GMT, as the page says."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_gmt)]


class UpdateForm(BaseModel):
    """What is known now, and how the service is hit from now on."""

    text_en: Text = Field(
        min_length=1, max_length=LONGEST_TEXT, description=N_("Say it in English.")
    )
    text_fr: Text = Field(
        min_length=1, max_length=LONGEST_TEXT, description=N_("Say it in French.")
    )
    impact: Impact = Field(description=N_("Choose how the service is hit."))
    next_update_at: Moment | None = None

    @property
    def text(self) -> dict[str, str]:
        return {"en": self.text_en, "fr": self.text_fr}


class IncidentForm(UpdateForm):
    """A new incident; without a start it begins now, without organisations it hits everybody."""

    title_en: Line = Field(min_length=1, max_length=200, description=N_("Name it in English."))
    title_fr: Line = Field(min_length=1, max_length=200, description=N_("Name it in French."))
    starts_at: Moment | None = None
    ends_at: Moment | None = None

    @property
    def title(self) -> dict[str, str]:
        return {"en": self.title_en, "fr": self.title_fr}


class ClosingForm(BaseModel):
    """How it ended; everybody who has it too is told this."""

    text_en: Text = Field(
        min_length=1, max_length=LONGEST_TEXT, description=N_("Say it in English.")
    )
    text_fr: Text = Field(
        min_length=1, max_length=LONGEST_TEXT, description=N_("Say it in French.")
    )

    @property
    def text(self) -> dict[str, str]:
        return {"en": self.text_en, "fr": self.text_fr}
