"""What editors taught the search, as a value: what a query means and which answers come first.

Every search asks whether it changed, so each process follows an editor at the next search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.activity.models import Event
from portal.content.models import Translation
from portal.content.policy import State
from portal.finding.models import PinnedAnswer, SynonymGroup
from search.planning import gist
from search.synonyms import Synonyms

SYNONYMS_ADDED = "finding.synonyms-added"
SYNONYMS_CHANGED = "finding.synonyms-changed"
SYNONYMS_REMOVED = "finding.synonyms-removed"
PIN_ADDED = "finding.pin-added"
PIN_CHANGED = "finding.pin-changed"
PIN_REMOVED = "finding.pin-removed"
CHANGES = (
    SYNONYMS_ADDED, SYNONYMS_CHANGED, SYNONYMS_REMOVED, PIN_ADDED, PIN_CHANGED, PIN_REMOVED
)  # fmt: skip
VERSION = select(func.max(Event.id)).where(Event.kind.in_(CHANGES))

Group = tuple[str, ...]


@dataclass(frozen=True)
class Pin:
    """The items to list first for these words, best first."""

    words: str
    lang: str
    items: tuple[UUID, ...]


@dataclass(frozen=True)
class Guidance:
    """A set of synonyms and pins. To try another, hand `replace(current, groups=…)` to a finder."""

    groups: tuple[Group, ...] = ()
    pins: tuple[Pin, ...] = ()

    @cached_property
    def synonyms(self) -> Synonyms:
        return _compiled(self.groups)

    @cached_property
    def _pinned(self) -> Mapping[str, tuple[UUID, ...]]:
        return {gist(pin.words, pin.lang): pin.items for pin in self.pins}

    def items_for(self, text: str) -> tuple[UUID, ...]:
        """Return what is pinned to these words, however they are inflected and ordered."""
        languages = dict.fromkeys(pin.lang for pin in self.pins)
        found = (self._pinned.get(gist(text, lang), ()) for lang in languages)
        return tuple(dict.fromkeys(item for items in found for item in items))


@lru_cache(maxsize=16)
def _compiled(groups: tuple[Group, ...]) -> Synonyms:
    """The same groups are the same object: engines keep answers by it."""
    return Synonyms(groups)


_known: WeakKeyDictionary[Any, tuple[int, Guidance]] = WeakKeyDictionary()


def current_guidance(db: Session) -> Guidance:
    """Return what editors have stored; read again only when an event says that it changed."""
    version = db.scalar(VERSION) or 0
    database = db.get_bind().engine
    known = _known.get(database)
    if known is None or known[0] != version:
        known = _known[database] = version, _stored(db)
    return known[1]


def _stored(db: Session) -> Guidance:
    groups = db.scalars(select(SynonymGroup).order_by(SynonymGroup.id))
    pins = db.scalars(select(PinnedAnswer).order_by(PinnedAnswer.id))
    return Guidance(
        groups=tuple(tuple(group.phrases) for group in groups),
        pins=tuple(Pin(pin.words, pin.lang, pin.item_ids) for pin in pins),
    )


def documents_of(db: Session, items: Sequence[UUID], prefer_lang: str) -> tuple[str, ...]:
    """Return one published document for each item: in the reader's language, if there is one."""
    if not items:
        return ()
    found = db.execute(
        select(Translation.item_id, Translation.lang, Translation.id).where(
            Translation.item_id.in_(items), Translation.state == State.PUBLISHED
        )
    )
    by_preference = sorted(found, key=lambda row: (row[1] == prefer_lang, row[1]))
    best = {item: translation for item, _, translation in by_preference}
    return tuple(str(best[item]) for item in items if item in best)
