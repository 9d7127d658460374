"""One attempt to solve something: its searches, what was shown, what was read, how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.content.views import ItemRow
from portal.db.base import Base
from portal.gate.errors import EnquiryOver
from portal.gate.policy import Attempt, GateRules, Missing, WhyDismissed, missing, unlocked_by

LAPSES_AFTER = timedelta(hours=24)
CARRIED_FOR = timedelta(hours=12)
LONGEST_TERMS = 400


class State(StrEnum):
    LOOKING = "looking"
    UNLOCKED = "unlocked"
    SOLVED = "solved"
    RAISED = "raised"
    LAPSED = "lapsed"


OPEN_STATES = (State.LOOKING, State.UNLOCKED)


@dataclass(frozen=True)
class Answer:
    """What the server answered to a search: its real words, the total, and the hits shown."""

    words: Sequence[str]
    total: int
    shown: Sequence[ItemRow]
    is_down: bool = False
    is_narrowed: bool = False


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
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    searches: Mapped[list["Search"]] = relationship(order_by="Search.at", lazy="selectin")
    readings: Mapped[list["Reading"]] = relationship(order_by="Reading.at", lazy="selectin")

    def is_open(self, at: datetime) -> bool:
        return self.state in OPEN_STATES and at - self.touched_at < LAPSES_AFTER

    def is_unlocked(self, at: datetime) -> bool:
        return self.state == State.UNLOCKED and self.is_open(at)

    def record_search(self, terms: str, answer: Answer, *, rules: GateRules, at: datetime) -> None:
        """Write down what was asked and what the server showed."""
        self._check_open(at)
        latest = self.searches[-1] if self.searches else None
        if latest and latest.terms == terms[:LONGEST_TERMS]:
            latest.show_more(answer.shown)  # a reload, a filter or the next page of one search
        else:
            self.searches.append(Search.of(terms, answer, at=at))
        self._touch(rules, at)

    def record_reading(self, item: ItemRow, *, rules: GateRules, at: datetime) -> None:
        """Write down what was opened; reading it again changes nothing."""
        self._check_open(at)
        if item.revision_id not in {reading.revision_id for reading in self.readings}:
            self.readings.append(Reading.of(item, at=at))
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

    def ask(self, at: datetime) -> None:
        """Note that the person means to ask us, not only to look around."""
        self._check_open(at)
        self.asked_at = self.asked_at or at

    def keep_draft(self, draft: Mapping[str, str], at: datetime) -> None:
        self._check_open(at)
        self.draft, self.touched_at = dict(draft), at

    def missing(self, rules: GateRules) -> tuple[Missing, ...]:
        return () if self.state == State.UNLOCKED else missing(self.attempt(), rules)

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
        )

    def _readings_of_shown(self, searches: Sequence["Search"]) -> int:
        if not self.readings:
            return 0
        shown = {item.item_id for search in searches for item in search.shown}
        return sum(reading.item_id in shown for reading in self.readings)

    def has_met(self, item_id: UUID | None) -> bool:
        """Whether this item was shown or opened on the way."""
        opened = {reading.item_id for reading in self.readings}
        return item_id in opened or item_id in {item.item_id for item in self.shown()}

    def shown(self) -> list["Shown"]:
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


class Search(Base):
    """One question asked of the Academy, and what was listed in answer."""

    __tablename__ = "search"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry.id"), index=True)
    terms: Mapped[str] = mapped_column(String(LONGEST_TERMS))
    at: Mapped[datetime] = mapped_column(index=True)
    total: Mapped[int]
    is_real: Mapped[bool]
    is_down: Mapped[bool] = mapped_column(default=False)
    is_narrowed: Mapped[bool] = mapped_column(default=False)

    shown: Mapped[list["Shown"]] = relationship(order_by="Shown.position")

    @classmethod
    def of(cls, terms: str, answer: Answer, *, at: datetime) -> "Search":
        return cls(
            terms=terms[:LONGEST_TERMS],
            at=at,
            total=answer.total,
            is_real=bool(answer.words),
            is_down=answer.is_down,
            is_narrowed=answer.is_narrowed,
            shown=[Shown.of(item, n) for n, item in enumerate(answer.shown, start=1)],
        )

    @property
    def found_nothing(self) -> bool:
        """Whether the Academy has no answer; a filter that leaves none says nothing about that."""
        return self.total == 0 and not self.is_down and not self.is_narrowed

    def show_more(self, items: Sequence[ItemRow]) -> None:
        known = {shown.item_id for shown in self.shown}
        new = [item for item in items if item.item_id not in known]
        start = len(self.shown) + 1
        self.shown.extend(Shown.of(item, n) for n, item in enumerate(new, start=start))


class _ItemColumns:
    """What is remembered of an item, whatever becomes of it later."""

    item_id: Mapped[UUID]
    translation_id: Mapped[UUID]
    revision_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300))


class Shown(_ItemColumns, Base):
    """One item in the list that answered a search."""

    __tablename__ = "shown"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    search_id: Mapped[UUID] = mapped_column(ForeignKey("search.id"), index=True)
    position: Mapped[int]

    @classmethod
    def of(cls, item: ItemRow, position: int) -> "Shown":
        return cls(position=position, **item._asdict())


class Reading(_ItemColumns, Base):
    """One item opened during an enquiry."""

    __tablename__ = "reading"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry.id"), index=True)
    at: Mapped[datetime]

    @classmethod
    def of(cls, item: ItemRow, *, at: datetime) -> "Reading":
        return cls(at=at, **item._asdict())
