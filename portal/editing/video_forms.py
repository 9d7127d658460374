"""What editors type about a video."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from portal.content.front_matter import Seconds
from portal.content.models import Revision
from portal.content.policy import LARGEST_SOURCE, LONGEST_SLUG, Audience
from portal.web.forms import Line, Text
from portal.web.languages import LANGUAGES

Title = Annotated[Line, Field(min_length=1, max_length=200)]
Summary = Annotated[Line, Field(min_length=1, max_length=500)]


def tags_of(given: object) -> object:
    return (
        [tag.strip() for tag in given.split(",") if tag.strip()]
        if isinstance(given, str)
        else given
    )


class NewVideoForm(BaseModel):
    """A video that begins."""

    title: Title
    summary: Summary
    lang: Literal[LANGUAGES]  # type: ignore[valid-type]
    topic: Line = Field(max_length=LONGEST_SLUG)
    audience: Audience = Audience.EVERYONE


class VideoForm(BaseModel):
    """A video in one language; `number` is the revision that was on the page."""

    number: int
    title: Title
    summary: Summary
    tags: Annotated[list[str], BeforeValidator(tags_of), Field(max_length=30)] = []
    source: Text = Field("", max_length=LARGEST_SOURCE)
    tell_us: Line = Field("", max_length=300)
    film: UUID | None = None
    poster: UUID | None = None
    source_url: Line = Field("", max_length=500)
    duration: Seconds | None = None


class StateForm(BaseModel):
    """Let readers see it, or not."""

    action: Literal["publish", "withdraw"]


def typed_of(revision: Revision) -> dict[str, Any]:
    """Return the form as it stands before anybody types."""
    minutes, seconds = divmod(revision.duration_s or 0, 60)
    return {
        "number": str(revision.number),
        "title": revision.title,
        "summary": revision.summary,
        "tags": ", ".join(revision.tags),
        "source": revision.source,
        "tell_us": revision.tell_us,
        "film": str(revision.media_id or ""),
        "poster": str(revision.poster_id or ""),
        "source_url": revision.source_url or "",
        "duration": f"{minutes}:{seconds:02}" if revision.duration_s else "",
    }
