"""Beginning an article or a video: a draft nobody but editors sees, with an address of its own."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order
from portal.content.models import Item, Topic, Translation
from portal.content.naming import free_slug
from portal.content.policy import Kind, State
from portal.runtime import Runtime


@dataclass(frozen=True)
class NewItem:
    """What an article or a video begins with."""

    title: str
    summary: str
    lang: str
    topic: str
    audience: str


def start_item(
    db: Session, runtime: Runtime, kind: Kind, new: NewItem, *, by: SignedIn
) -> Translation:
    """Add an item with its first translation; its address is made of its title."""
    keep_order(db)  # two who begin the same: the second gets a name of its own
    topic = db.scalars(select(Topic).filter_by(slug=new.topic)).one()
    item = Item(id=runtime.new_id(), kind=kind, created_at=runtime.now(), owner_id=by.id)
    item.topic_id, item.audience, item.original_lang = topic.id, new.audience, new.lang
    db.add(item)
    db.flush()
    translation = Translation(id=runtime.new_id(), item_id=item.id, kind=kind, lang=new.lang)
    translation.slug = free_slug(db, kind, new.lang, new.title, translation.id)
    translation.state, translation.revision_number = State.DRAFT, 0
    db.add(translation)
    db.flush()
    return translation
