"""What editors teach the search: words that mean the same, and answers listed first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.content.models import Item
from portal.db.base import Base

LONGEST_WORDS = 200


class SynonymGroup(Base):
    """Words and phrases that mean the same; one without an author came with the Academy."""

    __tablename__ = "synonym_group"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    phrases: Mapped[Sequence[str]]
    author_id: Mapped[UUID | None]
    changed_at: Mapped[datetime | None]

    def change(self, phrases: Sequence[str], *, by: UUID, at: datetime) -> None:
        self.phrases, self.author_id, self.changed_at = list(phrases), by, at


class PinnedAnswer(Base):
    """The items listed first for a query; `key` is the same for the same words in any order."""

    __tablename__ = "pinned_answer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    lang: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(1_000), unique=True)
    author_id: Mapped[UUID]
    changed_at: Mapped[datetime]

    places: Mapped[list["PinnedItem"]] = relationship(
        cascade="all, delete-orphan", order_by="PinnedItem.place"
    )

    @property
    def item_ids(self) -> tuple[UUID, ...]:
        return tuple(place.item_id for place in self.places)

    def change(self, item_ids: Sequence[UUID], *, by: UUID, at: datetime) -> None:
        self.places = [PinnedItem(place=n, item_id=id_) for n, id_ in enumerate(item_ids)]
        self.author_id, self.changed_at = by, at


class PinnedItem(Base):
    """One item of a pinned answer, and its place in the list."""

    __tablename__ = "pinned_item"

    pin_id: Mapped[UUID] = mapped_column(ForeignKey("pinned_answer.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)

    item: Mapped[Item] = relationship()
