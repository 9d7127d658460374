"""The bytes of a file: on disk and synced before any row speaks of them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from portal.files.errors import FileRefused
from portal.files.pictures import NoPicture, draw_preview
from portal.files.policy import PICTURES, TYPES, expected_type, safe_name
from portal.files.sniffing import media_type_of
from portal.words import N_

CHUNK = 256 * 1024
EMPTY = N_("%(name)s is empty. Choose another file.")
TOO_LARGE = N_("%(name)s is larger than %(limit)s MB. Send a smaller file, or a part of it.")
UNKNOWN_KIND = N_("%(name)s is of a kind that is not taken. These are: %(kinds)s.")
NOT_WHAT_IT_SAYS = N_("%(name)s is not what its name says. Save it anew and send it again.")
NO_PICTURE = N_("%(name)s cannot be shown as a picture. Save it anew and send it again.")


@dataclass(frozen=True)
class Kept:
    """A file on disk that no row speaks of yet."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str


def path_of(data_dir: Path, file_id: UUID) -> Path:
    return data_dir / "files" / file_id.hex[:2] / file_id.hex


def preview_of(data_dir: Path, file_id: UUID) -> Path:
    return path_of(data_dir, file_id).with_suffix(".webp")


def keep_upload(
    source: BinaryIO, sent_name: str, *, data_dir: Path, new_id: Callable[[], UUID], most_bytes: int
) -> Kept:
    """Write what was sent to disk and sync it; raise FileRefused, and leave nothing behind."""
    name, file_id = safe_name(sent_name), new_id()
    expected = expected_type(name)
    if expected is None:
        raise FileRefused(UNKNOWN_KIND, name=name, kinds=" ".join(TYPES))
    target = path_of(data_dir, file_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    try:
        size, digest = copy_synced(source, unfinished, name, most_bytes)
        if media_type_of(unfinished) != expected:
            raise FileRefused(NOT_WHAT_IT_SAYS, name=name)
        if expected in PICTURES:
            _draw(unfinished, preview_of(data_dir, file_id), name)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    for folder in (target.parent, target.parent.parent):
        sync(folder)
    return Kept(file_id, name, expected, size, digest)


def discard(data_dir: Path, file_id: UUID) -> None:
    """Delete the bytes and the preview, if they are there."""
    path_of(data_dir, file_id).unlink(missing_ok=True)
    preview_of(data_dir, file_id).unlink(missing_ok=True)


def copy_synced(source: BinaryIO, target: Path, name: str, most_bytes: int) -> tuple[int, str]:
    """Write what was sent, counted and synced; return its size and digest."""
    size, digest = 0, sha256()
    with target.open("wb") as file:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > most_bytes:
                raise FileRefused(TOO_LARGE, name=name, limit=most_bytes // 1_048_576)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise FileRefused(EMPTY, name=name)
    return size, digest.hexdigest()


def _draw(source: Path, target: Path, name: str) -> None:
    try:
        draw_preview(source, target)
    except NoPicture as error:
        target.unlink(missing_ok=True)
        raise FileRefused(NO_PICTURE, name=name) from error
    with target.open("rb") as file:
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Let the names in a folder be on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
