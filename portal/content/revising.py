"""Saving a text: a new revision when somebody wrote something else, and only then."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.checking import Typeset
from portal.content.front_matter import VideoMatter
from portal.content.manuscripts import Manuscript
from portal.content.markdown import Rendered
from portal.content.models import Picture, Revision, Translation
from portal.content.policy import Significance


def revise(
    db: Session,
    translation: Translation,
    manuscript: Manuscript,
    page: Typeset,
    *,
    new_id: Callable[[], UUID],
    at: datetime,
) -> bool:
    """Make the manuscript the current revision; return whether readers get something else."""
    current = current_revision(db, translation)
    text, rendering = _text_of(manuscript), _rendering_of(page.rendered)
    pictures = {path: placed.id for path, placed in page.pictures.items()}
    if current is not None and _says(current, text, pictures):
        return _render_again(current, rendering)
    translation.revision_number += 1
    revision = Revision(
        id=new_id(), number=translation.revision_number, created_at=at, **text, **rendering
    )
    revision.translation_id, revision.significance = translation.id, Significance.CONTENT
    revision.pictures = [Picture(path=path, media_id=id_) for path, id_ in pictures.items()]
    db.add(revision)
    return True


def current_revision(db: Session, translation: Translation) -> Revision | None:
    return db.scalar(
        select(Revision).filter_by(
            translation_id=translation.id, number=translation.revision_number
        )
    )


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
