"""A picture or a video on its way into the media library: typed, redrawn, not yet a row."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import UUID

from portal.content.media import path_of
from portal.content.policy import MEDIA_TYPES
from portal.files.errors import FileRefused
from portal.files.pictures import NoPicture, draw_preview
from portal.files.policy import PICTURES, safe_name
from portal.files.sniffing import media_type_of
from portal.files.storing import (
    NO_PICTURE,
    NOT_WHAT_IT_SAYS,
    UNKNOWN_KIND,
    copy_synced,
    sync,
)

LONGEST_SIDE = 2_560
DRAWN_IN_FULL = frozenset({"image/png"})
NO_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Incoming:
    """A file on disk that is in no library yet."""

    path: Path
    filename: str
    content_type: str
    size: int
    sha256: str
    sent_sha256: str
    width: int | None = None
    height: int | None = None


def plain_name(sent: str) -> str:
    """Return a name that can stand in a text and in an address: ecran-d-accueil.png."""
    name = PurePosixPath(safe_name(sent))
    letters = unicodedata.normalize("NFKD", name.stem).encode("ascii", "ignore").decode().lower()
    return (NO_LETTERS.sub("-", letters).strip("-")[:80] or "file") + name.suffix.lower()


def take_in(
    source: BinaryIO,
    sent_name: str,
    *,
    data_dir: Path,
    new_id: Callable[[], UUID],
    most_bytes: Callable[[str], int],
) -> Incoming:
    """Write what was sent beside the library; raise FileRefused, and leave nothing behind."""
    name, shown = plain_name(sent_name), safe_name(sent_name)
    content_type = MEDIA_TYPES.get(PurePosixPath(name).suffix)
    if content_type is None:
        raise FileRefused(UNKNOWN_KIND, name=shown, kinds=" ".join(MEDIA_TYPES))
    path = data_dir / "incoming" / new_id().hex
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        size, digest = copy_synced(source, path, shown, most_bytes(content_type))
        if media_type_of(path) != content_type:
            raise FileRefused(NOT_WHAT_IT_SAYS, name=shown)
        if content_type in PICTURES:
            return _redrawn(path, name, content_type, digest)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Incoming(path, name, content_type, size, digest, digest)


def shelve(incoming: Incoming, data_dir: Path) -> None:
    """Give the bytes their place in the library, on disk before any row speaks of them."""
    target = path_of(data_dir, incoming.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming.path.rename(target)
    for folder in (target.parent, target.parent.parent):
        sync(folder)


def _redrawn(sent: Path, name: str, content_type: str, digest: str) -> Incoming:
    """Keep nothing of a picture but its pixels."""
    drawn = sent.with_suffix(".webp")
    try:
        width, height = draw_preview(
            sent, drawn, longest=LONGEST_SIDE, lossless=content_type in DRAWN_IN_FULL
        )
    except NoPicture as error:
        drawn.unlink(missing_ok=True)
        raise FileRefused(NO_PICTURE, name=name) from error
    sent.unlink()
    with drawn.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    filename = str(PurePosixPath(name).with_suffix(".webp"))
    size = drawn.stat().st_size
    return Incoming(drawn, filename, "image/webp", size, sha256, digest, width, height)
