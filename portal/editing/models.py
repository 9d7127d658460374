"""What editors have under way: drafts, steps, what readers ask for, and what was looked after."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.content.models import Translation
from portal.db.base import Base


class TodoState(StrEnum):
    """Whether a to-do waits, was seen to, or was put aside."""

    OPEN = "open"
    DONE = "done"
    DISMISSED = "dismissed"


class Draft(Base):
    """What one person is writing, beside what readers get.

    `over_number` is the revision it began from, `based_on` the revision of the original that
    a translator has in front of them; `version` rises with each save.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("translation_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    translation_id: Mapped[UUID] = mapped_column(ForeignKey("translation.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500))
    tags: Mapped[Sequence[str]]
    source: Mapped[str] = mapped_column(Text)
    tell_us: Mapped[str] = mapped_column(String(300))
    over_number: Mapped[int]
    based_on: Mapped[int | None]
    media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"), index=True)
    poster_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"), index=True)
    source_url: Mapped[str | None] = mapped_column(String(500))
    duration_s: Mapped[int | None]
    captions_vtt: Mapped[str | None] = mapped_column(Text)
    chapters_vtt: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]

    translation: Mapped[Translation] = relationship()
    person: Mapped[Person] = relationship()


class Step(Base):
    """One step of a text on its way: sent to review, approved, published, archived …"""

    __tablename__ = "step"
    __table_args__ = (Index("ix_step_translation_id_at", "translation_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    translation_id: Mapped[UUID] = mapped_column(ForeignKey("translation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    comment: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person | None] = relationship()


class Todo(Base):
    """What readers say is wrong with an item in one language, until an editor has seen to it."""

    __tablename__ = "todo"
    __table_args__ = (Index("ix_todo_item_id_state", "item_id", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    lang: Mapped[str] = mapped_column(String(10))
    why: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default=TodoState.OPEN)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)

    voices: Mapped[list["Voice"]] = relationship(order_by="Voice.at", lazy="selectin")
    ended_by: Mapped[Person | None] = relationship()

    def end(self, how: TodoState, *, by: UUID, at: datetime) -> None:
        """Tick it off, or put it aside; the first who did so is kept."""
        if self.state == TodoState.OPEN:
            self.state, self.ended_by_id, self.ended_at = how, by, at


class Voice(Base):
    """One reader's word on a to-do; `words` are deleted in time, who spoke and when stays.

    What was typed in an enquiry stays there, and goes with it.
    """

    __tablename__ = "voice"
    __table_args__ = (UniqueConstraint("todo_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    todo_id: Mapped[UUID] = mapped_column(ForeignKey("todo.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    enquiry_id: Mapped[UUID | None] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class ReviewReminder(Base):
    """A due date of which the owner was told."""

    __tablename__ = "review_reminder"

    translation_id: Mapped[UUID] = mapped_column(ForeignKey("translation.id"), primary_key=True)
    review_on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class OutsideLink(Base):
    """A web address that texts lead to, and whether it answered; `problem` is empty when it did."""

    __tablename__ = "outside_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(String(20), default="")
    failures: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime] = mapped_column(index=True)
