"""What a text says, as a value: the same out of a file and out of the workspace, and its print."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.content.front_matter import VideoMatter, body_of
from portal.content.manuscripts import Manuscript
from portal.content.models import Media, Revision, Translation
from portal.content.typesetting import Typeset
from portal.web.forms import one_line


@dataclass(frozen=True)
class Said:
    """Everything that stands in a file. Media are known by their digests, dates by their words."""

    kind: str
    lang: str
    slug: str
    topic: str
    audience: str
    original_lang: str
    status: str
    review_on: str
    owner: str
    replaced_by: str
    title: str
    summary: str
    tags: tuple[str, ...]
    tell_us: str
    body: str
    pictures: tuple[tuple[str, str], ...]
    film: str = ""
    poster: str = ""
    source: str = ""
    duration: int = 0
    captions: str = ""
    chapters: str = ""

    @cached_property
    def print(self) -> str:
        return print_of(asdict(self))

    def within(self, given: Set[str]) -> "Said":
        """Return it without what a file with these keys leaves open."""
        return replace(
            self,
            owner=self.owner if "owner" in given else "",
            replaced_by=self.replaced_by if "replaced_by" in given else "",
        )

    def settled(self, people: Set[str], items: Set[str]) -> "Said":
        """Return it without people and items that this Academy does not know."""
        return replace(
            self,
            owner=self.owner if self.owner in people else "",
            replaced_by=self.replaced_by if self.replaced_by in items else "",
        )


def print_of(facts: object) -> str:
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def print_of_topics(topics: Iterable[tuple[str, Any, Any, datetime | None]]) -> str:
    """Return the print of shelves in their order: slug, titles, summaries, since when put away."""
    return print_of([[s, dict(t), dict(u), a.isoformat() if a else ""] for s, t, u, a in topics])


def by_file(manuscript: Manuscript, page: Typeset, original_lang: str) -> Said:
    """Return what a file says."""
    matter, film = manuscript.written.matter, manuscript.film
    video = matter if isinstance(matter, VideoMatter) else None
    return Said(
        manuscript.kind.value,
        manuscript.lang,
        manuscript.slug,
        matter.topic,
        matter.audience,
        original_lang,
        matter.status,
        _day(matter.review_on),
        (matter.owner or "").casefold(),
        str(matter.replaced_by or ""),
        **_words(matter),
        body=manuscript.written.body,
        pictures=_pictures((path, placed.file.sha256) for path, placed in page.pictures.items()),
        film=film.media.file.sha256 if film.media else "",
        poster=film.poster.file.sha256 if film.poster else "",
        source=(video.source or "") if video else "",
        duration=(video.duration or 0) if video else 0,
        captions=film.captions or "",
        chapters=film.chapters or "",
    )


def by_workspace(db: Session, translation: Translation, revision: Revision) -> Said:
    """Return what one of the revisions of a translation says."""
    item = translation.item
    owner = db.get(Person, item.owner_id) if item.owner_id else None
    return Said(
        translation.kind,
        translation.lang,
        translation.slug,
        item.topic.slug,
        item.audience,
        item.original_lang,
        translation.state,
        _day(translation.review_on),
        owner.email if owner else "",
        str(translation.replaced_by_id or ""),
        **_words(revision),
        body=body_of(revision.source),
        pictures=_pictures((p.path, p.media.sha256) for p in revision.pictures),
        film=_digest(revision.media),
        poster=_digest(revision.poster),
        source=revision.source_url or "",
        duration=revision.duration_s or 0,
        captions=(revision.captions_vtt or "").removeprefix("\ufeff"),
        chapters=(revision.chapters_vtt or "").removeprefix("\ufeff"),
    )


def _words(written: Any) -> Mapping[str, Any]:
    words = {key: str(one_line(getattr(written, key))) for key in ("title", "summary", "tell_us")}
    return {**words, "tags": tuple(str(one_line(tag)) for tag in written.tags)}


def _pictures(shown: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """A text that moves to another shelf shows the same pictures: only their names count."""
    return tuple(sorted({(PurePosixPath(path).name, digest) for path, digest in shown}))


def _digest(media: Media | None) -> str:
    return media.sha256 if media else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
