"""Importing a content folder: all of it or nothing, and nothing new the second time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.activity.recording import keep_order
from portal.content.checking import Prepared, Progress, check_folder, quietly
from portal.content.conflicts import NEITHER, Taking
from portal.content.errors import BothChanged, ChangedMeanwhile
from portal.content.folders import Folder
from portal.content.grouping import Stored, StoredVersion
from portal.content.manuscripts import TOPICS_FILE, TopicEntry
from portal.content.media import keep
from portal.content.models import Item, Media, OldSlug, Topic, Translation
from portal.content.reports import ImportReport
from portal.content.said import print_of_topics
from portal.content.second_reader import note_unread
from portal.content.storing import Storing
from portal.content.versions import Versions
from portal.runtime import Runtime

__all__ = ["How", "ImportReport", "import_folder", "what_is_stored"]

MEANWHILE = "Somebody changed the content while this was being prepared. Import it again."


Also = Callable[[Session, Runtime, Folder, ImportReport], None]


@dataclass(frozen=True)
class How:
    """How a folder is imported.

    A dry run does the same and takes it back: what it reports is what would happen.
    `keeps_topics` adds shelves that are missing and leaves those that are there alone.
    What changed here and in the folder is `taking`'s to decide; BothChanged is raised otherwise.
    `publishes` lets texts go to readers where a second person would have to read them first.
    `also` takes what others keep in the folder, in the same transaction.
    """

    dry_run: bool = False
    keeps_topics: bool = False
    taking: Taking = NEITHER
    publishes: bool = False
    also: Also | None = None


def import_folder(
    runtime: Runtime, folder: Path, progress: Progress = quietly, how: How | None = None
) -> ImportReport:
    """Store the folder's articles and videos; raise ContentRefused, and then nothing is stored."""
    how = how or How()
    with runtime.database.reading() as db:
        stored = what_is_stored(db)
    prepared = check_folder(folder, stored=stored, new_id=runtime.new_id, progress=progress)
    if not how.dry_run:
        _keep_media(prepared, runtime)
    with runtime.database.writing() as db:
        _check_still(db, stored)
        storing = _Import(db, runtime, prepared, how, stored).run()
        if how.also is not None:
            how.also(db, runtime, prepared.folder, storing.report)
        note_unread(db, runtime, storing, publishes=how.publishes)
        if how.dry_run:
            db.rollback()
        return storing.report


def _check_still(db: Session, stored: Stored) -> None:
    keep_order(db)
    if what_is_stored(db) != stored:
        raise ChangedMeanwhile(MEANWHILE)


def _keep_media(prepared: Prepared, runtime: Runtime) -> None:
    for placed in prepared.media.values():
        keep(prepared.folder, placed.file, runtime.settings.data_dir)


def what_is_stored(db: Session) -> Stored:
    """Return what a folder may refer to."""
    versions = (
        select(
            Translation.kind, Translation.lang, Translation.slug, Translation.item_id, Topic.slug
        )
        .add_columns(Item.original_lang)
        .join(Item, Item.id == Translation.item_id)
        .join(Topic, Topic.id == Item.topic_id)
    )
    old = versions.add_columns(OldSlug.slug).join(OldSlug, OldSlug.translation_id == Translation.id)
    return Stored(
        topics=frozenset(db.scalars(select(Topic.slug))),
        media_ids=dict(db.execute(select(Media.sha256, Media.id)).all()),
        versions={
            (kind, lang, slug): StoredVersion(item_id, topic, is_original=lang == original)
            for kind, lang, slug, item_id, topic, original in db.execute(versions)
        },
        old_names={
            (kind, lang, old_slug): topic
            for kind, lang, _, _, topic, _, old_slug in db.execute(old)
        },
    )


@dataclass
class _Import:
    """One import in its transaction."""

    db: Session
    runtime: Runtime
    prepared: Prepared
    how: How
    stored: Stored

    def run(self) -> Storing:
        people = dict(self.db.execute(select(Person.email, Person.id)).all())
        now = self.runtime.now()
        versions = Versions(self.db, self.stored)
        storing = Storing(
            self.db, self.runtime, self.prepared, people, self.how.taking, now, versions
        )
        storing.report.warnings += map(str, self.prepared.warnings)
        topics = self._save_topics(storing)
        self._save_media(people, now)
        put_away = {entry.slug for entry in self.prepared.topics if entry.archived_at}
        for group in self.prepared.groups:
            topic = topics[group.first.written.matter.topic]
            if topic.slug not in put_away:  # unless the folder says so itself,
                topic.archived_at = None  # what stands on it must be seen
            storing.save(group, topic)
        storing.finish()
        if storing.report.conflicts:
            raise BothChanged(storing.report)
        return storing

    def _save_topics(self, storing: Storing) -> Mapping[str, Topic]:
        wanted = self.prepared.topics
        topics = {topic.slug: topic for topic in self.db.scalars(select(Topic))}
        is_taken = bool(wanted) and not self.how.keeps_topics and self._are_taken(storing, topics)
        for position, entry in enumerate(wanted, start=1):
            if (topic := topics.get(entry.slug)) is None:
                topic = topics[entry.slug] = Topic(id=self._topic_id(entry), slug=entry.slug)
                self.db.add(topic)
            elif not is_taken:
                continue
            topic.position, topic.title, topic.summary = position, entry.title, entry.summary
            topic.archived_at = entry.archived_at
        self.db.flush()
        return topics

    def _are_taken(self, storing: Storing, topics: Mapping[str, Topic]) -> bool:
        wanted = self.prepared.topics
        here = sorted(
            (topics[entry.slug] for entry in wanted if entry.slug in topics),
            key=lambda topic: (topic.position, topic.slug),
        )
        mine = print_of_topics((t.slug, t.title, t.summary, t.archived_at) for t in here)
        theirs = _print_of(wanted)
        is_new = len(here) == 0
        known = _print_of([entry for entry in wanted if entry.slug in topics])
        if is_new or mine == known:  # shelves that are added change none of those here
            mine = theirs
        return storing.compare_topics(TOPICS_FILE, mine, theirs, self.prepared.memory.topics)

    def _topic_id(self, entry: TopicEntry) -> UUID:
        given = self.prepared.memory.topic_ids.get(entry.slug)
        is_free = given is not None and self.db.get(Topic, given) is None
        return given if given and is_free else self.runtime.new_id()

    def _save_media(self, people: Mapping[str, UUID], now: datetime) -> None:
        known = set(self.db.scalars(select(Media.id)))
        remembered = {media.sha256: media for media in self.prepared.memory.media.values()}
        for id_, file in {p.id: p.file for p in self.prepared.media.values()}.items():
            if id_ in known:
                continue
            media = Media(id=id_, sha256=file.sha256, filename=file.filename, size=file.size)
            media.content_type, media.created_at = file.content_type, now
            if (was := remembered.get(file.sha256)) is not None:
                kept = was.model_dump(exclude={"id", "sha256", "added_by"})
                for column, value in kept.items():
                    setattr(media, column, value)
                media.added_by_id = people.get(was.added_by or "")
            self.db.add(media)
        self.db.flush()


def _print_of(topics: Sequence[TopicEntry]) -> str:
    return print_of_topics((t.slug, t.title, t.summary, t.archived_at) for t in topics)
