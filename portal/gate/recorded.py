"""What the server writes down as it answers: a search, what it listed, what was opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.content.views import ItemRow
from portal.db.base import Base

LONGEST_TERMS = 400
MOST_STRETCHES = 50
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Answer:
    """What the server answered to a search: its real words, the total, and the hits shown."""

    words: Sequence[str]
    total: int
    shown: Sequence[ItemRow]
    is_down: bool = False
    is_narrowed: bool = False


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

    def repeat(self, answer: Answer) -> None:
        """Add what the same words list now; asked without a filter, they tell how much there is."""
        if self.is_narrowed and not answer.is_narrowed:
            self.total, self.is_narrowed = answer.total, False
        self._show_more(answer.shown)

    def _show_more(self, items: Sequence[ItemRow]) -> None:
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
    watched: Mapped[Sequence[Sequence[int]]] = mapped_column(JSON, default=list)
    tell_us: Mapped[str] = mapped_column(String(300), default="")

    @classmethod
    def of(cls, item: ItemRow, *, at: datetime, tell_us: str = "") -> "Reading":
        return cls(at=at, watched=[], tell_us=tell_us, **item._asdict())

    def watch(self, start_s: int, end_s: int) -> None:
        """Note that this stretch was played; stretches that touch become one."""
        self.watched = merged([*self.watched, (start_s, end_s)])[:MOST_STRETCHES]


def merged(stretches: Iterable[Sequence[int]]) -> list[Stretch]:
    """Return stretches of seconds in order, those that overlap or touch as one."""
    whole: list[Stretch] = []
    for start, end in sorted((int(start), int(end)) for start, end in stretches):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole
