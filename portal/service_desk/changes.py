"""What happened to a ticket besides its messages: changes with their reasons, internal notes."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db.base import Base


class Change(StrEnum):
    """What about the ticket changed."""

    OWNER = "owner"
    AREA = "area"
    SEVERITY = "severity"
    TIER = "tier"
    WAITING = "waiting"
    CLOSED = "closed"
    REOPENED = "reopened"
    PRIVACY = "privacy"
    RATING = "rating"
    DUE = "due"
    INCIDENT = "incident"


CONCERNS_CUSTOMER = frozenset(
    {
        Change.AREA,
        Change.SEVERITY,
        Change.TIER,
        Change.WAITING,
        Change.CLOSED,
        Change.REOPENED,
        Change.PRIVACY,
        Change.DUE,
        Change.INCIDENT,
    }
)


class TicketChange(Base):
    """One change: who, when, from what to what, and why."""

    __tablename__ = "ticket_change"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    what: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(200))
    after: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship(lazy="joined")

    @property
    def concerns_customer(self) -> bool:
        return self.what in CONCERNS_CUSTOMER


class Note(Base):
    """An internal note. It has its own table, so that no customer's page can list it."""

    __tablename__ = "ticket_note"
    __table_args__ = (UniqueConstraint("ticket_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(String(100))

    author: Mapped[Person] = relationship(lazy="joined")
