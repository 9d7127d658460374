"""What staff say of an incident, in every language of the Academy."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, create_model

from portal.incidents.models import Impact
from portal.web.forms import Line, Moment, Text
from portal.web.languages import LANGUAGES, own_names
from portal.words import N_

LONGEST_TEXT = 4_000
SAY_IT = N_("Say it in each language: %(language)s is missing.")
NAME_IT = N_("Name it in each language: %(language)s is missing.")


def _in_gmt(moment: datetime) -> datetime:
    """A moment typed without a zone is meant in GMT, as the page says."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


GmtMoment = Annotated[Moment, AfterValidator(_in_gmt)]


def _spoken(name: str, kind: Any, longest: int, if_missing: str) -> Any:
    """Return a form with a field for each language: `text_en`, `text_fr`, …"""
    fields: dict[str, Any] = {
        f"{name}_{lang}": (
            kind,
            Field(
                min_length=1,
                max_length=longest,
                description=if_missing,
                json_schema_extra={"language": own_name},
            ),
        )
        for lang, own_name in own_names()
    }
    return create_model(f"{name.title()}Form", **fields)


def _words(form: BaseModel, name: str) -> dict[str, str]:
    return {lang: getattr(form, f"{name}_{lang}") for lang in LANGUAGES}


class SaidForm(_spoken("text", Text, LONGEST_TEXT, SAY_IT)):  # type: ignore[misc]
    """What customers are told."""

    @property
    def text(self) -> dict[str, str]:
        return _words(self, "text")


class ClosingForm(SaidForm):
    """How it ended; everybody who has it too is told this."""


class UpdateForm(SaidForm):
    """What is known now, and how the service is hit from now on."""

    impact: Impact = Field(description=N_("Choose how the service is hit."))
    next_update_at: GmtMoment | None = None


class IncidentForm(UpdateForm, _spoken("title", Line, 200, NAME_IT)):  # type: ignore[misc]
    """A new incident; without a start it begins now, without organisations it hits everybody."""

    starts_at: GmtMoment | None = None
    ends_at: GmtMoment | None = None

    @property
    def title(self) -> dict[str, str]:
        return _words(self, "title")
