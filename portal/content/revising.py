"""Saving a text: a new revision when somebody wrote something else, and only then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.content.checking import Typeset
from portal.content.front_matter import VideoMatter
from portal.content.manuscripts import Manuscript
from portal.content.markdown import Rendered
from portal.content.models import Picture, Revision, Translation
from portal.content.policy import Significance


@dataclass(frozen=True)
class Saved:
    """Who saved a text, why, how much it changed, and which original it follows."""

    author_id: UUID | None = None
    why: str = ""
    significance: str = Significance.CONTENT
    based_on: int | None = None

    @property
    def facts(self) -> dict[str, Any]:
        return vars(self)


BY_IMPORT = Saved()


def revise(
    db: Session,
    translation: Translation,
    manuscript: Manuscript,
    page: Typeset,
    *,
    new_id: Callable[[], UUID],
    at: datetime,
    saved: Saved = BY_IMPORT,
) -> bool:
    """Make the manuscript the current revision; return whether readers get something else."""
    current = current_revision(db, translation)
    text, rendering = _text_of(manuscript), _rendering_of(page.rendered)
    pictures = {path: placed.id for path, placed in page.pictures.items()}
    if current is not None and _says(current, text, pictures):
        return _render_again(current, rendering)
    revision = Revision(id=new_id(), created_at=at, live_at=at, **text, **rendering, **saved.facts)
    revision.number, revision.over_number = next_number(db, translation), _number_of(current)
    translation.revision_number, revision.translation_id = revision.number, translation.id
    revision.pictures = [Picture(path=path, media_id=id_) for path, id_ in pictures.items()]
    db.add(revision)
    return True


def next_number(db: Session, translation: Translation) -> int:
    """Return the number of the revision to come: some may wait beside the current one."""
    highest = select(func.max(Revision.number)).filter_by(translation_id=translation.id)
    return max(db.scalar(highest) or 0, translation.revision_number) + 1


def current_revision(db: Session, translation: Translation) -> Revision | None:
    return db.scalar(
        select(Revision).filter_by(
            translation_id=translation.id, number=translation.revision_number
        )
    )


def _number_of(revision: Revision | None) -> int | None:
    return revision.number if revision else None


def _text_of(manuscript: Manuscript) -> dict[str, Any]:
    """Return what somebody wrote, by column."""
    matter, film = manuscript.written.matter, manuscript.film
    video = matter if isinstance(matter, VideoMatter) else None
    return {
        "title": matter.title,
        "summary": matter.summary,
        "tell_us": matter.tell_us,
        "tags": list(matter.tags),
        "source": manuscript.written.body,
        "media_id": film.media.id if film.media else None,
        "poster_id": film.poster.id if film.poster else None,
        "source_url": video.source if video else None,
        "duration_s": video.duration if video else None,
        "captions_vtt": film.captions,
        "chapters_vtt": film.chapters,
    }


def _rendering_of(rendered: Rendered) -> dict[str, Any]:
    return {
        "html": rendered.html,
        "plain_text": rendered.plain_text,
        "headings": [heading.as_json() for heading in rendered.headings],
        "sanitiser": rendered.sanitiser,
    }


def _says(revision: Revision, text: dict[str, Any], pictures: dict[str, UUID]) -> bool:
    stored = {picture.path: picture.media_id for picture in revision.pictures}
    return stored == pictures and all(getattr(revision, k) == v for k, v in text.items())


def _render_again(revision: Revision, rendering: dict[str, Any]) -> bool:
    """Store what a newer renderer or sanitiser makes of the same text."""
    changed = {k: v for k, v in rendering.items() if getattr(revision, k) != v}
    for column, value in changed.items():
        setattr(revision, column, value)
    return bool(changed)
