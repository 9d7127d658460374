"""Which files are taken: a closed list of kinds, each known by name and by content. Pure."""

import re
from pathlib import PurePosixPath

LONGEST_NAME = 180
MOST_AT_ONCE = 10
MOST_PIXELS = 50_000_000

TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".txt": "text/plain",
    ".log": "text/plain",
    ".csv": "text/plain",
    ".json": "text/plain",
    ".xml": "text/plain",
    ".har": "text/plain",
    ".eml": "text/plain",
    ".md": "text/plain",
}
PICTURES = frozenset(kind for kind in TYPES.values() if kind.startswith("image/"))
NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|]')


def safe_name(sent: str) -> str:
    """Return the name as it is shown and downloaded by: one line, no folders, no hidden signs."""
    last = NOT_IN_A_NAME.split(sent)[-1]
    name = "".join(sign for sign in last if sign.isprintable()).strip().lstrip(".")
    path = PurePosixPath(name or "file")
    return f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix[:20]}"


def expected_type(name: str) -> str | None:
    """Return what a file of this name must be; None for a kind that is not taken."""
    return TYPES.get(PurePosixPath(name).suffix.lower())
