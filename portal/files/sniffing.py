"""What a file is by its content; the name only says what its sender believes."""

import zipfile
from pathlib import Path

import puremagic

HEAD = 4_096
TEXT_SAMPLE = 256 * 1024
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
BY_SIGNATURE = {
    "image/png": "image/png",
    "image/jpeg": "image/jpeg",
    "image/gif": "image/gif",
    "image/webp": "image/webp",
    "application/pdf": "application/pdf",
    "video/mp4": "video/mp4",
    "video/webm": "video/webm",
    "video/x-matroska": "video/webm",
}
MOST_ENTRIES = 10_000
LISTED = b"PK\x01\x02"  # with this begins each entry of a zip's list
A_PIECE = 1_048_576


def media_type_of(path: Path) -> str | None:
    """Return the type of what is in the file, or None for nothing we take."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        return None
    if zipfile.is_zipfile(path):
        return _type_of_zip(path) if head.startswith(b"PK") else None
    return _by_signature(head) or ("text/plain" if _is_text(path) else None)


def _by_signature(head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    known = (BY_SIGNATURE.get(match.mime_type) for match in found)
    return next(filter(None, known), None)


def _type_of_zip(path: Path) -> str | None:
    """Look at the list of names alone: nothing is unpacked, whatever it would grow to.

    A list that is long by itself is not read either: each name in it becomes an object.
    """
    if _count(LISTED, path) > MOST_ENTRIES:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" in names:
        for folder, kind in OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    return "application/zip"


def _count(sign: bytes, path: Path) -> int:
    """Return how often the sign stands in the file, a piece at a time."""
    count, before = 0, b""
    with path.open("rb") as file:
        while piece := file.read(A_PIECE):
            count += (before + piece).count(sign)
            before = piece[1 - len(sign) :]
    return count


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        sample = file.read(TEXT_SAMPLE)
    if b"\0" in sample:
        return False
    try:
        sample[: len(sample) - 4 if len(sample) == TEXT_SAMPLE else None].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
