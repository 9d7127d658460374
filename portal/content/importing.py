"""Importing a content folder: all of it or nothing, and nothing new the second time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.recording import keep_order, record
from portal.content.checking import Prepared, Progress, check_folder, quietly
from portal.content.errors import ChangedMeanwhile
from portal.content.grouping import Group, Stored, StoredVersion
from portal.content.manuscripts import Manuscript
from portal.content.media import keep
from portal.content.models import Item, Media, Topic, Translation
from portal.content.naming import rename
from portal.content.policy import State
from portal.content.revising import revise
from portal.runtime import Runtime

MEANWHILE = "Somebody changed the content while this was being prepared. Import it again."


@dataclass
class ImportReport:
    """What an import did, by file."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """What happened to one translation in this import."""

    was_published: bool
    is_new: bool = False
    is_changed: bool = False
    is_seen: bool = False  # by readers or by the search index


def import_folder(
    runtime: Runtime,
    folder: Path,
    progress: Progress = quietly,
    *,
    dry_run: bool = False,
    keeps_topics: bool = False,
) -> ImportReport:
    """Store the folder's articles and videos; raise ContentRefused, and then nothing is stored.

    A dry run does the same and takes it back: what it reports is what would happen.
    `keeps_topics` adds shelves that are missing and leaves those that are there alone.
    """
    with runtime.database.reading() as db:
        stored = what_is_stored(db)
    prepared = check_folder(folder, stored=stored, new_id=runtime.new_id, progress=progress)
    if not dry_run:
        _keep_media(prepared, runtime)
    with runtime.database.writing() as db:
        keep_order(db)
        if what_is_stored(db) != stored:
            raise ChangedMeanwhile(MEANWHILE)
        return _Import(db, runtime, prepared, runtime.now(), keeps_topics).run(dry_run=dry_run)


def _keep_media(prepared: Prepared, runtime: Runtime) -> None:
    for placed in prepared.media.values():
        keep(prepared.folder, placed.file, runtime.settings.data_dir)


def what_is_stored(db: Session) -> Stored:
    """Return what a folder may refer to."""
    rows = db.execute(
        select(
            Translation.kind, Translation.lang, Translation.slug, Translation.item_id, Topic.slug
        )
        .add_columns(Item.original_lang)
        .join(Item, Item.id == Translation.item_id)
        .join(Topic, Topic.id == Item.topic_id)
    )
    return Stored(
        topics=frozenset(db.scalars(select(Topic.slug))),
        media_ids=dict(db.execute(select(Media.sha256, Media.id)).all()),
        versions={
            (kind, lang, slug): StoredVersion(item_id, topic, is_original=lang == original)
            for kind, lang, slug, item_id, topic, original in rows
        },
    )


@dataclass
class _Import:
    """One import in its transaction."""

    db: Session
    runtime: Runtime
    prepared: Prepared
    now: datetime
    keeps_topics: bool = False
    report: ImportReport = field(default_factory=ImportReport)

    def run(self, *, dry_run: bool) -> ImportReport:
        topics = self._save_topics()
        self._save_media()
        for group in self.prepared.groups:
            self._save_group(group, topics[group.first.written.matter.topic])
        if dry_run:
            self.db.rollback()
        return self.report

    def _save_topics(self) -> Mapping[str, Topic]:
        topics = {topic.slug: topic for topic in self.db.scalars(select(Topic))}
        for position, entry in enumerate(self.prepared.topics, start=1):
            topic = topics.get(entry.slug)
            if topic is not None and self.keeps_topics:
                continue
            if topic is None:
                topic = topics[entry.slug] = Topic(id=self.runtime.new_id(), slug=entry.slug)
                self.db.add(topic)
            topic.position, topic.title, topic.summary = position, entry.title, entry.summary
        self.db.flush()
        return topics

    def _save_media(self) -> None:
        known = set(self.db.scalars(select(Media.id)))
        for id_, file in {p.id: p.file for p in self.prepared.media.values()}.items():
            if id_ not in known:
                self.db.add(
                    Media(
                        id=id_,
                        sha256=file.sha256,
                        filename=file.filename,
                        content_type=file.content_type,
                        size=file.size,
                        created_at=self.now,
                    )
                )
        self.db.flush()

    def _save_group(self, group: Group, topic: Topic) -> None:
        item, is_moved = self._save_item(group, topic)
        saved = set()
        for manuscript in sorted(group.members, key=lambda one: one.lang != item.original_lang):
            translation, change = self._save_translation(item, manuscript, is_moved=is_moved)
            saved.add(translation.id)
            self._note(manuscript.file, change)
            self._record(translation, change)
        if is_moved:
            self._record_others(item.id, saved)

    def _save_item(self, group: Group, topic: Topic) -> tuple[Item, bool]:
        """Return the item, and whether all its versions changed shelf or audience."""
        matter = group.first.written.matter
        if group.item_id is None:
            item = Item(id=self.runtime.new_id(), kind=group.first.kind, created_at=self.now)
            item.topic_id, item.audience = topic.id, matter.audience
            item.original_lang = group.original_lang
            self.db.add(item)
            self.db.flush()
            return item, False
        item = self.db.get_one(Item, group.item_id)
        is_moved = (item.topic_id, item.audience) != (topic.id, matter.audience)
        item.topic_id, item.audience = topic.id, matter.audience
        item.original_lang = group.original_lang
        return item, is_moved

    def _save_translation(
        self, item: Item, manuscript: Manuscript, *, is_moved: bool
    ) -> tuple[Translation, Change]:
        translation = self._find(item, manuscript)
        is_new = translation is None
        if translation is None:
            translation = Translation(
                id=self.runtime.new_id(), state=State.DRAFT, revision_number=0
            )
            translation.kind = manuscript.kind
        was_published = translation.is_published
        is_placed = self._place(translation, item, manuscript)
        self.db.add(translation)
        self.db.flush()
        page = self.prepared.pages[manuscript.key]
        is_revised = revise(
            self.db, translation, manuscript, page, new_id=self.runtime.new_id, at=self.now
        )
        is_seen = is_revised or is_moved or is_placed
        is_listed = self._set_state(translation, manuscript)
        return translation, Change(was_published, is_new, is_seen or is_listed, is_seen)

    def _find(self, item: Item, manuscript: Manuscript) -> Translation | None:
        """Return the stored version: by its name, else the item's one in that language, renamed."""
        kind, lang, slug = manuscript.key
        by_name = select(Translation).filter_by(kind=kind, lang=lang, slug=slug)
        by_item = select(Translation).filter_by(item_id=item.id, lang=lang)
        return self.db.scalar(by_name) or self.db.scalar(by_item)

    def _place(self, translation: Translation, item: Item, manuscript: Manuscript) -> bool:
        """Give the version its item, language and name; return whether one of them is new."""
        wanted = (item.id, manuscript.lang, manuscript.slug)
        is_other = (translation.item_id, translation.lang, translation.slug) != wanted
        if translation.slug is not None and translation.slug != manuscript.slug:
            rename(self.db, translation, manuscript.slug, at=self.now)
        translation.item_id, translation.lang, translation.slug = wanted
        return is_other

    def _set_state(self, translation: Translation, manuscript: Manuscript) -> bool:
        """Set what readers do not see in the text itself; return whether that changed."""
        matter = manuscript.written.matter
        before = (translation.state, translation.review_on)
        translation.state, translation.review_on = matter.status, matter.review_on
        if translation.is_published and translation.published_at is None:
            translation.published_at = self.now
        return before != (translation.state, translation.review_on)

    def _note(self, file: str, change: Change) -> None:
        if change.is_new:
            self.report.added.append(file)
        else:
            (self.report.changed if change.is_changed else self.report.unchanged).append(file)

    def _record(self, translation: Translation, change: Change) -> None:
        if translation.is_published and not change.was_published:
            self._event("content.published", translation.id)
        elif change.was_published and not translation.is_published:
            self._event("content.withdrawn", translation.id)
        elif translation.is_published and change.is_seen:
            self._event("content.changed", translation.id)

    def _record_others(self, item_id: UUID, saved: set[UUID]) -> None:
        """Versions that are not in the folder moved with their item."""
        others = select(Translation).filter_by(item_id=item_id, state=State.PUBLISHED)
        for translation in self.db.scalars(others.order_by(Translation.lang)):
            if translation.id not in saved:
                self._event("content.changed", translation.id)

    def _event(self, kind: str, translation_id: UUID) -> None:
        record(self.db, kind, at=self.now, subject_id=translation_id)
