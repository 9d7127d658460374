"""What editors write of an article or a video, as a value, whether typed, drafted or saved."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.checking import Typeset
from portal.content.front_matter import ArticleMatter, VideoMatter, Written
from portal.content.manuscripts import Film, Manuscript
from portal.content.media import Placed
from portal.content.models import Media, Revision, Translation
from portal.content.policy import Kind
from portal.content.revising import Saved, revise, set_aside
from portal.editing.models import Draft
from portal.editing.typesetting import place_of_text, placed
from portal.runtime import Runtime
from portal.words import N_

NO_TITLE = N_("Give the article a title.")
NO_SUMMARY = N_("Write a summary: it is what people read in the results of a search.")
NO_BODY = N_("Write the text.")
NO_VIDEO_TITLE = N_("Give the video a title.")
NO_FILM = N_("A published video needs a film of ours or an address elsewhere.")
NO_CAPTIONS = N_("A published video needs captions: people who do not hear it rely on them.")


@dataclass(frozen=True)
class ItemText:
    """The text of an article or a video in one language; what makes a film is a video's alone."""

    title: str
    summary: str
    tags: Sequence[str]
    source: str
    tell_us: str
    media_id: UUID | None = None
    poster_id: UUID | None = None
    source_url: str | None = None
    duration_s: int | None = None
    captions_vtt: str | None = None
    chapters_vtt: str | None = None

    @classmethod
    def of(cls, row: Draft | Revision) -> "ItemText":
        written = {field.name: getattr(row, field.name) for field in fields(cls)}
        return cls(**{**written, "tags": list(row.tags)})

    @property
    def columns(self) -> dict[str, Any]:
        return asdict(self)

    def missing(self, kind: str) -> list[tuple[str, str]]:
        """Return field and sentence of what readers would miss."""
        wanted = (
            (("title", NO_VIDEO_TITLE), ("summary", NO_SUMMARY), ("captions_vtt", NO_CAPTIONS))
            if kind == Kind.VIDEO
            else (("title", NO_TITLE), ("summary", NO_SUMMARY), ("source", NO_BODY))
        )
        found = [(name, sentence) for name, sentence in wanted if not getattr(self, name)]
        has_film = kind != Kind.VIDEO or self.media_id or self.source_url
        return found if has_film else [*found, ("film", NO_FILM)]


def revise_text(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    text: ItemText,
    page: Typeset,
    saved: Saved,
) -> bool:
    """Make this the current text; return whether readers get something else."""
    manuscript = manuscript_of(db, translation, text)
    return revise(
        db, translation, manuscript, page, new_id=runtime.new_id, at=runtime.now(), saved=saved
    )


def set_text_aside(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    text: ItemText,
    page: Typeset,
    saved: Saved,
) -> Revision:
    """Return this text as a revision that waits beside what readers get."""
    manuscript = manuscript_of(db, translation, text)
    return set_aside(
        db, translation, manuscript, page, new_id=runtime.new_id, at=runtime.now(), saved=saved
    )


def manuscript_of(db: Session, translation: Translation, text: ItemText) -> Manuscript:
    kind = Kind(translation.kind)
    about: dict[str, Any] = {
        "title": text.title,
        "summary": text.summary,
        "lang": translation.lang,
        "tags": list(text.tags),
        "tell_us": text.tell_us,
    }
    matter = (
        VideoMatter.model_construct(**about, source=text.source_url, duration=text.duration_s)
        if kind == Kind.VIDEO
        else ArticleMatter.model_construct(**about)
    )
    media, poster = _placed(db, text.media_id), _placed(db, text.poster_id)
    film = Film(media, poster, text.captions_vtt, text.chapters_vtt)
    place = str(place_of_text(translation))
    return Manuscript(place, kind, translation.slug, Written(matter, {}, text.source, 1), film)


def names_of(db: Session, *texts: ItemText) -> Mapping[UUID, str]:
    """Return the names of the films and posters that the texts have."""
    ids = {id_ for text in texts for id_ in (text.media_id, text.poster_id) if id_}
    found = db.scalars(select(Media).where(Media.id.in_(ids))) if ids else ()
    return {media.id: media.filename for media in found}


def _placed(db: Session, media_id: UUID | None) -> Placed | None:
    return placed(db.get_one(Media, media_id)) if media_id else None
