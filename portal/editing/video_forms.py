"""What editors type about a video."""

from dataclasses import replace
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from portal.content.front_matter import Seconds
from portal.content.models import Revision
from portal.editing import article_forms
from portal.editing.article_forms import NewArticleForm, TextForm
from portal.editing.item_text import ItemText
from portal.editing.models import Draft
from portal.web.forms import Line


class NewVideoForm(NewArticleForm):
    """A video that begins."""


class VideoForm(TextForm):
    """A video being written; its captions and chapters are typed on pages of their own."""

    film: UUID | None = None
    poster: UUID | None = None
    source_url: Line = Field("", max_length=500)
    duration: Seconds | None = None
    then: Literal["", "preview", "publish", "beside", "media", "captions", "chapters"] = ""

    def over(self, text: ItemText) -> ItemText:
        """Return what was typed, with the rest of the text it was typed over."""
        return replace(
            self.text,
            media_id=self.film,
            poster_id=self.poster,
            source_url=self.source_url or None,
            duration_s=self.duration,
            captions_vtt=text.captions_vtt,
            chapters_vtt=text.chapters_vtt,
        )


class ChosenForm(BaseModel):
    """A file of the library for this video."""

    media: UUID


def typed_of(current: Revision, draft: Draft | None) -> dict[str, Any]:
    """Return the form as it stands before anybody types."""
    text = ItemText.of(draft or current)
    minutes, seconds = divmod(text.duration_s or 0, 60)
    return {
        **article_forms.typed_of(current, draft),
        "film": str(text.media_id or ""),
        "poster": str(text.poster_id or ""),
        "source_url": text.source_url or "",
        "duration": f"{minutes}:{seconds:02}" if text.duration_s else "",
    }
