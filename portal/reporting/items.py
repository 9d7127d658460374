"""What articles and videos did: which solved, and which were read before a request."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.content.models import Revision, Translation
from portal.reporting.filters import Filters
from portal.reporting.models import ItemRead
from portal.reporting.policy import FEWEST_TO_COMPARE, Outcome

MOST_LISTED = 50
FEWEST_TO_BE_OFTEN = 3


@dataclass
class ItemFigures:
    """One item: how often it was opened in enquiries that are over, and what came of them."""

    item_id: UUID
    title: str = ""
    readings: int = 0
    solved: int = 0
    raised: int = 0
    why: dict[str, int] = field(default_factory=dict)

    @property
    def solved_per_reading(self) -> Fraction | None:
        """Return the share, None where there were too few to compare."""
        if self.are_too_few:
            return None
        return Fraction(self.solved, self.readings)

    @property
    def are_too_few(self) -> bool:
        return self.readings < FEWEST_TO_COMPARE

    @property
    def without_reason(self) -> int:
        return self.raised - sum(self.why.values())

    @property
    def main_reason(self) -> str:
        return max(self.why, key=lambda why: (self.why[why], why)) if self.why else ""


def items(db: Session, filters: Filters, lang: str) -> Sequence[ItemFigures]:
    """Return the figures of each item that was opened, most opened first."""
    found: dict[UUID, ItemFigures] = {}
    for item_id, outcome, why, count, solved in db.execute(_counted(filters)):
        item = found.setdefault(item_id, ItemFigures(item_id))
        item.readings += count
        if outcome == Outcome.SOLVED:
            item.solved += int(solved)
        if outcome == Outcome.RAISED:
            item.raised += count
            if why:
                item.why[why] = item.why.get(why, 0) + count
    for item_id, title in titles(db, found, lang).items():
        found[item_id].title = title
    return sorted(found.values(), key=lambda item: (-item.readings, item.title))


def _counted(filters: Filters):  # type: ignore[no-untyped-def]
    by = ItemRead.item_id, ItemRead.outcome, ItemRead.why_dismissed
    solved = func.sum(case((ItemRead.solved, 1), else_=0))
    return select(*by, func.count(), solved).where(*filters.on(ItemRead)).group_by(*by)


def titles(db: Session, item_ids: Collection[UUID], lang: str) -> Mapping[UUID, str]:
    """Return the titles as they are now, in that language where it exists."""
    rows = db.execute(
        select(Translation.item_id, Translation.lang, Revision.title)
        .join(Revision, Revision.translation_id == Translation.id)
        .where(Revision.number == Translation.revision_number)
    )
    found: dict[UUID, tuple[bool, str]] = {}
    for item_id, its_lang, title in rows:
        if item_id in item_ids:
            found[item_id] = max(found.get(item_id, (False, "")), (its_lang == lang, title))
    return {item_id: title for item_id, (_, title) in found.items()}


def most_read_before_a_request(found: Sequence[ItemFigures]) -> Sequence[ItemFigures]:
    raised = [item for item in found if item.raised]
    return sorted(raised, key=lambda item: (-item.raised, item.title))[:MOST_LISTED]


def that_solved(found: Sequence[ItemFigures]) -> Sequence[ItemFigures]:
    """Return what solved something, by share where there is enough to compare, then the rest."""
    solved = [item for item in found if item.solved]
    return sorted(
        solved,
        key=lambda item: (-(item.solved_per_reading or Fraction(-1)), -item.solved, item.title),
    )[:MOST_LISTED]


def often_read(db: Session, since: date, *, most: int) -> Sequence[UUID]:
    """Return the items opened in the most enquiries since that day, the most opened first."""
    count = func.count()
    counted = (
        select(ItemRead.item_id)
        .where(ItemRead.began_on >= since)
        .group_by(ItemRead.item_id)
        .having(count >= FEWEST_TO_BE_OFTEN)
        .order_by(count.desc(), ItemRead.item_id)
        .limit(most)
    )
    return db.scalars(counted).all()
