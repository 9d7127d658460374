"""A video from its first line to its publication: each save is a revision, as of an article."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.content.errors import ChangedMeanwhile
from portal.content.front_matter import VideoMatter, Written
from portal.content.listing import IS_CURRENT
from portal.content.manuscripts import Film, Manuscript
from portal.content.models import Media, Revision, Translation
from portal.content.policy import Kind, State
from portal.content.revising import Saved, current_revision, revise
from portal.editing.starting import NewItem, start_item
from portal.editing.typesetting import place_of_text, placed, typeset
from portal.runtime import Runtime
from portal.words import N_

MEANWHILE = N_("Somebody else saved this video while you were writing. What you typed is below.")
NO_FILM = N_("A published video needs a film of ours or an address elsewhere.")
NO_CAPTIONS = N_("A published video needs captions: people who do not hear it rely on them.")


@dataclass(frozen=True)
class VideoText:
    """What editors write and choose for a video in one language."""

    title: str
    summary: str
    tags: Sequence[str]
    source: str
    tell_us: str
    media: Media | None
    poster: Media | None
    source_url: str | None
    duration_s: int | None
    captions_vtt: str | None
    chapters_vtt: str | None


def videos(db: Session) -> Sequence[Revision]:
    """Return each video in each language as it was saved last."""
    wanted = (
        select(Revision)
        .join(Translation, IS_CURRENT)
        .where(Translation.kind == Kind.VIDEO)
        .order_by(Revision.title, Translation.lang)
    )
    return db.scalars(wanted).all()


def find_video(db: Session, translation_id: UUID) -> Revision | None:
    translation = db.get(Translation, translation_id)
    is_video = translation is not None and translation.kind == Kind.VIDEO
    return current_revision(db, translation) if translation and is_video else None


def start_video(db: Session, runtime: Runtime, new: NewItem, *, by: SignedIn) -> Translation:
    """Add a draft without a film."""
    translation = start_item(db, runtime, Kind.VIDEO, new, by=by)
    nothing: dict[str, Any] = dict.fromkeys(
        ("media", "poster", "source_url", "duration_s", "captions_vtt", "chapters_vtt")
    )
    text = VideoText(new.title, new.summary, [], "", "", **nothing)
    _revise(db, runtime, translation, text, by=by)
    return translation


def text_of(revision: Revision) -> VideoText:
    return VideoText(**{name: getattr(revision, name) for name in VideoText.__annotations__})


def save_video(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    text: VideoText,
    *,
    seen: int,
    by: SignedIn,
) -> None:
    """Make this the current text; raise ChangedMeanwhile when it was written over another."""
    db.refresh(translation, with_for_update={"of": Translation})
    if translation.revision_number != seen:
        raise ChangedMeanwhile(MEANWHILE)
    if _revise(db, runtime, translation, text, by=by) and translation.is_published:
        _event(db, runtime, "content.changed", translation, by)


def missing_in(text: VideoText) -> list[str]:
    """Return why it cannot be published, in sentences."""
    has_film = bool(text.media or text.source_url)
    lacks = ((has_film, NO_FILM), (text.captions_vtt, NO_CAPTIONS))
    return [sentence for is_there, sentence in lacks if not is_there]


def publish(db: Session, runtime: Runtime, translation: Translation, *, by: SignedIn) -> None:
    """Let its audience see it; only after `missing_in` found nothing."""
    if translation.is_published:
        return
    translation.state = State.PUBLISHED
    translation.published_at = translation.published_at or runtime.now()
    _event(db, runtime, "content.published", translation, by)


def withdraw(db: Session, runtime: Runtime, translation: Translation, *, by: SignedIn) -> None:
    if translation.is_published:
        translation.state = State.DRAFT
        _event(db, runtime, "content.withdrawn", translation, by)


def is_taken_from(source: str, hosts: str) -> bool:
    """Whether an address elsewhere is on the closed list of hosts."""
    parts = urlsplit(source)
    known = {host.strip() for host in hosts.split(",")} - {""}
    return parts.scheme == "https" and parts.netloc in known


def _revise(
    db: Session, runtime: Runtime, translation: Translation, text: VideoText, *, by: SignedIn
) -> bool:
    page = typeset(db, translation, text.source)
    written = _manuscript(translation, text)
    saved = Saved(author_id=by.id)
    return revise(
        db, translation, written, page, new_id=runtime.new_id, at=runtime.now(), saved=saved
    )


def _manuscript(translation: Translation, text: VideoText) -> Manuscript:
    matter = VideoMatter.model_construct(
        title=text.title,
        summary=text.summary,
        lang=translation.lang,
        tags=list(text.tags),
        tell_us=text.tell_us,
        source=text.source_url,
        duration=text.duration_s,
    )
    film = Film(
        placed(text.media) if text.media else None,
        placed(text.poster) if text.poster else None,
        text.captions_vtt,
        text.chapters_vtt,
    )
    written = Written(matter, {}, text.source, 1)
    return Manuscript(str(place_of_text(translation)), Kind.VIDEO, translation.slug, written, film)


def _event(
    db: Session, runtime: Runtime, kind: str, translation: Translation, by: SignedIn
) -> None:
    record(db, kind, at=runtime.now(), actor_id=by.id, subject_id=translation.id)
