"""A video from its first line on: its film, and what of it is played while it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.listing import IS_CURRENT
from portal.content.models import Media, Revision, Translation
from portal.content.policy import Kind
from portal.content.revising import Saved
from portal.content.videos import stored_cues
from portal.editing.drafting import Seen, find_draft, save_draft
from portal.editing.item_text import ItemText, revise_text
from portal.editing.models import Draft
from portal.editing.starting import NewItem, start_item
from portal.editing.typesetting import typeset
from portal.runtime import Runtime
from portal.web.dependencies import held

Mark = tuple[float, str]


@dataclass(frozen=True)
class Film:
    """What a text of a video plays: `tracks` are the addresses of its captions and chapters."""

    title: str
    lang: str
    media: Media | None
    poster: Media | None
    source_url: str | None
    tracks: Mapping[str, str]
    chapters: Sequence[Mark] = ()
    cues: Sequence[Mark] = ()


def film_of(
    db: Session, translation: Translation, text: ItemText, tracks: Mapping[str, str]
) -> Film:
    """Return the film of a text; a track that it has not written is left out."""
    media, poster = (db.get(Media, id_) if id_ else None for id_ in (text.media_id, text.poster_id))
    there = {name: url for name, url in tracks.items() if getattr(text, f"{name}_vtt")}
    marks = (_marks(vtt) for vtt in (text.chapters_vtt, text.captions_vtt))
    return Film(text.title, translation.lang, media, poster, text.source_url, there, *marks)


def _marks(vtt: str | None) -> Sequence[Mark]:
    return [(cue.start, cue.text) for cue in stored_cues(vtt)]


def videos(db: Session) -> Sequence[Revision]:
    """Return each video in each language as readers get it, or would get it."""
    wanted = (
        select(Revision)
        .join(Translation, IS_CURRENT)
        .where(Translation.kind == Kind.VIDEO)
        .order_by(Revision.title, Translation.lang)
    )
    return db.scalars(wanted).all()


def start_video(db: Session, runtime: Runtime, new: NewItem, *, by: SignedIn) -> Translation:
    """Add a draft without a film."""
    translation = start_item(db, runtime, Kind.VIDEO, new, by=by)
    text = ItemText(new.title, new.summary, [], "", "")
    revise_text(db, runtime, translation, text, typeset(db, translation, ""), Saved(by.id))
    return translation


def choose(db: Session, runtime: Runtime, video: Revision, media: Media, *, by: SignedIn) -> None:
    """Put a file of the library into this person's draft: a film, or the picture before it."""
    part = "poster_id" if media.is_picture else "media_id"
    change_draft(db, runtime, video, {part: media.id}, by=by)


def change_draft(
    db: Session, runtime: Runtime, video: Revision, changed: Mapping[str, Any], *, by: SignedIn
) -> None:
    """Change so much of this person's draft and leave the rest, whatever its version is."""
    held(db, video.translation)
    draft = find_draft(db, video.translation_id, by.id)
    text = replace(ItemText.of(draft or video), **changed)
    seen = seen_of(video, draft)
    save_draft(db, runtime, video.translation, text, seen=seen, by=by)


def seen_of(video: Revision, draft: Draft | None) -> Seen:
    """Return what somebody has in front of them who opens it now."""
    if draft is None:
        return Seen(0, video.number, video.based_on)
    return Seen(draft.version, draft.over_number, draft.based_on)


def is_taken_from(source: str, hosts: str) -> bool:
    """Whether an address elsewhere is on the closed list of hosts."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    known = {host.strip() for host in hosts.split(",")} - {""}
    return parts.scheme == "https" and parts.netloc in known
