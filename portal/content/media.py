"""The bytes of videos, posters and pictures: on disk and synced before a row speaks of them."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import UUID

from portal.content.folders import FileError, Folder
from portal.content.policy import LARGEST_MEDIA, MEDIA_TYPES, looks_like

CHUNK = 1024 * 1024
UNKNOWN_TYPE = f"Only these kinds of file are taken: {', '.join(MEDIA_TYPES)}."


@dataclass(frozen=True)
class MediaFile:
    """A file of a content folder, known by the digest of its bytes."""

    path: str
    content_type: str
    sha256: str
    size: int

    @property
    def filename(self) -> str:
        return PurePosixPath(self.path).name


def path_of(data_dir: Path, digest: str) -> Path:
    return data_dir / "media" / digest[:2] / digest


def examine(folder: Folder, path: str) -> MediaFile:
    """Return what the file is; raise FileError when it is none we take."""
    content_type = MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())
    if content_type is None:
        raise FileError(UNKNOWN_TYPE)
    if len(PurePosixPath(path).name) > 200:
        raise FileError("The name of this file is longer than 200 characters.")
    with open(folder.descriptor(path, largest=LARGEST_MEDIA), "rb") as file:
        head = file.read(64)
        if not looks_like(content_type, head):
            raise FileError(f"{path} is not what its name says: {content_type}.")
        file.seek(0)
        digest, size = _digest(file)
    return MediaFile(path, content_type, digest, size)


@dataclass(frozen=True)
class Placed:
    """A media file and the id under which it is, or will be, stored."""

    id: UUID
    file: MediaFile

    @property
    def address(self) -> str:
        return media_address(self.id, self.file.filename)


def media_address(media_id: UUID, filename: str) -> str:
    return f"/media/{media_id}/{filename}"


@dataclass
class MediaShelf:
    """Finds media files in a folder and gives equal bytes one id."""

    folder: Folder
    new_id: Callable[[], UUID]
    ids: dict[str, UUID]
    placed: dict[str, Placed] = field(default_factory=dict)

    def find(self, path: str) -> Placed:
        """Return the file by its path from the top of the folder; raise FileError.

        A text may call a picture media/<name> from wherever it stands.
        """
        if path not in self.placed:
            file = examine(self.folder, self._stands(path))
            self.placed[path] = Placed(self.ids.setdefault(file.sha256, self.new_id()), file)
        return self.placed[path]

    def _stands(self, path: str) -> str:
        place = PurePosixPath(path)
        shared = f"media/{place.name}"
        is_shared = path not in self.folder.files and place.parent.name == "media"
        return shared if is_shared and shared in self.folder.files else path


def keep(folder: Folder, media: MediaFile, data_dir: Path) -> None:
    """Copy the file's bytes into the data folder, unless they are there; raise FileError."""
    target = path_of(data_dir, media.sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with (
            open(folder.descriptor(media.path, largest=LARGEST_MEDIA), "rb") as source,
            unfinished.open("wb") as copy,
        ):
            digest, _ = _digest(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        if digest != media.sha256:
            raise FileError("This file changed while it was being read.")
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    for directory in (target.parent, target.parent.parent):
        _sync(directory)


def _digest(source: BinaryIO, copy: BinaryIO | None = None) -> tuple[str, int]:
    """Read to the end; return digest and size, and write what was read to `copy`."""
    digest, size = sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if copy is not None:
            copy.write(chunk)
    return digest.hexdigest(), size


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
