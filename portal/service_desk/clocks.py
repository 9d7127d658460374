"""One row for each run of a ticket's clock: from when it became our turn until we answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base
from portal.support_policy.hours import Spell
from portal.support_policy.targets import Due


class ClockKind(StrEnum):
    """Which answer is promised."""

    FIRST = "first"
    NEXT = "next"


class Stage(StrEnum):
    """How near a promise is to being broken, in order."""

    SOON = "soon"
    DUE = "due"
    LATE = "late"


SOON_PERCENT = 75


class ClockWarning(Base):
    """That a run of a clock was warned of, once for each stage; `told` is how many people."""

    __tablename__ = "clock_warning"
    __table_args__ = (
        ForeignKeyConstraint(
            ["ticket_id", "number"], ["answer_clock.ticket_id", "answer_clock.number"]
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    stage: Mapped[str] = mapped_column(String(10), primary_key=True)
    at: Mapped[datetime]
    told: Mapped[int] = mapped_column(SmallInteger)


class AnswerClock(Base):
    """One promise running; once stopped, it is met or missed for ever (None: best effort)."""

    __tablename__ = "answer_clock"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    working: Mapped[Mapping[str, Any]]
    pauses: Mapped[Sequence[Mapping[str, Any]]]
    paused_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    is_met: Mapped[bool | None]
    soon_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None] = mapped_column(index=True)

    warnings: Mapped[list[ClockWarning]] = relationship(order_by=ClockWarning.at, lazy="selectin")

    @property
    def is_over(self) -> bool:
        return self.stopped_at is not None

    @property
    def paused(self) -> tuple[Spell, ...]:
        """Return the spells that did not count, because it was the customer's turn."""
        return tuple(Spell(_moment(one["from"]), _moment(one["to"])) for one in self.pauses)

    def move(self, due: Due, working: Mapping[str, Any]) -> None:
        """Count anew from the same start: severity, tier or calendar changed."""
        self.due_at, self.working = due.due_at, working
        self.soon_at = due.used_at(SOON_PERCENT)
        self._set_next_warning()

    def untold(self, now: datetime) -> list[Stage]:
        """Return the stages that are reached and nobody was told of, the least urgent first."""
        return [stage for stage, at in self._ahead() if at < now or (at == now and stage != "late")]

    def note_warned(self, stage: Stage, at: datetime, *, told: int) -> None:
        self.warnings.append(ClockWarning(stage=stage, at=at, told=told))
        self._set_next_warning()

    @property
    def leaders_know(self) -> bool:
        """Whether somebody who leads was told that this run is late."""
        return any(one.stage == Stage.LATE and one.told for one in self.warnings)

    def _ahead(self) -> list[tuple[Stage, datetime]]:
        """Return what is still to be told, and from when on."""
        told = {one.stage for one in self.warnings}
        moments = zip(Stage, (self.soon_at, self.due_at, self.due_at), strict=True)
        return [(stage, at) for stage, at in moments if at is not None and stage not in told]

    def _set_next_warning(self) -> None:
        runs = not self.is_over and self.paused_at is None
        self.warn_at = min((at for _, at in self._ahead()), default=None) if runs else None

    def pause(self, at: datetime) -> None:
        self.paused_at = self.paused_at or at
        self.warn_at = None

    def resume(self, at: datetime) -> None:
        if self.paused_at is not None and self.paused_at < at:
            spell = {"from": self.paused_at.isoformat(), "to": at.isoformat()}
            self.pauses = [*self.pauses, spell]
        self.paused_at = None

    def stop(self, at: datetime) -> None:
        """Our answer: it counts as given when the clock last ran."""
        if self.is_over:
            return
        counted_to = self.paused_at or at
        self.stopped_at, self.warn_at = at, None
        self.is_met = None if self.due_at is None else counted_to <= self.due_at

    def end_unanswered(self, at: datetime) -> None:
        """Nobody waits for an answer any more: it may have been missed, but not met."""
        self.stop(at)
        self.is_met = False if self.is_met is False else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
