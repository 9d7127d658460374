"""Topics, items, their language versions, and the revisions and files these are made of."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.content.policy import LONGEST_SLUG, Stage, State
from portal.db.base import Base
from portal.web.languages import SOURCE_LANGUAGE


class Topic(Base):
    """A shelf. Title and summary are written per language; one that was put away is not listed."""

    __tablename__ = "topic"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(LONGEST_SLUG), unique=True)
    position: Mapped[int]
    title: Mapped[Mapping[str, Any]]
    summary: Mapped[Mapping[str, Any]]
    archived_at: Mapped[datetime | None]

    def title_in(self, lang: str) -> str:
        """Return the title in that language, else in English."""
        return self.title.get(lang) or self.title.get(SOURCE_LANGUAGE) or self.slug

    def summary_in(self, lang: str) -> str:
        """Return the summary in that language, else in English."""
        return self.summary.get(lang) or self.summary.get(SOURCE_LANGUAGE) or ""


class Item(Base):
    """One article or video in all its languages; `original_lang` is what translations follow."""

    __tablename__ = "item"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("topic.id"), index=True)
    audience: Mapped[str] = mapped_column(String(20))
    original_lang: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]

    topic: Mapped[Topic] = relationship()


class Translation(Base):
    """An item in one language. `kind` is the item's, repeated so that a slug is unique by it.

    Readers get revision `revision_number`. A text that waits for its turn beside it is revision
    `proposed_number`; `stage` says how far that one has come.
    """

    __tablename__ = "translation"
    __table_args__ = (
        UniqueConstraint("kind", "lang", "slug"),
        UniqueConstraint("item_id", "lang"),
        Index("ix_translation_kind_slug", "kind", "slug"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    kind: Mapped[str] = mapped_column(String(10))
    lang: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(String(LONGEST_SLUG))
    state: Mapped[str] = mapped_column(String(10))
    revision_number: Mapped[int] = mapped_column(default=0)
    review_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(10), default=Stage.NONE)
    proposed_number: Mapped[int | None]
    publish_at: Mapped[datetime | None]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id"), index=True)

    item: Mapped[Item] = relationship(foreign_keys=[item_id])
    replaced_by: Mapped[Item | None] = relationship(foreign_keys=[replaced_by_id])

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


class OldSlug(Base):
    """A name a translation once had; its address leads to the present one for ever."""

    __tablename__ = "old_slug"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    lang: Mapped[str] = mapped_column(String(10), primary_key=True)
    slug: Mapped[str] = mapped_column(String(LONGEST_SLUG), primary_key=True)
    translation_id: Mapped[UUID] = mapped_column(ForeignKey("translation.id"), index=True)
    until_at: Mapped[datetime]


class Media(Base):
    """A video, poster or picture; its bytes lie in the data folder under their digest."""

    __tablename__ = "media"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    filename: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    created_at: Mapped[datetime]
    alt: Mapped[str | None] = mapped_column(String(300))  # "" is decorative, None not said yet
    width: Mapped[int | None]
    height: Mapped[int | None]
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    sent_sha256: Mapped[str | None] = mapped_column(String(64), index=True)

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


class Revision(Base):
    """The text of a translation as it was saved once. What somebody wrote never changes;
    what is rendered from it may be rendered again by a newer sanitiser.

    `based_on` is the number of the revision of the original that a translation follows,
    `over_number` the revision its writer had in front of them; `live_at` is empty until
    readers get it.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("translation_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    translation_id: Mapped[UUID] = mapped_column(ForeignKey("translation.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500))
    tags: Mapped[Sequence[str]]
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    plain_text: Mapped[str] = mapped_column(Text)
    headings: Mapped[Sequence[Mapping[str, Any]]]
    sanitiser: Mapped[str] = mapped_column(String(40))
    significance: Mapped[str] = mapped_column(String(10))
    tell_us: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    author_id: Mapped[UUID | None]
    why: Mapped[str] = mapped_column(String(300), default="")
    based_on: Mapped[int | None]
    over_number: Mapped[int | None]
    live_at: Mapped[datetime | None]

    media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"), index=True)
    poster_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"), index=True)
    source_url: Mapped[str | None] = mapped_column(String(500))
    duration_s: Mapped[int | None]
    captions_vtt: Mapped[str | None] = mapped_column(Text)
    chapters_vtt: Mapped[str | None] = mapped_column(Text)

    translation: Mapped[Translation] = relationship()
    media: Mapped[Media | None] = relationship(foreign_keys=[media_id])
    poster: Mapped[Media | None] = relationship(foreign_keys=[poster_id])
    pictures: Mapped[list["Picture"]] = relationship(cascade="all", order_by="Picture.path")


class Picture(Base):
    """A picture inside a revision's text, and the path by which the text names it."""

    __tablename__ = "picture"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media.id"), index=True)

    media: Mapped[Media] = relationship()


class FilePrint(Base):
    """What a file said when it was last imported: who changed since is told by it."""

    __tablename__ = "file_print"

    file: Mapped[str] = mapped_column(String(400), primary_key=True)
    translation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("translation.id", ondelete="CASCADE"), index=True
    )
    said: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
