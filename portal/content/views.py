"""What readers are shown of the content: values that belong to no database session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from portal.content.policy import WORDS_PER_MINUTE, State, address_of
from portal.content.videos import Cue


class ItemRow(NamedTuple):
    """Which revision of which item something refers to, and what it is called."""

    item_id: UUID
    translation_id: UUID
    revision_id: UUID
    kind: str
    slug: str
    lang: str
    title: str


@dataclass(frozen=True)
class TopicView:
    """A shelf in the reader's language."""

    slug: str
    title: str
    summary: str

    @property
    def url(self) -> str:
        return f"/topics/{self.slug}"


@dataclass(frozen=True)
class Card:
    """An item in a list; it has what the result macro asks of a hit."""

    item_id: UUID
    translation_id: UUID
    kind: str
    slug: str
    lang: str
    title: str
    summary: str
    topic: str
    tags: tuple[str, ...]
    duration_s: int | None
    updated_at: datetime

    moments: ClassVar[tuple[()]] = ()

    @property
    def url(self) -> str:
        return address_of(self.kind, self.slug)

    @property
    def snippet(self) -> str:
        return self.summary


@dataclass(frozen=True)
class Version:
    """The same item in another language."""

    lang: str
    slug: str
    title: str
    url: str


@dataclass(frozen=True)
class Player:
    """What plays a video, or where it can be seen when the file is not here."""

    url: str | None
    content_type: str
    source_url: str | None
    poster_url: str | None
    captions_url: str | None
    chapters_url: str | None


@dataclass(frozen=True)
class ItemView:
    """One article or video as one reader gets it: in their language, or else in another."""

    item_id: UUID
    translation_id: UUID
    revision_id: UUID
    kind: str
    slug: str
    lang: str
    wanted_lang: str
    state: str
    audience: str
    title: str
    summary: str
    html: str
    source: str
    plain_text: str
    headings: Sequence[Mapping[str, Any]]
    topic: TopicView
    tags: tuple[str, ...]
    updated_at: datetime
    review_on: date | None
    versions: tuple[Version, ...]
    original_lang: str
    stale_since: datetime | None = None
    tell_us: str = ""
    related: tuple[Card, ...] = ()
    duration_s: int | None = None
    player: Player | None = None
    chapters: tuple[Cue, ...] = ()
    cues: tuple[Cue, ...] = ()

    @property
    def url(self) -> str:
        return address_of(self.kind, self.slug)

    def is_called(self, slug: str) -> bool:
        """Whether one of its versions has this name now; others were names once."""
        return slug in {self.slug, *(version.slug for version in self.versions)}

    @property
    def is_fallback(self) -> bool:
        """Whether this is not the language asked for."""
        return self.lang != self.wanted_lang

    @property
    def is_stale(self) -> bool:
        """Whether the original changed after this translation did."""
        return self.stale_since is not None

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Return anchor and words of the headings of the first level, when there are several."""
        found = [(h["id"], h["text"]) for h in self.headings if h["level"] == 2]
        return found if len(found) > 1 else []

    @property
    def chapter_marks(self) -> list[tuple[float, str]]:
        return [(cue.start, cue.text) for cue in self.chapters]

    @property
    def cue_marks(self) -> list[tuple[float, str]]:
        return [(cue.start, cue.text) for cue in self.cues]

    @property
    def minutes(self) -> int:
        return minutes_of(self.plain_text, self.duration_s)


@dataclass(frozen=True)
class TopicPage:
    """A shelf and what stands on it for one reader."""

    topic: TopicView
    articles: tuple[Card, ...]
    videos: tuple[Card, ...]


@dataclass(frozen=True)
class PublishedDocument:
    """A published translation as a search index wants it; seconds are of the video."""

    translation_id: UUID
    item_id: UUID
    kind: str
    slug: str
    lang: str
    topic: str
    audience: str
    title: str
    summary: str
    headings: tuple[str, ...]
    tags: tuple[str, ...]
    plain_text: str
    chapters: tuple[Cue, ...]
    cues: tuple[Cue, ...]


def minutes_of(plain_text: str, duration_s: int | None) -> int:
    """Return how long reading or watching takes, at least one minute."""
    if duration_s:
        return max(1, round(duration_s / 60))
    return max(1, round(len(plain_text.split()) / WORDS_PER_MINUTE))
