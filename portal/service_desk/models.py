"""A ticket with its frozen trail and running promise, the replies on it, and its opening's key."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.db.base import Base
from portal.incidents.models import Incident
from portal.service_desk.changes import Change, TicketChange
from portal.service_desk.clocks import AnswerClock, ClockKind
from portal.support_policy.targets import Due

REOPENS_WITHIN = timedelta(days=14)


class TicketState(StrEnum):
    """Whose turn it is."""

    OURS = "ours"
    CUSTOMERS = "customers"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a request ended."""

    SOLVED = "solved"
    NOT_OURS = "not-ours"
    NOT_REPRODUCED = "not-reproduced"
    DUPLICATE = "duplicate"
    INCIDENT = "incident"
    SELF_SOLVED = "self-solved"


class Ticket(Base):
    """A request for help, opened once from one enquiry; the trail is never changed."""

    __tablename__ = "ticket"
    __table_args__ = (Index("ix_ticket_queue", "state", "due_at", "opened_at", "owner_id", "id"),)

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
    is_private: Mapped[bool] = mapped_column(default=False)

    opened_at: Mapped[datetime]
    clock_started_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    due_working: Mapped[Mapping[str, Any]]
    first_answered_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident.id"), index=True)
    trail: Mapped[Mapping[str, Any]]
    diagnosis: Mapped[str] = mapped_column(String(30))
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    answered_with: Mapped[str] = mapped_column(String(200), default="")
    duplicate_of: Mapped[str] = mapped_column(String(20), default="")
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    rating_words: Mapped[str] = mapped_column(String(500), default="")

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    requester: Mapped[Person] = relationship(lazy="joined", foreign_keys=requester_id)
    owner: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=owner_id)
    replies: Mapped[list["Reply"]] = relationship(order_by="Reply.at")
    escalations: Mapped[list["Escalation"]] = relationship(order_by="Escalation.at")
    call: Mapped["PhoneCall | None"] = relationship()
    incident: Mapped[Incident | None] = relationship()

    clocks: Mapped[list[AnswerClock]] = relationship(order_by=AnswerClock.number)
    changes: Mapped[list[TicketChange]] = relationship(order_by=TicketChange.number)

    @property
    def is_ours(self) -> bool:
        return self.state == TicketState.OURS

    @property
    def is_closed(self) -> bool:
        return self.state == TicketState.CLOSED

    @property
    def clock(self) -> AnswerClock | None:
        """Return the run that is not over, if there is one."""
        return next((one for one in self.clocks if not one.is_over), None)

    @property
    def insists(self) -> bool:
        """Whether who asked knew of the fault it belongs to, and asked all the same."""
        links = [one for one in self.changes if one.what == Change.INCIDENT]
        return self.incident_id is not None and not links

    def is_late(self, now: datetime) -> bool:
        return self.is_ours and self.due_at is not None and self.due_at < now

    @property
    def leaders_know(self) -> bool:
        """Whether a leader was told that the running promise is late."""
        return self.clock is not None and self.clock.leaders_know

    @property
    def waits_for(self) -> str:
        """What support asked for when it paused the clock; empty while none is paused."""
        if self.state != TicketState.CUSTOMERS or self.clock is None:
            return ""
        asked = [change.why for change in self.changes if change.what == Change.WAITING]
        return asked[-1] if asked else ""

    def may_reopen(self, now: datetime) -> bool:
        return self.closed_at is not None and now <= self.closed_at + REOPENS_WITHIN

    def start_clock(self, due: Due, working: Mapping[str, Any]) -> None:
        """Let a new promise run from the moment `due` was worked out for."""
        run = AnswerClock(
            number=len(self.clocks) + 1,
            kind=ClockKind.NEXT if self.first_answered_at else ClockKind.FIRST,
            started_at=due.opened_at,
            pauses=[],
        )
        run.move(due, working)
        self.clocks.append(run)
        self.clock_started_at = due.opened_at
        self._run_to(due, working)

    def move_clock(self, due: Due, working: Mapping[str, Any]) -> None:
        """Let the running promise count anew from its own start."""
        if self.clock is not None:
            self.clock.move(due, working)
        self.due_at, self.due_working = due.due_at, working

    def resume_clock(self, due: Due, working: Mapping[str, Any]) -> None:
        """Let the paused promise run on."""
        self.move_clock(due, working)
        self._run_to(due, working)

    def _run_to(self, due: Due, working: Mapping[str, Any]) -> None:
        self.state, self.closed_at, self.outcome = TicketState.OURS, None, ""
        self.due_at, self.due_working = due.due_at, working

    def answer(self, by: UUID, at: datetime) -> None:
        """Stop the clock: it is the customer's turn. The first answer stays the first for ever."""
        if self.clock is not None:
            self.clock.stop(at)
        self.first_answered_at = self.first_answered_at or at
        self.owner_id = self.owner_id or by
        self.state = TicketState.CUSTOMERS

    def wait(self, at: datetime) -> None:
        """It is the customer's turn, though we have not answered: the clock pauses."""
        if self.clock is not None:
            self.clock.pause(at)
        self.state = TicketState.CUSTOMERS

    def close(self, outcome: Outcome, at: datetime) -> None:
        """The request is over; a clock that still ran ends with it."""
        if self.clock is not None:
            self.clock.end_unanswered(at)
        self.state, self.outcome, self.closed_at = TicketState.CLOSED, outcome, at

    def note_change(
        self, what: Change, before: str, after: str, *, why: str, by: UUID, at: datetime
    ) -> None:
        """Keep who changed what, and why; rows are never changed themselves."""
        number = len(self.changes) + 1
        facts = {"what": what, "before": before, "after": after, "why": why}
        self.changes.append(TicketChange(number=number, by_id=by, at=at, **facts))


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
