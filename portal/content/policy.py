"""What content may be: its kinds, states and audiences, its sizes, and where each item lives."""

from enum import StrEnum
from pathlib import PurePosixPath
from uuid import UUID

LARGEST_SOURCE = 64 * 1024
LARGEST_CAPTIONS = 512 * 1024
LARGEST_MEDIA = 512 * 1024 * 1024
LARGEST_TOPICS = 256 * 1024
MOST_ENTRIES = 20_000

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
LONGEST_SLUG = 120
WORDS_PER_MINUTE = 200


class Kind(StrEnum):
    """What a reader opens."""

    ARTICLE = "article"
    VIDEO = "video"


class State(StrEnum):
    """Who sees a translation: editors only, its audience, or editors again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Stage(StrEnum):
    """How far the text has come that is to be published next; `scheduled` is approved and dated."""

    NONE = ""
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"


class Audience(StrEnum):
    """Whom an item is written for."""

    EVERYONE = "everyone"
    ADMINISTRATORS = "administrators"
    STAFF = "staff"


WIDER_AND_WIDER = (Audience.STAFF, Audience.ADMINISTRATORS, Audience.EVERYONE)


def widens(before: str, after: str) -> bool:
    """Whether somebody reads it then who does not read it now."""
    return WIDER_AND_WIDER.index(Audience(after)) > WIDER_AND_WIDER.index(Audience(before))


class Significance(StrEnum):
    """How much a revision changed; a typo leaves translations up to date."""

    TYPO = "typo"
    CONTENT = "content"
    MAJOR = "major"


MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}


def address_of(kind: str, slug: str) -> str:
    """Return the public address of an item, without its host."""
    return f"/{kind}s/{slug}"


def address_by_id(item_id: UUID) -> str:
    """Return the address that leads to an item whatever it is called."""
    return f"/items/{item_id}"


def place_of(kind: str, lang: str, topic: str, slug: str) -> PurePosixPath:
    """Return where an item's file stands inside a content folder."""
    if kind == Kind.VIDEO:
        return PurePosixPath("videos", lang, f"{slug}.md")
    return PurePosixPath("articles", lang, topic, f"{slug}.md")


def looks_like(content_type: str, head: bytes) -> bool:
    """Whether a file's first bytes belong to that type; a name alone proves nothing."""
    signs = {
        "video/mp4": head[4:8] == b"ftyp",
        "video/webm": head.startswith(b"\x1a\x45\xdf\xa3"),
        "image/png": head.startswith(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg": head.startswith(b"\xff\xd8\xff"),
        "image/webp": head.startswith(b"RIFF") and head[8:12] == b"WEBP",
    }
    return signs.get(content_type, False)
