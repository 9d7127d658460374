"""Everything editors look after in one list: by state and language, and what asks for work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.listing import IS_CURRENT
from portal.content.models import Item, Revision, Topic, Translation
from portal.content.outdating import Outdated, outdated
from portal.content.policy import State
from portal.editing.item_pages import open_todos
from portal.web.languages import LANGUAGES


class Work(StrEnum):
    """What an item may ask its editors for."""

    TRANSLATION = "needs-translation"
    OUTDATED = "outdated"
    REVIEW = "review-due"
    TODO = "to-do"


@dataclass(frozen=True)
class Entry:
    """One language version of an article or a video, as the list shows it."""

    item_id: UUID
    translation_id: UUID
    kind: str
    slug: str
    lang: str
    title: str
    topic: str
    state: str
    stage: str
    review_on: date | None
    missing: tuple[str, ...]
    outdated: Outdated | None
    todos: int = 0

    def asks_for(self, work: Work, today: date) -> bool:
        if work == Work.TRANSLATION:
            return bool(self.missing) and self.state == State.PUBLISHED
        if work == Work.OUTDATED:
            return self.outdated is not None
        if work == Work.TODO:
            return bool(self.todos)
        return self.review_on is not None and self.review_on <= today


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed; a blank narrows nothing."""

    kind: str = ""
    state: str = ""
    lang: str = ""
    work: str = ""

    def fits(self, entry: Entry, today: date) -> bool:
        named = (("kind", self.kind), ("lang", self.lang))
        is_named = all(getattr(entry, name) == value for name, value in named if value)
        is_there = not self.state or self.state in {entry.state, entry.stage}
        return is_named and is_there and (not self.work or entry.asks_for(Work(self.work), today))


def entries(db: Session, wanted: Wanted, *, today: date) -> Sequence[Entry]:
    """Return the language versions that fit, by title."""
    versions = db.execute(
        select(Item.id, Translation, Revision.title, Topic.slug)
        .join(Translation, Translation.item_id == Item.id)
        .join(Revision, IS_CURRENT)
        .join(Topic, Topic.id == Item.topic_id)
        .order_by(Revision.title, Translation.lang)
    ).all()
    known: dict[UUID, set[str]] = {}
    left_behind, todos = outdated(db), open_todos(db)
    for item_id, translation, _, _ in versions:
        known.setdefault(item_id, set()).add(translation.lang)
    every = (
        _entry(translation, title, topic, known[item_id], left_behind.get(translation.id))
        for item_id, translation, title, topic in versions
    )
    counted = (replace(one, todos=todos.get((one.item_id, one.lang), 0)) for one in every)
    return [entry for entry in counted if wanted.fits(entry, today)]


def _entry(
    translation: Translation, title: str, topic: str, known: set[str], left_behind: Outdated | None
) -> Entry:
    return Entry(
        item_id=translation.item_id,
        translation_id=translation.id,
        kind=translation.kind,
        slug=translation.slug,
        lang=translation.lang,
        title=title,
        topic=topic,
        state=translation.state,
        stage=translation.stage,
        review_on=translation.review_on,
        missing=tuple(lang for lang in LANGUAGES if lang not in known),
        outdated=left_behind,
    )
