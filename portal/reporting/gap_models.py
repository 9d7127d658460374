"""Gaps that editors work on: the words, who has them, what closed them; and every case of one."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.content.models import Item
from portal.db.base import Base
from portal.errors import Conflict
from portal.words import N_

LONGEST_SENTENCE = 400
LONGEST_WORDS = 400
LONGEST_WHY = 500
TAKEN_BEFORE = N_("%(name)s works on this gap already.")


class GapState(StrEnum):
    """`open` is one that was put back: nobody works on it."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Gap(Base):
    """Something that customers look for and do not find, as somebody took it up.

    `words` are the real words of the question, folded and stemmed, by which its cases are known;
    `sentence` is how customers put it; `shared_words` are those that people of two organisations
    used. A closed one names what was done (`fix`), the item that answers it now, and when.
    """

    __tablename__ = "gap"
    __table_args__ = (UniqueConstraint("lang", "words"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    sentence: Mapped[str] = mapped_column(String(LONGEST_SENTENCE))
    shared_words: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    fix: Mapped[str] = mapped_column(String(20), default="")
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id"), index=True)
    why: Mapped[str] = mapped_column(String(LONGEST_WHY), default="")
    taken_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    item: Mapped[Item | None] = relationship()

    def take(self, by: Person, at: datetime) -> None:
        """Work on it, also again; raise Conflict when a colleague does."""
        if self.state == GapState.TAKEN and self.owner_id != by.id:
            raise Conflict(TAKEN_BEFORE, name=self.owner.name if self.owner else "")
        self.state, self.owner, self.taken_at = GapState.TAKEN, by, at
        self.fix, self.why, self.closed_at, self.closed_by_id = "", "", None, None

    def put_back(self) -> None:
        self.check_at_work()
        self.state, self.owner = GapState.OPEN, None

    def close(self, fix: str, item_id: UUID | None, why: str, *, by: UUID, at: datetime) -> None:
        """Say what was done, and which item answers it now."""
        self.check_at_work()
        self.state, self.fix, self.item_id, self.why = GapState.CLOSED, fix, item_id, why
        self.closed_at, self.closed_by_id = at, by

    def dismiss(self, why: str, *, by: UUID, at: datetime) -> None:
        """Say why nothing is to be done about it."""
        self.check_at_work()
        self.state, self.why = GapState.DISMISSED, why
        self.closed_at, self.closed_by_id = at, by

    def check_at_work(self) -> None:
        if self.state not in (GapState.OPEN, GapState.TAKEN):
            raise Conflict("This gap is closed already. Take it again to change that.")


class GapCase(Base):
    """One enquiry that failed at a gap, and in which ways. It outlives the text that was typed."""

    __tablename__ = "gap_case"
    __table_args__ = (Index("ix_gap_case_gap_id_began_on", "gap_id", "began_on"),)

    gap_id: Mapped[UUID] = mapped_column(ForeignKey("gap.id"), primary_key=True)
    enquiry_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    organisation_id: Mapped[UUID]
    began_on: Mapped[date]
    began_at: Mapped[datetime]
    found_nothing: Mapped[bool]
    not_opened: Mapped[bool]
    raised_after_reading: Mapped[bool]
    not_helped: Mapped[bool]


class GapNotice(Base):
    """Somebody who had failed was told of the item that answers it now: once, whatever the gap."""

    __tablename__ = "gap_notice"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    gap_id: Mapped[UUID] = mapped_column(ForeignKey("gap.id"), index=True)
    told_at: Mapped[datetime]
