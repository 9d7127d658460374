"""One attempt to solve something: how far it is, how it ended; and the rules of the gate."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.content.views import ItemRow
from portal.db.base import Base
from portal.gate.errors import CHANGED_ELSEWHERE, DraftChanged, EnquiryOver
from portal.gate.policy import (
    LAPSES_AFTER,
    OPEN_STATES,
    WAITS_FOR_A_COLLEAGUE,
    Attempt,
    GateRules,
    Missing,
    State,
    UnlockedBy,
    WhyDismissed,
    WhyUrgent,
    missing,
    unlocked_by,
)
from portal.gate.recorded import LONGEST_TERMS, Answer, Reading, Search, Shown


class Enquiry(Base):
    """What somebody searched for and read before asking us."""

    __tablename__ = "enquiry"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True, default=State.LOOKING)
    unlocked_by: Mapped[str | None] = mapped_column(String(20))
    why_dismissed: Mapped[str | None] = mapped_column(String(20))
    missing_words: Mapped[str] = mapped_column(Text, default="")
    solved_by_id: Mapped[UUID | None]
    draft: Mapped[Mapping[str, Any]] = mapped_column(default=dict)
    draft_version: Mapped[int] = mapped_column(default=0)
    area: Mapped[str] = mapped_column(String(100), default="")
    urgent_at: Mapped[datetime | None]
    why_urgent: Mapped[str | None] = mapped_column(String(20))
    handed_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    handed_at: Mapped[datetime | None]
    added_to: Mapped[str | None] = mapped_column(String(20))
    reminded_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    searches: Mapped[list[Search]] = relationship(order_by=Search.at, lazy="selectin")
    readings: Mapped[list[Reading]] = relationship(order_by=Reading.at, lazy="selectin")
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    organisation: Mapped[Organisation] = relationship()

    def is_open(self, at: datetime) -> bool:
        return self.state in OPEN_STATES and at < self.lapses_at

    @property
    def became_ticket(self) -> bool:
        return self.state == State.RAISED and self.added_to is None

    @property
    def lapses_at(self) -> datetime:
        """When it ends by itself: a colleague who was asked to send it has longer."""
        return self.touched_at + (WAITS_FOR_A_COLLEAGUE if self.handed_to_id else LAPSES_AFTER)

    def is_unlocked(self, at: datetime) -> bool:
        return self.state == State.UNLOCKED and self.is_open(at)

    def record_search(self, terms: str, answer: Answer, *, rules: GateRules, at: datetime) -> None:
        """Write down what was asked and what the server showed."""
        self._check_open(at)
        latest = self.searches[-1] if self.searches else None
        if latest and latest.terms == terms[:LONGEST_TERMS]:
            latest.repeat(answer)  # a reload, a filter or the next page of one search
        else:
            self.searches.append(Search.of(terms, answer, at=at))
        self._touch(rules, at)

    def record_reading(
        self, item: ItemRow, *, rules: GateRules, at: datetime, tell_us: str = ""
    ) -> None:
        """Write down what was opened; reading it again changes nothing."""
        self._check_open(at)
        if item.revision_id not in {reading.revision_id for reading in self.readings}:
            self.readings.append(Reading.of(item, at=at, tell_us=tell_us))
        self._touch(rules, at)

    def dismiss(self, why: WhyDismissed, words: str, *, rules: GateRules, at: datetime) -> None:
        """Note that none of what was shown solved it, and why."""
        self.ask(at)
        self.why_dismissed, self.missing_words = why, words
        self._touch(rules, at)

    def solve(self, by: UUID | None, at: datetime) -> None:
        """Note that the person found the answer, and which item gave it."""
        self._check_open(at)
        self.state, self.solved_by_id, self.ended_at = State.SOLVED, by, at

    def need_at_once(self, why: WhyUrgent, *, rules: GateRules, at: datetime) -> None:
        """Note that it is an emergency, and open the form for a search that was made."""
        self.ask(at)
        self.urgent_at, self.why_urgent = self.urgent_at or at, why
        self._touch(rules, at)

    def is_about(self, area: str, *, rules: GateRules, at: datetime) -> None:
        """Note the product area, whose rules count from now on."""
        self._check_open(at)
        self.area = area
        self._touch(rules, at)

    def hand_to(self, colleague: UUID, at: datetime) -> None:
        """Let an administrator of the organisation send it."""
        self.ask(at)
        self.handed_to_id, self.handed_at, self.touched_at = colleague, at, at

    def add_to(self, reference: str, at: datetime) -> None:
        """End it: what was to be asked belongs to a request that is open already."""
        self._check_open(at)
        self.state, self.added_to, self.ended_at = State.RAISED, reference, at

    def lapse(self, at: datetime) -> None:
        """End it without a word from the person: nobody knows whether it was solved."""
        self.state, self.ended_at = State.LAPSED, at

    def forget_text(self, at: datetime) -> None:
        """Delete what the person typed; what happened, and how often, stays."""
        self.draft, self.missing_words, self.forgotten_at = {}, "", at
        for search in self.searches:
            search.terms = ""

    def ask(self, at: datetime) -> None:
        """Note that the person means to ask us, not only to look around."""
        self._check_open(at)
        self.asked_at = self.asked_at or at

    def keep_draft(
        self, draft: Mapping[str, str], at: datetime, *, version: int | None = None
    ) -> None:
        """Keep what was typed; raise DraftChanged when it grew from an older version.

        The same words sent twice agree with each other.
        """
        self._check_open(at)
        if dict(draft) == dict(self.draft):
            return
        if version is not None and version != self.draft_version:
            raise DraftChanged(CHANGED_ELSEWHERE, at=self.touched_at)
        self.draft, self.touched_at = dict(draft), at
        self.draft_version += 1

    def missing(self, rules: GateRules, area: str | None = None) -> tuple[Missing, ...]:
        """Return what is left to do; an exemption opens the form for its own area only."""
        exempt = self.unlocked_by == UnlockedBy.EXEMPT_AREA and area not in (None, self.area)
        if self.state == State.UNLOCKED and not exempt:
            return ()
        return missing(self.attempt(), rules)

    def attempt(self) -> Attempt:
        """Return the enquiry counted for the rule: readings count when we had shown the item."""
        real = [search for search in self.searches if search.is_real]
        return Attempt(
            searches=len(real),
            searches_with_hits=sum(search.total > 0 for search in real),
            searches_without_hits=sum(search.found_nothing for search in real),
            searches_while_down=sum(search.is_down for search in real),
            readings_of_shown=self._readings_of_shown(real),
            is_dismissed=self.why_dismissed is not None,
            is_urgent=self.urgent_at is not None,
        )

    def _readings_of_shown(self, searches: Sequence[Search]) -> int:
        if not self.readings:
            return 0
        shown = {item.item_id for search in searches for item in search.shown}
        return sum(reading.item_id in shown for reading in self.readings)

    def has_met(self, item_id: UUID | None) -> bool:
        """Whether this item was shown or opened on the way."""
        opened = {reading.item_id for reading in self.readings}
        return item_id in opened or item_id in {item.item_id for item in self.shown()}

    def shown(self) -> list[Shown]:
        """Return every item shown, once, in the order in which it first appeared."""
        first: dict[UUID, Shown] = {}
        for search in self.searches:
            for item in search.shown:
                first.setdefault(item.item_id, item)
        return list(first.values())

    @property
    def own_words(self) -> str:
        """Return what the person typed when they came to ask, else their last search.

        It becomes the request's title, so that nobody types twice.
        """
        real = [search for search in self.searches if search.is_real]
        asking = [one.terms for one in real if self.asked_at and one.at >= self.asked_at]
        return asking[0] if asking else real[-1].terms if real else ""

    def _touch(self, rules: GateRules, at: datetime) -> None:
        self.touched_at = at
        reason = unlocked_by(self.attempt(), rules) if self.state == State.LOOKING else None
        if reason:
            self.state, self.unlocked_by = State.UNLOCKED, reason

    def _check_open(self, at: datetime) -> None:
        if not self.is_open(at):
            raise EnquiryOver(
                "This enquiry is closed. Start with a new search; what you typed is kept below."
            )


class GateRule(Base):
    """The gate's rules for one tier and product area; the blank area stands for all others."""

    __tablename__ = "gate_rule"

    tier: Mapped[str] = mapped_column(String(10), primary_key=True)
    area: Mapped[str] = mapped_column(String(100), primary_key=True, default="")
    searches: Mapped[int]
    asks_for_reading_or_dismissal: Mapped[bool]
    is_exempt: Mapped[bool]
    urgent_allowed: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    @property
    def rules(self) -> GateRules:
        return GateRules(
            searches=self.searches,
            asks_for_reading_or_dismissal=self.asks_for_reading_or_dismissal,
            is_exempt=self.is_exempt,
            urgent_allowed=self.urgent_allowed,
        )
