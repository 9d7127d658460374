"""A ticket with its frozen trail and running promise, the replies on it, and its opening's key."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.db.base import Base
from portal.support_policy.targets import Due


class TicketState(StrEnum):
    """Whose turn it is."""

    OURS = "ours"
    CUSTOMERS = "customers"


class Ticket(Base):
    """A request for help, opened once from one enquiry; the trail is never changed."""

    __tablename__ = "ticket"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry.id"), unique=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    requester_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    tier: Mapped[str] = mapped_column(String(10))
    priority: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(10), default=TicketState.OURS)
    lang: Mapped[str] = mapped_column(String(10))

    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    expected: Mapped[str] = mapped_column(Text)
    steps: Mapped[str] = mapped_column(Text)
    reproducible: Mapped[str] = mapped_column(String(20))
    since: Mapped[str] = mapped_column(String(200))
    affected: Mapped[str] = mapped_column(String(20))
    area: Mapped[str] = mapped_column(String(100))
    told: Mapped[str] = mapped_column(Text, default="")

    opened_at: Mapped[datetime]
    clock_started_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    due_working: Mapped[Mapping[str, Any]]
    first_answered_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    trail: Mapped[Mapping[str, Any]]
    diagnosis: Mapped[str] = mapped_column(String(30))

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    requester: Mapped[Person] = relationship(lazy="joined", foreign_keys=requester_id)
    owner: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=owner_id)
    replies: Mapped[list["Reply"]] = relationship(order_by="Reply.at")
    escalations: Mapped[list["Escalation"]] = relationship(order_by="Escalation.at")
    call: Mapped["PhoneCall | None"] = relationship()

    @property
    def is_ours(self) -> bool:
        return self.state == TicketState.OURS

    def is_late(self, now: datetime) -> bool:
        return self.is_ours and self.due_at is not None and self.due_at < now

    def start_clock(self, due: Due, working: Mapping[str, Any]) -> None:
        """Let the promise run from the moment `due` was worked out for."""
        self.state = TicketState.OURS
        self.clock_started_at, self.due_at, self.due_working = due.opened_at, due.due_at, working

    def answer(self, by: UUID, at: datetime) -> None:
        """Stop the clock: it is the customer's turn. The first answer stays the first for ever."""
        self.first_answered_at = self.first_answered_at or at
        self.owner_id = self.owner_id or by
        self.state = TicketState.CUSTOMERS


class Reply(Base):
    """One message of the thread, readable by both sides."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("ticket_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    is_from_staff: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(String(100))
    trail: Mapped[Mapping[str, Any] | None] = mapped_column(JSON)

    author: Mapped[Person] = relationship(lazy="joined")


class OpeningKey(Base):
    """An idempotency key somebody opened a ticket with, and what they sent under it."""

    __tablename__ = "opening_key"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(200))
    body_hash: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))


class Escalation(Base):
    """One time that a customer said what is at stake."""

    __tablename__ = "escalation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    stake: Mapped[str] = mapped_column(Text)

    by: Mapped[Person] = relationship(lazy="joined")


class PhoneCall(Base):
    """That a ticket was logged by phone, by whom, and why although the tier has no phone."""

    __tablename__ = "phone_call"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    taken_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    exception: Mapped[str] = mapped_column(String(500), default="")

    taken_by: Mapped[Person] = relationship(lazy="joined")
