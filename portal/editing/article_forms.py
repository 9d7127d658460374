"""What editors type about an article."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from portal.content.models import Revision
from portal.content.policy import LARGEST_SOURCE, LONGEST_SLUG, Audience, Significance
from portal.editing.drafting import Seen
from portal.editing.item_text import ItemText
from portal.editing.models import Draft
from portal.web.forms import Line, Moment, Text
from portal.web.languages import LANGUAGES

Title = Annotated[Line, Field(min_length=1, max_length=200)]
Summary = Annotated[Line, Field(min_length=1, max_length=500)]


def tags_of(given: object) -> object:
    return (
        [tag.strip() for tag in given.split(",") if tag.strip()]
        if isinstance(given, str)
        else given
    )


class NewArticleForm(BaseModel):
    """An article that begins."""

    title: Title
    summary: Summary
    lang: Literal[LANGUAGES]  # type: ignore[valid-type]
    topic: Line = Field(max_length=LONGEST_SLUG)
    audience: Audience = Audience.EVERYONE


class TextForm(BaseModel):
    """A text being written: it may lack anything."""

    version: int = 0
    number: int
    based_on: int | None = None
    title: Line = Field("", max_length=200)
    summary: Line = Field("", max_length=500)
    tags: Annotated[list[str], BeforeValidator(tags_of), Field(max_length=30)] = []
    source: Text = Field("", max_length=LARGEST_SOURCE)
    tell_us: Line = Field("", max_length=300)

    @property
    def text(self) -> ItemText:
        return ItemText(self.title, self.summary, self.tags, self.source, self.tell_us)

    @property
    def seen(self) -> Seen:
        return Seen(self.version, self.number, self.based_on)


class ArticleForm(TextForm):
    """An article being written; `then` is where its writer goes next."""

    then: Literal["", "preview", "publish", "links", "beside"] = ""


class SourceForm(BaseModel):
    """What a preview shows."""

    title: Line = Field("", max_length=200)
    summary: Line = Field("", max_length=500)
    source: Text = Field("", max_length=LARGEST_SOURCE)


class PublicationForm(BaseModel):
    """How much the text changed, why, and when readers get it; a blank moment means now.

    Only of an original that readers had before is asked how much it changed.
    """

    version: int = 0
    significance: Significance | None = None
    why: Line = Field("", max_length=300)
    at: Moment | None = None
    action: Literal["publish", "review"] = "publish"


class ReviewForm(BaseModel):
    """What the second person says."""

    action: Literal["approve", "changes"]
    comment: Text = Field("", max_length=1000)


class ApprovedForm(BaseModel):
    """When readers get what was approved; a blank moment means now."""

    at: Moment | None = None


def typed_of(current: Revision, draft: Draft | None) -> dict[str, Any]:
    """Return the form as it stands before anybody types: one's draft, else what readers get."""
    text = ItemText.of(draft or current)
    return {
        **text.columns,
        "tags": ", ".join(text.tags),
        "version": draft.version if draft else 0,
        "number": draft.over_number if draft else current.number,
        "based_on": (draft.based_on if draft else current.based_on) or "",
    }
