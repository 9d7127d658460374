"""Saving a text: a new revision when somebody wrote something else, and only then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from portal.content.front_matter import VideoMatter
from portal.content.manuscripts import Manuscript
from portal.content.markdown import Rendered
from portal.content.models import Picture, Revision, Translation
from portal.content.outdating import followed_number
from portal.content.policy import Significance
from portal.content.typesetting import Typeset


@dataclass(frozen=True)
class Saved:
    """Who saved a text, why, how much it changed, and which original it follows."""

    author_id: UUID | None = None
    why: str = ""
    significance: str = Significance.CONTENT
    based_on: int | None = None


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
    if current is not None and _is_kept(current, manuscript, page, saved):
        return _render_again(current, _rendering_of(page.rendered))
    saved = _following(db, translation, current, saved)
    revision = _added(db, translation, manuscript, page, saved, id_=new_id(), at=at)
    make_current(translation, revision, at=at)
    return True


def set_aside(
    db: Session,
    translation: Translation,
    manuscript: Manuscript,
    page: Typeset,
    *,
    new_id: Callable[[], UUID],
    at: datetime,
    saved: Saved,
) -> Revision:
    """Return the manuscript as a revision that waits beside the current one, unless it is that."""
    current = current_revision(db, translation)
    if current is not None and _is_kept(current, manuscript, page, saved):
        return current
    saved = _following(db, translation, current, saved)
    return _added(db, translation, manuscript, page, saved, id_=new_id(), at=at)


def _following(
    db: Session, translation: Translation, current: Revision | None, saved: Saved
) -> Saved:
    """Return it with the revision of the original it follows.

    A person who did not say keeps what was said before; a new or an imported text follows the
    original as it is now.
    """
    said = saved.based_on or (current.based_on if current and saved.author_id else None)
    return replace(saved, based_on=said or followed_number(db, translation))


def make_current(translation: Translation, revision: Revision, *, at: datetime) -> None:
    """Let readers get this revision."""
    translation.revision_number, revision.live_at = revision.number, at


def _added(
    db: Session,
    translation: Translation,
    manuscript: Manuscript,
    page: Typeset,
    saved: Saved,
    *,
    id_: UUID,
    at: datetime,
) -> Revision:
    written = {**_text_of(manuscript), **_rendering_of(page.rendered), **vars(saved)}
    revision = Revision(id=id_, translation_id=translation.id, created_at=at, **written)
    revision.translation = translation  # which may wait to be stored itself
    revision.number = next_number(db, translation)
    revision.over_number = translation.revision_number or None
    revision.pictures = [
        Picture(path=path, media_id=placed.id) for path, placed in page.pictures.items()
    ]
    db.add(revision)
    return revision


def next_number(db: Session, translation: Translation) -> int:
    """Return the number of the revision to come: some may wait beside the current one."""
    if not inspect(translation).persistent:
        return translation.revision_number + 1
    highest = select(func.max(Revision.number)).filter_by(translation_id=translation.id)
    return max(db.scalar(highest) or 0, translation.revision_number) + 1


def numbered(db: Session, translation: Translation, number: int) -> Revision | None:
    if not number:
        return None
    return db.scalar(select(Revision).filter_by(translation_id=translation.id, number=number))


def current_revision(db: Session, translation: Translation) -> Revision | None:
    return numbered(db, translation, translation.revision_number)


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


def _is_kept(current: Revision, manuscript: Manuscript, page: Typeset, saved: Saved) -> bool:
    """Whether nothing new is said; a translation that fits a later original as it is says so."""
    follows_later = saved.based_on is not None and saved.based_on > (current.based_on or 1)
    return not follows_later and _says(current, manuscript, page)


def _says(revision: Revision, manuscript: Manuscript, page: Typeset) -> bool:
    stored = {picture.path: picture.media_id for picture in revision.pictures}
    pictures = {path: placed.id for path, placed in page.pictures.items()}
    text = _text_of(manuscript)
    return stored == pictures and all(getattr(revision, k) == v for k, v in text.items())


def _render_again(revision: Revision, rendering: dict[str, Any]) -> bool:
    """Store what a newer renderer or sanitiser makes of the same text."""
    changed = {k: v for k, v in rendering.items() if getattr(revision, k) != v}
    for column, value in changed.items():
        setattr(revision, column, value)
    return bool(changed)


def render_again(db: Session, translation: Translation, rendered: Rendered) -> bool:
    """Store what a newer renderer makes of the current text; return whether it is another page."""
    current = current_revision(db, translation)
    return current is not None and _render_again(current, _rendering_of(rendered))
