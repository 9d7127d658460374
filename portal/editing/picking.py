"""Finding an item to link to, or to take the place of another: by words of its title."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.linking import BY_ID
from portal.content.listing import IS_CURRENT
from portal.content.models import Revision, Translation
from portal.content.policy import State
from portal.db.matching import holds
from portal.editing.library import escaped

MOST = 10


@dataclass(frozen=True)
class Found:
    """An item as it is called in the language of the text that is being written."""

    item_id: UUID
    kind: str
    lang: str
    title: str
    state: str

    @property
    def markdown(self) -> str:
        """Return a link that goes on leading there when the item is renamed."""
        return f"[{escaped(self.title)}]({BY_ID}{self.item_id})"


def find_items(db: Session, words: str, lang: str) -> Sequence[Found]:
    """Return items whose title has all the words, each once; those in that language first."""
    if not words.strip():
        return []
    wanted = (
        select(Translation.item_id, Translation.kind, Translation.lang)
        .add_columns(Revision.title, Translation.state)
        .join(Revision, IS_CURRENT)
        .where(Translation.state != State.ARCHIVED)
        .order_by(Translation.lang != lang, Revision.title, Translation.id)
        .limit(4 * MOST)
    )
    for word in words.split()[:8]:
        wanted = wanted.where(holds(Revision.title, word))
    found: dict[UUID, Found] = {}
    for row in db.execute(wanted):
        found.setdefault(row[0], Found(*row))
    return list(found.values())[:MOST]
