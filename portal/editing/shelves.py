"""Topics as editors keep them: made, renamed, described, put in order, and away when empty."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order, record
from portal.content.models import Item, Topic
from portal.content.rewording import slug_of
from portal.errors import Conflict, NotFound
from portal.runtime import Runtime
from portal.web.languages import LANGUAGES, SOURCE_LANGUAGE
from portal.words import N_

NO_TOPIC = N_("There is no such topic.")
NOT_EMPTY = N_("Move its articles and videos to another topic first.")
Words = Mapping[str, str]


def all_topics(db: Session) -> Sequence[Topic]:
    """Return the topics readers see, in their order."""
    shown = select(Topic).where(Topic.archived_at.is_(None))
    return db.scalars(shown.order_by(Topic.position, Topic.slug)).all()


def archived_topics(db: Session) -> Sequence[Topic]:
    return db.scalars(
        select(Topic).where(Topic.archived_at.is_not(None)).order_by(Topic.slug)
    ).all()


def get_topic(db: Session, slug: str) -> Topic:
    topic = db.scalar(select(Topic).where(Topic.slug == slug))
    if topic is None:
        raise NotFound(NO_TOPIC)
    return topic


def items_by_topic(db: Session) -> Mapping[str, int]:
    """Return how many articles and videos each topic has, in whatever state they are."""
    rows = db.execute(select(Topic.slug, func.count(Item.id)).join(Item).group_by(Topic.slug))
    return dict(rows.all())


def add_topic(
    db: Session, runtime: Runtime, title: Words, summary: Words, *, by: SignedIn
) -> Topic:
    """Add a topic at the end; its address is made of its title and stays."""
    keep_order(db)
    slug = slug_of(title[SOURCE_LANGUAGE]) or "topic"
    words = {"title": _said(title), "summary": _said(summary)}
    topic = Topic(id=runtime.new_id(), slug=slug, **words)
    if db.scalar(select(Topic.id).where(Topic.slug == slug)):
        topic.slug = f"{slug}-{topic.id.hex[-6:]}"
    topic.position = (db.scalar(select(func.max(Topic.position))) or 0) + 1
    db.add(topic)
    db.flush()
    _record(db, runtime, "topic.added", topic, by)
    return topic


def change_topic(
    db: Session, runtime: Runtime, topic: Topic, title: Words, summary: Words, *, by: SignedIn
) -> None:
    """Rename and describe it; languages that are not set here keep their words."""
    topic.title = _said({**topic.title, **title})
    topic.summary = _said({**topic.summary, **summary})
    _record(db, runtime, "topic.changed", topic, by)


def _said(words: Words) -> dict[str, str]:
    """Leave out the languages nobody wrote it in: their readers get the original's words."""
    return {lang: text for lang, text in words.items() if text}


def move_topic(db: Session, runtime: Runtime, topic: Topic, by_places: int, *, by: SignedIn) -> int:
    """Move it up or down among those shown; return its place, counted from one."""
    keep_order(db)
    shown = [each for each in all_topics(db) if each is not topic]
    place = list(all_topics(db)).index(topic) if topic.archived_at is None else len(shown)
    place = min(max(place + by_places, 0), len(shown))
    for position, each in enumerate([*shown[:place], topic, *shown[place:]], start=1):
        each.position = position
    _record(db, runtime, "topic.moved", topic, by)
    return place + 1


def archive_topic(db: Session, runtime: Runtime, topic: Topic, *, by: SignedIn) -> None:
    """Show it no more; raise Conflict while anything stands on it."""
    if db.scalar(select(func.count(Item.id)).where(Item.topic_id == topic.id)):
        raise Conflict(NOT_EMPTY)
    topic.archived_at = runtime.now()
    _record(db, runtime, "topic.archived", topic, by)


def bring_back(db: Session, runtime: Runtime, topic: Topic, *, by: SignedIn) -> None:
    topic.archived_at = None
    _record(db, runtime, "topic.brought-back", topic, by)


def field_of(name: str, lang: str) -> str:
    return f"{name}_{lang.replace('-', '_')}"


def typed_of(topic: Topic | None) -> dict[str, str]:
    """Return what a form shows of a topic."""
    words: dict[str, Mapping[str, str]] = {
        "title": topic.title if topic else {},
        "summary": topic.summary if topic else {},
    }
    return {
        field_of(name, lang): known.get(lang, "")
        for name, known in words.items()
        for lang in LANGUAGES
    }


def _record(db: Session, runtime: Runtime, kind: str, topic: Topic, by: SignedIn) -> None:
    db.flush()
    record(
        db,
        kind,
        at=runtime.now(),
        actor_id=by.id,
        organisation_id=by.organisation_id,
        subject_id=topic.id,
    )
