"""One item in all its languages: what readers made of it, what they searched for, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.content.listing import IS_CURRENT
from portal.content.models import Item, Revision, Translation
from portal.content.outdating import Outdated, outdated
from portal.editing.models import Todo, TodoState
from portal.finding.words import as_asked
from portal.gate.models import Enquiry
from portal.gate.policy import FORGOTTEN_AFTER
from portal.gate.recorded import Search, Shown
from portal.reporting.filters import Filters
from portal.reporting.gap_policy import redacted
from portal.reporting.gaps import organisation_names
from portal.reporting.items import ItemFigures, items
from portal.reporting.models import ItemRead

LATELY = timedelta(days=90)
MOST_TERMS = 20
MOST_SEARCHES = 1_000


@dataclass(frozen=True)
class ItemPage:
    """What the page of an item shows; `words` are what people typed at the gate, by enquiry."""

    item: Item
    title: str
    owner: Person | None
    versions: Sequence[Revision]
    outdated: Mapping[UUID, Outdated]
    figures: ItemFigures
    terms: Sequence[tuple[str, int]]
    todos: Sequence[Todo]
    words: Mapping[UUID, str]


def find_item_page(db: Session, item_id: UUID, *, lang: str, today: date) -> ItemPage | None:
    item = db.get(Item, item_id)
    versions = _versions(db, item_id)
    if item is None or not versions:
        return None
    found = items(db, Filters(from_on=today - LATELY, to_on=today), lang)
    todos = todos_of(db, item_id)
    return ItemPage(
        item=item,
        title=next((v.title for v in versions if v.translation.lang == lang), versions[0].title),
        owner=db.get(Person, item.owner_id) if item.owner_id else None,
        versions=versions,
        outdated=outdated(db),
        figures=next((one for one in found if one.item_id == item_id), ItemFigures(item_id)),
        terms=_terms(db, item_id, since=today - LATELY),
        todos=todos,
        words=_typed_at_the_gate(db, todos, since=today - FORGOTTEN_AFTER),
    )


def todos_of(db: Session, item_id: UUID) -> Sequence[Todo]:
    """Return the to-dos of an item: the open ones first, the newest first."""
    wanted = select(Todo).filter_by(item_id=item_id)
    found = db.scalars(wanted.order_by(Todo.opened_at.desc(), Todo.id)).all()
    return sorted(found, key=lambda todo: todo.state != TodoState.OPEN)


def open_todos(db: Session) -> Mapping[tuple[UUID, str], int]:
    """Return how many to-dos wait, by item and language."""
    by = Todo.item_id, Todo.lang
    rows = db.execute(select(*by, func.count()).filter_by(state=TodoState.OPEN).group_by(*by))
    return {(item_id, lang): count for item_id, lang, count in rows}


def _versions(db: Session, item_id: UUID) -> Sequence[Revision]:
    wanted = select(Revision).join(Translation, IS_CURRENT)
    wanted = wanted.where(Translation.item_id == item_id)
    return db.scalars(wanted.order_by(Translation.lang)).all()


def _terms(db: Session, item_id: UUID, *, since: date) -> Sequence[tuple[str, int]]:
    """Return the searches that led here, most frequent first."""
    read = select(ItemRead.enquiry_id).where(
        ItemRead.item_id == item_id, ItemRead.began_on >= since
    )
    was_shown = exists().where(Shown.search_id == Search.id, Shown.item_id == item_id)
    wanted = select(Search.terms).where(Search.enquiry_id.in_(read), was_shown)
    counts: dict[str, int] = {}
    for terms in db.scalars(wanted.order_by(Search.at.desc()).limit(MOST_SEARCHES)):
        if asked := as_asked(terms):  # a text that was deleted is none
            counts[asked] = counts.get(asked, 0) + 1
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS]
    names = list(organisation_names(db).values())
    return [(redacted(asked, names), count) for asked, count in most]


def _typed_at_the_gate(db: Session, todos: Sequence[Todo], *, since: date) -> Mapping[UUID, str]:
    voices = (voice for todo in todos for voice in todo.voices if voice.at.date() > since)
    ids = [voice.enquiry_id for voice in voices if voice.enquiry_id]
    rows = db.execute(select(Enquiry.id, Enquiry.missing_words).where(Enquiry.id.in_(ids)))
    return {id_: words for id_, words in rows if words}
