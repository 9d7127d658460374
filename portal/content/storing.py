"""Storing the texts of a folder: each compared with what the workspace has, then added or kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.activity.models import Event
from portal.activity.recording import record_all
from portal.content.checking import Prepared
from portal.content.conflicts import Compared, Taking, Verdict, judge
from portal.content.grouping import Group, Key
from portal.content.manuscripts import Manuscript
from portal.content.models import FilePrint, Item, Topic, Translation
from portal.content.naming import rename
from portal.content.policy import State, widens
from portal.content.reports import ImportReport
from portal.content.restoring import Restoring
from portal.content.revising import current_revision, render_again, revise
from portal.content.said import Said, by_workspace
from portal.content.versions import Versions
from portal.runtime import Runtime

MOST_WAITING = 500  # new rows, before they are stored together


@dataclass(frozen=True)
class Change:
    """What happened to one translation in this import."""

    was_published: bool
    is_seen: bool = False  # by readers or by the search index


@dataclass
class Storing:
    """Stores the items of one import in its transaction."""

    db: Session
    runtime: Runtime
    prepared: Prepared
    people: Mapping[str, UUID]
    taking: Taking
    now: datetime
    versions: Versions
    report: ImportReport = field(default_factory=ImportReport)
    replaced: dict[UUID, UUID | None] = field(default_factory=dict)
    unread: list[Manuscript] = field(default_factory=list)  # go to readers by this import alone
    widened: set[UUID] = field(default_factory=set)  # items that more people read by this import
    new_prints: list[FilePrint] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.prints = {p.file: p for p in self.db.scalars(select(FilePrint))}
        self.by_translation = {p.translation_id: p.said for p in self.prints.values()}
        folder = {str(group.given_id) for group in self.prepared.groups if group.given_id}
        self.items = folder | {str(id_) for id_ in self.db.scalars(select(Item.id))}
        self.restoring = Restoring(self.db, self.runtime, self.prepared, self.people)

    def save(self, group: Group, topic: Topic) -> None:
        """Store the versions of one item, unless they stay as they are."""
        compared = {member.key: self._compare(group, member) for member in group.members}
        item_id = group.item_id
        if any(each.is_taken for each in compared.values()):
            item_id = self._save_taken(group, topic, compared)
        for member in group.members:
            self._finish_one(item_id, member, compared[member.key])
        if len(self.db.new) > MOST_WAITING:
            self.db.flush()

    def finish(self) -> None:
        """Join what needs every item to be there."""
        for translation_id, item_id in self.replaced.items():
            self.db.get_one(Translation, translation_id).replaced_by_id = item_id
        self.db.flush()
        self.db.add_all(self.new_prints)
        self.restoring.finish()
        record_all(self.db, self.events)

    def compare_topics(self, file: str, mine: str, theirs: str, exported: str) -> bool:
        """Return whether the folder's shelves are taken as they are there."""
        last = self.prints[file].said if file in self.prints else None
        verdict = self._judge(file, mine, theirs, {exported}, last)
        if verdict in {Verdict.CONFLICT, Verdict.KEPT}:
            getattr(self.report, verdict).append(file)
        if verdict != Verdict.KEPT or theirs not in {exported, last}:
            self._keep_print(file, theirs, None)
        return verdict in {Verdict.CHANGED, Verdict.UNCHANGED}

    def _judge(self, file: str, mine: str, theirs: str, old: set[str], last: str | None) -> Verdict:
        """An older text over one that was imported since is for somebody to decide."""
        is_overtaken = last is not None and mine == last != theirs and theirs in old
        return judge(
            file,
            mine,
            theirs,
            is_mine_old=not is_overtaken and mine in {last, *old},
            is_theirs_old=not is_overtaken and theirs in {last, *old},
            taking=self.taking,
        )

    def _compare(self, group: Group, member: Manuscript) -> Compared:
        said, memory = self.prepared.said[member.key], self.prepared.memory.texts.get(member.file)
        theirs = said.settled(self.people.keys(), self.items)
        translation = self.versions.find(group.item_id, member)
        if translation is None:
            return Compared(Verdict.ADDED, theirs)
        if (revision := current_revision(self.db, translation)) is None:
            return Compared(Verdict.CHANGED, theirs)
        mine = by_workspace(self.db, translation, revision)
        mine = mine.within(member.written.matter.model_fields_set)
        last = self.by_translation.get(translation.id)
        if last is None and revision.author_id is None:
            last = mine.print  # imported before prints were kept
        old = {memory.said} if memory else set()
        if said.print in old:
            old |= {theirs.print}
        verdict = self._judge(member.file, mine.print, theirs.print, old, last)
        return Compared(verdict, theirs, is_theirs_new=theirs.print not in {last, *old})

    def _save_taken(self, group: Group, topic: Topic, compared: Mapping[Key, Compared]) -> UUID:
        taken = [member for member in group.members if compared[member.key].is_taken]
        item, is_moved = self._save_item(group, topic, taken[0], compared[taken[0].key].theirs)
        saved = set()
        for member in sorted(taken, key=lambda one: one.lang != item.original_lang):
            translation, change = self._save_text(item, member, is_moved=is_moved)
            saved.add(translation.id)
            self._record(translation, change)
        if is_moved:
            self._record_others(item.id, saved)
        return item.id

    def _save_item(
        self, group: Group, topic: Topic, first: Manuscript, said: Said
    ) -> tuple[Item, bool]:
        """Return the item, and whether all its versions changed shelf or audience."""
        item = self.db.get(Item, group.item_id) if group.item_id else None
        is_new = item is None
        if item is None:
            item = Item(id=self.restoring.item_id(group), kind=group.first.kind)
            item.created_at = self.prepared.memory.items.get(item.id, self.now)
            self.db.add(item)
        is_moved = not is_new and (item.topic_id, item.audience) != (topic.id, said.audience)
        item.topic, item.topic_id = topic, topic.id
        if not is_new and widens(item.audience, said.audience):
            self.widened.add(item.id)
        item.audience, item.original_lang = said.audience, group.original_lang
        if "owner" in first.written.matter.model_fields_set:
            item.owner_id = self.people.get(said.owner)
        self._keep(is_new=is_new)
        return item, is_moved

    def _save_text(
        self, item: Item, member: Manuscript, *, is_moved: bool
    ) -> tuple[Translation, Change]:
        translation = self.versions.find(item.id, member)
        is_new = translation is None
        if translation is None:
            id_ = self.restoring.translation_id(member.file)
            translation = Translation(id=id_, kind=member.kind, state=State.DRAFT)
            translation.revision_number = 0
        was_published, before = translation.is_published, translation.revision_number
        is_placed = self._place(translation, item, member)
        self.db.add(translation)
        self._keep(is_new=is_new)
        page = self.prepared.pages[member.key]
        is_revised = revise(
            self.db, translation, member, page, new_id=self.runtime.new_id, at=self.now
        )
        self._set_state(translation, member)
        is_other = translation.revision_number != before or not was_published
        is_other = is_other or item.id in self.widened
        if translation.is_published and is_other:
            self.unread.append(member)
        self.restoring.text(translation, member, is_new=is_new, is_revised=is_revised)
        return translation, Change(was_published, is_revised or is_moved or is_placed)

    def _keep(self, *, is_new: bool) -> None:
        """A change is stored before the next one, which may need its name; what is new can wait."""
        if not is_new:
            self.db.flush()

    def _place(self, translation: Translation, item: Item, member: Manuscript) -> bool:
        """Give the version its item, language and name; return whether one of them is new."""
        wanted = (item.id, member.lang, member.slug)
        is_other = (translation.item_id, translation.lang, translation.slug) != wanted
        if translation.slug and translation.slug != member.slug:
            rename(self.db, translation, member.slug, at=self.now)
        translation.item_id, translation.lang, translation.slug = wanted
        translation.item = item
        self.versions.meet(member, translation)
        return is_other

    def _set_state(self, translation: Translation, member: Manuscript) -> None:
        matter = member.written.matter
        translation.state, translation.review_on = matter.status, matter.review_on
        if translation.is_published and translation.published_at is None:
            translation.published_at = self.now
        if "replaced_by" in matter.model_fields_set:
            known = matter.replaced_by if str(matter.replaced_by) in self.items else None
            translation.replaced_by_id = None
            self.replaced[translation.id] = known

    def _finish_one(self, item_id: UUID | None, member: Manuscript, compared: Compared) -> None:
        """Note what became of a file, and remember what it said."""
        verdict = compared.verdict
        translation = self.versions.find(item_id, member)
        if translation is not None and verdict == Verdict.UNCHANGED:
            page = self.prepared.pages[member.key].rendered
            if render_again(self.db, translation, page):
                verdict = Verdict.CHANGED
                self._record(translation, Change(translation.is_published, is_seen=True))
        getattr(self.report, verdict).append(member.file)
        if translation is not None and (verdict != Verdict.KEPT or compared.is_theirs_new):
            self._keep_print(member.file, compared.theirs.print, translation.id)

    def _keep_print(self, file: str, said: str, translation_id: UUID | None) -> None:
        if translation_id and self.by_translation.get(translation_id) not in {None, said}:
            stale = delete(FilePrint).where(
                FilePrint.translation_id == translation_id, FilePrint.file != file
            )
            self.db.execute(stale)
        held = self.prints.get(file)
        if held is None:
            held = FilePrint(file=file, translation_id=translation_id, said=said)
            held.imported_at = self.now
            self.new_prints.append(held)
        elif (held.said, held.translation_id) != (said, translation_id):
            held.said, held.translation_id, held.imported_at = said, translation_id, self.now

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
        self.events.append(Event(kind=kind, at=self.now, subject_id=translation_id, facts={}))
