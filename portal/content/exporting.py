"""Exporting: the whole Academy as a content folder that imports the same elsewhere."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from shutil import copyfile
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.errors import FileMissing, FolderNotEmpty
from portal.content.listing import IS_CURRENT
from portal.content.manuscripts import TOPICS_FILE, WAITING
from portal.content.media import path_of
from portal.content.memory import MEMORY_FILE
from portal.content.models import Item, Media, Revision, Topic, Translation
from portal.content.policy import Kind, place_of
from portal.content.remembering import Remembering, topics_file
from portal.content.revising import numbered
from portal.content.said import Said, by_workspace

NOT_EMPTY = "The folder %(folder)s is not empty. Export into a new one."
MISSING = "The file %(file)s is missing in the data folder. Import it again first."


def export_folder(db: Session, folder: Path, *, data_dir: Path) -> int:
    """Write every topic, text and file; return how many texts. Raise FolderNotEmpty."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(NOT_EMPTY, folder=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    remembering = Remembering(db)
    write_file(folder / TOPICS_FILE, topics_file(remembering.topics()))
    export = _Export(db, folder, data_dir, remembering)
    wanted = (
        select(Translation, Revision)
        .join(Revision, IS_CURRENT)
        .join(Item, Item.id == Translation.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .order_by(Translation.kind, Translation.lang, Topic.slug, Translation.slug)
        .execution_options(yield_per=100)
    )
    with db.execute(wanted) as rows:
        count = sum(export.write(*row) for row in rows)
    for media in db.scalars(select(Media).order_by(Media.filename, Media.sha256)):
        if media.sha256 not in export.places:
            export.named(media)
    remembering.media(export.places)
    write_file(folder / MEMORY_FILE, remembering.memory().written())
    return count


@dataclass
class _Export:
    """One export; it remembers under which path each media file stands."""

    db: Session
    folder: Path
    data_dir: Path
    remembering: Remembering
    digests: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)  # by digest

    def write(self, translation: Translation, revision: Revision) -> int:
        topic = translation.item.topic.slug
        place = place_of(translation.kind, translation.lang, topic, translation.slug)
        said = by_workspace(self.db, translation, revision)
        self._write(place, place, translation, revision, said)
        proposed = numbered(self.db, translation, translation.proposed_number or 0)
        if proposed is not None and proposed is not revision:
            waiting = by_workspace(self.db, translation, proposed)
            self._write(PurePosixPath(WAITING) / place, place, translation, proposed, waiting)
        self.remembering.text(str(place), translation, revision, proposed, said)
        return 1

    def _write(
        self,
        file: PurePosixPath,
        place: PurePosixPath,
        translation: Translation,
        revision: Revision,
        said: Said,
    ) -> None:
        matter = {
            **self._matter(translation, said),
            **(self._film(revision, said, file) if said.kind == Kind.VIDEO else {}),
        }
        kept = {key: value for key, value in matter.items() if value}
        above = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=1_000)
        write_file(self.folder / file, f"---\n{above}---\n{said.body}\n")
        for picture in revision.pictures:
            self._place_picture(picture.media, PurePosixPath(picture.path), place)

    def _matter(self, translation: Translation, said: Said) -> dict[str, Any]:
        return {
            "id": str(translation.item_id),
            "title": said.title,
            "summary": said.summary,
            "lang": said.lang,
            "topic": said.topic,
            "tags": list(said.tags),
            "audience": said.audience,
            "translation_of": self._original_slug(translation),
            "status": said.status,
            "review_on": translation.review_on,
            "tell_us": said.tell_us,
            "owner": said.owner,
            "replaced_by": said.replaced_by,
        }

    def _original_slug(self, translation: Translation) -> str | None:
        lang = translation.item.original_lang
        original = select(Translation.slug).filter_by(item_id=translation.item_id, lang=lang)
        return None if lang == translation.lang else self.db.scalar(original)

    def _film(self, revision: Revision, said: Said, file: PurePosixPath) -> dict[str, Any]:
        """Return a video's own keys, and write the files they name."""
        return {
            "source": said.source,
            "file": self.named(revision.media) if revision.media else None,
            "poster": self.named(revision.poster) if revision.poster else None,
            "duration": said.duration,
            "captions": self._vtt(said.captions, file.with_suffix(".vtt")),
            "chapters": self._vtt(said.chapters, file.with_suffix(".chapters.vtt")),
        }

    def _vtt(self, text: str, place: PurePosixPath) -> str | None:
        if not text:
            return None
        write_file(self.folder / place, text)
        return place.name

    def named(self, media: Media) -> str:
        """Return where the file stands in the folder; equal names get part of the digest."""
        path = f"media/{media.filename}"
        if self.digests.get(path.casefold(), media.sha256) != media.sha256:
            path = f"media/{media.sha256[:8]}-{media.filename}"
        self._copy(media, path)
        return path

    def _place_picture(self, media: Media, path: PurePosixPath, place: PurePosixPath) -> None:
        """Put it where the text looks for it, also after the text moved to another shelf."""
        is_shared = path.parent.name == "media" and path.name == media.filename
        if is_shared and self.named(media) == f"media/{path.name}":
            return
        for found in _seen_from(path, place):
            self._copy(media, str(found))

    def _copy(self, media: Media, path: str) -> None:
        target = self.folder / path
        if self.digests.setdefault(path.casefold(), media.sha256) == media.sha256:
            self.places.setdefault(media.sha256, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            self._copy_bytes(media, target)

    def _copy_bytes(self, media: Media, target: Path) -> None:
        try:
            copyfile(path_of(self.data_dir, media.sha256), target)
        except FileNotFoundError as error:
            raise FileMissing(MISSING, file=media.filename) from error


def _seen_from(path: PurePosixPath, place: PurePosixPath) -> Iterator[PurePosixPath]:
    yield path
    above = place.parent.parts
    if path.parts[: len(above) - 1] == above[:-1] and len(path.parts) > len(above):
        yield place.parent.joinpath(*path.parts[len(above) :])


def write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
        file.write(text.encode())
