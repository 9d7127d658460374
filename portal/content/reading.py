"""Finding one item for one reader: in any language it is called by, shown in the best there is."""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from portal.content.listing import IS_CURRENT, related_cards
from portal.content.media import media_address
from portal.content.models import Item, Media, Revision, Topic, Translation
from portal.content.naming import is_called
from portal.content.outdating import outdated
from portal.content.policy import Kind, State, address_of
from portal.content.videos import stored_cues
from portal.content.views import ItemView, Player, TopicView, Version

READABLE = (State.PUBLISHED,)
ALL_STATES = tuple(State)
FROM_REVISION = (
    "title",
    "summary",
    "tell_us",
    "html",
    "source",
    "plain_text",
    "headings",
    "duration_s",
)


def find_reading(
    db: Session,
    kind: str,
    slug: str,
    *,
    lang: str,
    audiences: Set[str],
    may_read_drafts: bool,
) -> ItemView | None:
    """Return the item with that slug in any language, shown in `lang` if it exists there.

    None when there is none, or none for this reader: the two look the same.
    """
    states = ALL_STATES if may_read_drafts else READABLE
    item = _find_item(db, kind, slug, lang=lang, audiences=audiences, states=states)
    if item is None:
        return None
    revisions = _revisions(db, item, states)
    best = min(revisions, key=lambda r: _distance(r.translation, lang, item.original_lang))
    related = related_cards(db, item, best.tags, lang=lang, audiences=audiences)
    view = _view(best, item, wanted_lang=lang, revisions=revisions)
    return replace(view, related=tuple(related), stale_since=_stale_since(db, best))


def topic_view(topic: Topic, lang: str) -> TopicView:
    """Return the topic in that language, else in English."""
    return TopicView(topic.slug, topic.title_in(lang), topic.summary_in(lang))


def _find_item(
    db: Session, kind: str, slug: str, *, lang: str, audiences: Set[str], states: tuple[State, ...]
) -> Item | None:
    """Return the item that has or had that name; where two languages use it, `lang` decides."""
    return db.scalar(
        select(Item)
        .join(Translation, Translation.item_id == Item.id)
        .join(Item.topic)
        .options(contains_eager(Item.topic))
        .where(
            is_called(kind, slug),
            Translation.state.in_(states),
            Item.audience.in_(audiences),
        )
        .order_by(Translation.slug != slug, Translation.lang != lang, Translation.lang)
        .limit(1)
    )


def _revisions(db: Session, item: Item, states: tuple[State, ...]) -> list[Revision]:
    """Return the current revision of each version this reader may see."""
    found = db.scalars(
        select(Revision)
        .join(Revision.translation)
        .options(contains_eager(Revision.translation))
        .where(
            Translation.item_id == item.id,
            Translation.state.in_(states),
            IS_CURRENT,
        )
        .order_by(Translation.lang)
    )
    return list(found)


def _distance(translation: Translation, lang: str, original_lang: str) -> tuple[bool, bool, bool]:
    return (
        translation.lang != lang,
        not translation.is_published,
        translation.lang != original_lang,
    )


def _stale_since(db: Session, shown: Revision) -> datetime | None:
    """Return when the original changed last since the text that the translation follows."""
    left_behind = outdated(db, shown.translation_id).get(shown.translation_id)
    return left_behind.since if left_behind else None


def _view(shown: Revision, item: Item, *, wanted_lang: str, revisions: list[Revision]) -> ItemView:
    translation = shown.translation
    return ItemView(
        **{name: getattr(shown, name) for name in FROM_REVISION},
        item_id=item.id,
        translation_id=translation.id,
        revision_id=shown.id,
        kind=item.kind,
        slug=translation.slug,
        lang=translation.lang,
        wanted_lang=wanted_lang,
        state=translation.state,
        audience=item.audience,
        topic=topic_view(item.topic, wanted_lang),
        tags=tuple(shown.tags),
        updated_at=shown.created_at,
        review_on=translation.review_on,
        versions=tuple(_version(each) for each in revisions if each is not shown),
        original_lang=item.original_lang,
        **_film(shown, item),
    )


def _film(revision: Revision, item: Item) -> dict[str, Any]:
    """Return what only a video has."""
    if item.kind != Kind.VIDEO:
        return {}
    return {
        "player": _player(revision),
        "chapters": stored_cues(revision.chapters_vtt),
        "cues": stored_cues(revision.captions_vtt),
    }


def _version(revision: Revision) -> Version:
    translation = revision.translation
    url = f"{address_of(translation.kind, translation.slug)}?lang={translation.lang}"
    return Version(translation.lang, translation.slug, revision.title, url)


def _player(revision: Revision) -> Player:
    return Player(
        url=_media_url(revision.media),
        content_type=revision.media.content_type if revision.media else "",
        source_url=revision.source_url,
        poster_url=_media_url(revision.poster),
        captions_url=f"/media/captions/{revision.id}.vtt" if revision.captions_vtt else None,
        chapters_url=f"/media/chapters/{revision.id}.vtt" if revision.chapters_vtt else None,
    )


def _media_url(media: Media | None) -> str | None:
    return media_address(media.id, media.filename) if media else None
