"""The media library: pictures and videos by name, by what they show, and by where they are used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order, record
from portal.content.listing import IS_CURRENT
from portal.content.models import Media, Picture, Revision, Translation
from portal.content.policy import address_of
from portal.db.matching import holds
from portal.editing.incoming import Incoming, shelve
from portal.runtime import Runtime

A_DAY = timedelta(days=1)
MOST_SHOWN = 60


@dataclass(frozen=True)
class Use:
    """A text that shows or plays a file now."""

    title: str
    lang: str
    address: str


def add_to_library(
    db: Session, runtime: Runtime, incoming: Incoming, alt: str | None, *, by: SignedIn
) -> tuple[Media, bool]:
    """Return the library's file, and whether the same bytes were there before."""
    keep_order(db)  # two who add the same file: one adds it, the other finds it
    if twin := _twin(db, incoming):
        return twin, True
    shelve(incoming, runtime.settings.data_dir)
    media = Media(
        id=runtime.new_id(),
        sha256=incoming.sha256,
        sent_sha256=incoming.sent_sha256,
        filename=_free_name(db, incoming),
        content_type=incoming.content_type,
        size=incoming.size,
        width=incoming.width,
        height=incoming.height,
        alt=alt,
        added_by_id=by.id,
        created_at=runtime.now(),
    )
    db.add(media)
    db.flush()
    record(db, "media.added", at=runtime.now(), actor_id=by.id, subject_id=media.id)
    return media, False


def describe(db: Session, media: Media, alt: str, *, by: SignedIn, at: datetime) -> None:
    """Say what a picture shows; "" when it is decorative."""
    media.alt = alt
    record(db, "media.described", at=at, actor_id=by.id, subject_id=media.id)


def library(db: Session, words: str = "", *, only: str = "") -> Sequence[Media]:
    """Return what was added last, first; all whose name or description has the words."""
    wanted = select(Media).order_by(Media.created_at.desc(), Media.filename).limit(MOST_SHOWN)
    if only:
        wanted = wanted.where(Media.content_type.startswith(f"{only}/"))
    if words:
        wanted = wanted.where(or_(holds(Media.filename, words), holds(Media.alt, words)))
    return db.scalars(wanted).all()


def find_in_library(db: Session, media_id: UUID) -> Media | None:
    return db.get(Media, media_id)


def find_by_path(db: Session, path: str) -> Media | None:
    """Return the picture that a text calls media/<name>, from wherever the text stands."""
    place = PurePosixPath(path)
    if place.parent.name != "media":
        return None
    named = select(Media).where(Media.filename == place.name)
    return db.scalar(named.order_by(Media.created_at.desc()).limit(1))


def bytes_added_lately(db: Session, person_id: UUID, now: datetime) -> int:
    lately = select(func.sum(Media.size)).where(
        Media.added_by_id == person_id, Media.created_at > now - A_DAY
    )
    return int(db.scalar(lately) or 0)


def uses_of(db: Session, media_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Use]]:
    """Return where each file is shown or played now."""
    found: dict[UUID, list[Use]] = {}
    shown = _uses(Picture.media_id).join(Picture, Picture.revision_id == Revision.id)
    played, posters = _uses(Revision.media_id), _uses(Revision.poster_id)
    for wanted, column in (
        (shown, Picture.media_id),
        (played, Revision.media_id),
        (posters, Revision.poster_id),
    ):
        for media_id, title, kind, slug, lang in db.execute(wanted.where(column.in_(media_ids))):
            use = Use(title, lang, f"{address_of(kind, slug)}?lang={lang}")
            found.setdefault(media_id, []).append(use)
    return found


def markdown_of(media: Media, alt: str | None = None) -> str:
    """Return how a text shows this picture; the text may describe it in other words."""
    return f"![{escaped((media.alt if alt is None else alt) or '')}](media/{media.filename})"


def _uses(column: Any) -> Select[Any]:
    """Select where the file in this column is used, in the current texts alone."""
    text = (Revision.title, Translation.kind, Translation.slug, Translation.lang)
    return select(column, *text).join_from(Revision, Translation, IS_CURRENT)


def escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "[]\\" else sign for sign in text)


def _twin(db: Session, incoming: Incoming) -> Media | None:
    digests = [incoming.sha256, incoming.sent_sha256]
    return db.scalar(
        select(Media)
        .where(or_(Media.sha256.in_(digests), Media.sent_sha256 == incoming.sent_sha256))
        .limit(1)
    )


def _free_name(db: Session, incoming: Incoming) -> str:
    """Return the file's name, with a part of its digest when another has that name."""
    name = incoming.filename
    if db.scalar(select(Media.id).where(Media.filename == name).limit(1)) is None:
        return name
    path = PurePosixPath(name)
    return f"{path.stem}-{incoming.sha256[:8]}{path.suffix}"
