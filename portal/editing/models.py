"""What editors have under way: drafts of their own, and who moved a text on, when and why."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.content.models import Translation
from portal.db.base import Base


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
