"""Everything editors look after in one list: by state and language, and what asks for work."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.content.listing import IS_CURRENT
from portal.content.models import Item, Revision, Topic, Translation
from portal.content.outdating import Outdated, outdated
from portal.content.policy import Stage, State
from portal.editing.item_pages import open_todos
from portal.editing.models import Draft
from portal.web.languages import LANGUAGES

NOBODY = "nobody"


class Work(StrEnum):
    """What an item may ask its editors for."""

    WRITING = "being-written"
    IN_REVIEW = "in-review"
    TRANSLATION = "needs-translation"
    OUTDATED = "outdated"
    REVIEW = "review-due"
    TODO = "to-do"


@dataclass(frozen=True)
class Entry:
    """One language version of an article or a video, as the list shows it.

    `writers` are the names of those who have a draft of it, by id.
    """

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
    owner_id: UUID | None
    owner: str | None
    missing: tuple[str, ...]
    outdated: Outdated | None
    writers: Mapping[UUID, str]
    todos: int = 0

    def asks_for(self, work: Work, today: date) -> bool:
        asks = {
            Work.WRITING: bool(self.writers),
            Work.IN_REVIEW: self.stage == Stage.IN_REVIEW,
            Work.TRANSLATION: bool(self.missing) and self.state == State.PUBLISHED,
            Work.OUTDATED: self.outdated is not None,
            Work.REVIEW: self.review_on is not None and self.review_on <= today,
            Work.TODO: bool(self.todos),
        }
        return asks[work]


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed; a blank narrows nothing."""

    words: str = ""
    kind: str = ""
    state: str = ""
    lang: str = ""
    owner: str = ""
    work: str = ""

    @property
    def is_everything(self) -> bool:
        return self == Wanted()

    def fits(self, entry: Entry, today: date) -> bool:
        title = entry.title.casefold()
        owner = str(entry.owner_id or NOBODY)
        given = ((self.kind, entry.kind), (self.lang, entry.lang), (self.owner, owner))
        return (
            all(wanted == value for wanted, value in given if wanted)
            and all(word in title for word in self.words.casefold().split())
            and (not self.state or self.state in {entry.state, entry.stage})
            and (not self.work or entry.asks_for(Work(self.work), today))
        )


def work_counts(entries: Sequence[Entry], today: date) -> Mapping[Work, int]:
    """Return how many texts ask for each kind of work; what nobody asks for is left out."""
    asked = Counter(work for entry in entries for work in Work if entry.asks_for(work, today))
    return {work: asked[work] for work in Work if work in asked}


def entries(db: Session) -> Sequence[Entry]:
    """Return the language versions of everything, by title."""
    versions = db.execute(
        select(Item, Translation, Revision.title, Topic.slug, Person.name)
        .join(Translation, Translation.item_id == Item.id)
        .join(Revision, IS_CURRENT)
        .join(Topic, Topic.id == Item.topic_id)
        .outerjoin(Person, Person.id == Item.owner_id)
        .order_by(Revision.title, Translation.lang)
    ).all()
    known: dict[UUID, set[str]] = {}
    for item, version, *_ in versions:
        known.setdefault(item.id, set()).add(version.lang)
    left_behind, todos, writers = outdated(db), open_todos(db), _writers(db)
    return [
        Entry(
            **_standing(item, version, title, topic, owner),
            missing=tuple(lang for lang in LANGUAGES if lang not in known[item.id]),
            outdated=left_behind.get(version.id),
            writers=writers.get(version.id, {}),
            todos=todos.get((item.id, version.lang), 0),
        )
        for item, version, title, topic, owner in versions
    ]


def _standing(
    item: Item, version: Translation, title: str, topic: str, owner: str | None
) -> dict[str, Any]:
    """Return what the rows themselves say."""
    names = ("kind", "slug", "lang", "state", "stage", "review_on")
    named = {"title": title, "topic": topic, "owner": owner, "owner_id": item.owner_id}
    ids = {"item_id": item.id, "translation_id": version.id}
    return {**ids, **named, **{name: getattr(version, name) for name in names}}


def _writers(db: Session) -> Mapping[UUID, Mapping[UUID, str]]:
    """Return by language version who has a draft of it."""
    drafts = (
        select(Draft.translation_id, Person.id, Person.name)
        .join(Person, Person.id == Draft.person_id)
        .order_by(Draft.started_at, Draft.id)
    )
    writers: dict[UUID, dict[UUID, str]] = {}
    for translation_id, person_id, name in db.execute(drafts):
        writers.setdefault(translation_id, {})[person_id] = name
    return writers
