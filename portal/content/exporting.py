"""Exporting: the whole Academy as a content folder that imports the same elsewhere."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePosixPath
from shutil import copyfile
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.errors import FileMissing, FolderNotEmpty
from portal.content.listing import IS_CURRENT
from portal.content.manuscripts import TOPICS_FILE
from portal.content.media import path_of
from portal.content.models import Item, Media, Revision, Topic, Translation
from portal.content.policy import Kind, place_of

NOT_EMPTY = "The folder %(folder)s is not empty. Export into a new one."
MISSING = "The file %(file)s is missing in the data folder. Import it again first."


def export_folder(db: Session, folder: Path, *, data_dir: Path) -> int:
    """Write every topic, text and file; return how many texts. Raise FolderNotEmpty."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(NOT_EMPTY, folder=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    topics = db.scalars(select(Topic).order_by(Topic.position, Topic.slug)).all()
    _write(folder / TOPICS_FILE, "\n".join(_toml(topic) for topic in topics))
    export = _Export(db, folder, data_dir)
    rows = db.execute(
        select(Translation, Revision, Item, Topic.slug)
        .join(Revision, IS_CURRENT)
        .join(Item, Item.id == Translation.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .order_by(Translation.kind, Translation.lang, Topic.slug, Translation.slug)
        .execution_options(yield_per=100)
    )
    return sum(export.write(*row) for row in rows)


@dataclass
class _Export:
    """One export; it remembers under which path each media file stands."""

    db: Session
    folder: Path
    data_dir: Path
    digests: dict[str, str] = field(default_factory=dict)

    def write(self, translation: Translation, revision: Revision, item: Item, topic: str) -> int:
        place = place_of(translation.kind, translation.lang, topic, translation.slug)
        matter = {**self._matter(translation, revision, item, topic), **self._film(revision, place)}
        kept = {key: value for key, value in matter.items() if value not in (None, [])}
        above = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=1_000)
        _write(self.folder / place, f"---\n{above}---\n{revision.source}\n")
        for picture in revision.pictures:
            self._copy(picture.media, picture.path)
        return 1

    def _matter(
        self, translation: Translation, revision: Revision, item: Item, topic: str
    ) -> dict[str, Any]:
        return {
            "title": revision.title,
            "summary": revision.summary,
            "lang": translation.lang,
            "topic": topic,
            "tags": list(revision.tags),
            "audience": item.audience,
            "translation_of": self._original_slug(translation, item),
            "status": translation.state,
            "review_on": translation.review_on,
            "tell_us": revision.tell_us or None,
        }

    def _original_slug(self, translation: Translation, item: Item) -> str | None:
        if translation.lang == item.original_lang:
            return None
        return self.db.scalar(
            select(Translation.slug).filter_by(item_id=item.id, lang=item.original_lang)
        )

    def _film(self, revision: Revision, place: PurePosixPath) -> dict[str, Any]:
        """Return a video's own keys, and write the files they name."""
        if place.parts[0] != f"{Kind.VIDEO}s":
            return {}
        up = "../" * (len(place.parts) - 1)
        media, poster = (self._named(file) for file in (revision.media, revision.poster))
        return {
            "source": revision.source_url,
            "file": up + media if media else None,
            "poster": up + poster if poster else None,
            "duration": _duration(revision.duration_s),
            "captions": self._vtt(revision.captions_vtt, place.with_suffix(".vtt")),
            "chapters": self._vtt(revision.chapters_vtt, place.with_suffix(".chapters.vtt")),
        }

    def _vtt(self, text: str | None, place: PurePosixPath) -> str | None:
        if text is None:
            return None
        _write(self.folder / place, text)
        return place.name

    def _named(self, media: Media | None) -> str | None:
        """Return where the file stands in the folder; equal names get part of the digest."""
        if media is None:
            return None
        path = f"media/{media.filename}"
        if self.digests.get(path.casefold(), media.sha256) != media.sha256:
            path = f"media/{media.sha256[:8]}-{media.filename}"
        self._copy(media, path)
        return path

    def _copy(self, media: Media, path: str) -> None:
        target = self.folder / path
        if self.digests.setdefault(path.casefold(), media.sha256) == media.sha256:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._copy_bytes(media, target)

    def _copy_bytes(self, media: Media, target: Path) -> None:
        try:
            copyfile(path_of(self.data_dir, media.sha256), target)
        except FileNotFoundError as error:
            raise FileMissing(MISSING, file=media.filename) from error


def _toml(topic: Topic) -> str:
    """JSON's strings are TOML's, with one sign to escape besides."""
    return "".join(_toml_lines(topic))


def _toml_lines(topic: Topic) -> Iterator[str]:
    yield f"[[topic]]\nslug = {_quoted(topic.slug)}\n"
    for key in ("title", "summary"):
        words = [f"{lang} = {_quoted(text)}" for lang, text in sorted(getattr(topic, key).items())]
        yield f"{key} = {{ {', '.join(words)} }}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _duration(seconds: int | None) -> str | None:
    return str(timedelta(seconds=seconds)) if seconds and seconds < 86_400 else None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
        file.write(text.encode())
