"""The stored versions that an import meets; what cannot be there is not asked for."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.content.grouping import Key, Stored
from portal.content.manuscripts import Manuscript
from portal.content.models import Translation


class Versions:
    """Knows what was stored before the import, and what it has met and made since."""

    def __init__(self, db: Session, stored: Stored) -> None:
        self._db, self._stored = db, stored
        self._met: dict[Key, Translation] = {}

    def find(self, item_id: UUID | None, member: Manuscript) -> Translation | None:
        """Return the stored version: by its name, else the item's one in that language, renamed."""
        if (met := self._met.get(member.key)) is not None:
            return met
        if (found := self._select(item_id, member)) is not None:
            self.meet(member, found)
        return found

    def meet(self, member: Manuscript, translation: Translation) -> None:
        """From now on this is the version of that file."""
        self._met[member.key] = translation

    def _select(self, item_id: UUID | None, member: Manuscript) -> Translation | None:
        kind, lang, slug = member.key
        wanted = select(Translation).options(joinedload(Translation.item))
        found = None
        if member.key in self._stored.versions:
            found = self._db.scalar(wanted.filter_by(kind=kind, lang=lang, slug=slug))
        if found is None and item_id and self._stored.key_of(item_id, lang):
            found = self._db.scalar(wanted.filter_by(item_id=item_id, lang=lang))
        return found
