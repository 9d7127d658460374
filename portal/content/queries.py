"""Finding content for a reader: lists, shelves, files, and what a search index is built from."""

from collections.abc import Collection, Iterator, Sequence, Set
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from portal.content.listing import IS_CURRENT, cards, listed
from portal.content.models import Item, Media, Picture, Revision, Topic, Translation
from portal.content.policy import Kind, State
from portal.content.reading import ALL_STATES, READABLE, find_reading, topic_view
from portal.content.videos import stored_cues
from portal.content.views import (
    Card,
    ItemRow,
    ItemView,
    PublishedDocument,
    TopicPage,
    TopicView,
)

__all__ = [
    "Card",
    "ItemRow",
    "ItemView",
    "PublishedDocument",
    "TopicPage",
    "TopicView",
    "cards_of",
    "find_caption_text",
    "find_media",
    "find_reading",
    "items_of",
    "newest",
    "published_documents",
    "topic_page",
    "topics",
    "videos_of_topic",
]


def topics(db: Session, lang: str) -> Sequence[TopicView]:
    """Return the shelves in their order, without those that were put away."""
    shown = select(Topic).where(Topic.archived_at.is_(None))
    found = db.scalars(shown.order_by(Topic.position, Topic.slug))
    return [topic_view(topic, lang) for topic in found]


def topic_page(db: Session, slug: str, lang: str, audiences: Set[str]) -> TopicPage | None:
    topic = db.scalar(select(Topic).where(Topic.slug == slug, Topic.archived_at.is_(None)))
    if topic is None:
        return None
    found = cards(db, listed(lang, audiences).where(Topic.id == topic.id))
    return TopicPage(
        topic_view(topic, lang),
        articles=tuple(card for card in found if card.kind == Kind.ARTICLE),
        videos=tuple(card for card in found if card.kind == Kind.VIDEO),
    )


def videos_of_topic(db: Session, slug: str, lang: str, audiences: Set[str]) -> Sequence[Card]:
    on_shelf = (Topic.slug == slug, Item.kind == Kind.VIDEO)
    return cards(db, listed(lang, audiences).where(*on_shelf))


def newest(db: Session, lang: str, audiences: Set[str], limit: int) -> Sequence[Card]:
    """Return what was published or changed last, first."""
    latest = listed(lang, audiences).order_by(None)
    return cards(db, latest.order_by(Revision.created_at.desc(), Revision.title).limit(limit))


def cards_of(
    db: Session, item_ids: Sequence[UUID], *, lang: str, audiences: Set[str]
) -> Sequence[Card]:
    """Return the items this reader may see, in the order of the ids."""
    found = cards(db, listed(lang, audiences).where(Item.id.in_(item_ids)))
    by_id = {card.item_id: card for card in found}
    return [by_id[id_] for id_ in item_ids if id_ in by_id]


def items_of(db: Session, translation_ids: Collection[UUID]) -> Sequence[ItemRow]:
    """Return the translations in their current revision, in no order."""
    rows = db.execute(
        select(Translation.item_id, Translation.id, Revision.id)
        .add_columns(Translation.kind, Translation.slug, Translation.lang, Revision.title)
        .join(Revision, IS_CURRENT)
        .where(Translation.id.in_(translation_ids))
    )
    return [ItemRow(*row) for row in rows]


def published_documents(
    db: Session, ids: Collection[UUID] | None = None
) -> Iterator[PublishedDocument]:
    """Yield the published translations, all or those with these ids."""
    wanted = (
        select(Translation, Revision, Item, Topic.slug)
        .join(Revision, IS_CURRENT)
        .join(Item, Item.id == Translation.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .where(Translation.state == State.PUBLISHED)
        .order_by(Translation.id)
        .execution_options(yield_per=100)
    )
    if ids is not None:
        wanted = wanted.where(Translation.id.in_(ids))
    for translation, revision, item, topic in db.execute(wanted):
        yield _document(translation, revision, item, topic)


def find_media(
    db: Session, media_id: UUID, *, audiences: Set[str], may_read_drafts: bool
) -> Media | None:
    """Return the file when a text this reader may read now plays or shows it; editors, any."""
    if may_read_drafts:
        return db.get(Media, media_id)
    shown = exists().where(Picture.revision_id == Revision.id, Picture.media_id == media_id)
    belongs = or_(Revision.media_id == media_id, Revision.poster_id == media_id, shown)
    readable = _readable(audiences, may_read_drafts).where(belongs)
    return db.get(Media, media_id) if db.scalar(readable.limit(1)) else None


def find_caption_text(
    db: Session, revision_id: UUID, column: str, *, audiences: Set[str], may_read_drafts: bool
) -> str | None:
    """Return `captions_vtt` or `chapters_vtt` of a revision this reader may read; editors, any."""
    readable = _readable(audiences, may_read_drafts).where(Revision.id == revision_id)
    is_readable = may_read_drafts or db.scalar(readable)
    revision = db.get(Revision, revision_id) if is_readable else None
    text: str | None = getattr(revision, column) if revision else None
    return text


def _readable(audiences: Set[str], may_read_drafts: bool) -> Select[UUID]:
    return (
        select(Revision.id)
        .join(Translation, IS_CURRENT)
        .join(Item, Item.id == Translation.item_id)
        .where(
            Translation.state.in_(ALL_STATES if may_read_drafts else READABLE),
            Item.audience.in_(audiences),
        )
    )


def _document(
    translation: Translation, revision: Revision, item: Item, topic: str
) -> PublishedDocument:
    return PublishedDocument(
        translation_id=translation.id,
        item_id=item.id,
        kind=item.kind,
        slug=translation.slug,
        lang=translation.lang,
        topic=topic,
        audience=item.audience,
        title=revision.title,
        summary=revision.summary,
        headings=tuple(str(heading["text"]) for heading in revision.headings),
        tags=tuple(revision.tags),
        plain_text=revision.plain_text,
        chapters=stored_cues(revision.chapters_vtt),
        cues=stored_cues(revision.captions_vtt),
    )
