"""Taking over another Academy's synonyms and pins from a folder; what editors made here stays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.activity.recording import record
from portal.content.errors import Complaint, ContentRefused
from portal.content.folders import Folder
from portal.content.reports import ImportReport
from portal.errors import Invalid
from portal.finding import guidance
from portal.finding.files import (
    GUIDANCE_FILE,
    NO_SUCH_ITEM,
    Lines,
    PinEntry,
    SynonymEntry,
    find_item_of,
    read_guidance,
)
from portal.finding.guiding import checked_items, checked_phrases, checked_words
from portal.finding.models import PinnedAnswer, SynonymGroup
from portal.runtime import Runtime

SOMEBODY_ELSEWHERE = UUID(int=0)


def take_guidance(db: Session, runtime: Runtime, folder: Folder, report: ImportReport) -> None:
    """Add what is missing, follow the folder where nobody here chose; raise ContentRefused."""
    wanted, lines = read_guidance(folder)
    people = dict(db.execute(select(Person.email, Person.id)).all())
    taking = _Taking(db, runtime, people, lines)
    for id_ in wanted.without:
        taking.leave_out(id_)
    for place, group in enumerate(wanted.synonyms):
        taking.check("synonyms", place, partial(taking.take_group, group))
    for place, pin in enumerate(wanted.pins):
        taking.check("pins", place, partial(taking.take_pin, pin))
    if taking.complaints:
        raise ContentRefused(taking.complaints)
    report.changed += [GUIDANCE_FILE] if taking.is_changed else []
    report.kept += [GUIDANCE_FILE] if taking.is_kept else []


@dataclass
class _Taking:
    """One import's synonyms and pins in its transaction."""

    db: Session
    runtime: Runtime
    people: Mapping[str, UUID]
    lines: Lines
    complaints: list[Complaint] = field(default_factory=list)
    is_changed: bool = False
    is_kept: bool = False

    def check(self, table: str, place: int, take: Callable[[], None]) -> None:
        try:
            take()
        except Invalid as refusal:
            sentence = f"{table} {place + 1}: {refusal.sentence % refusal.facts}"
            line = self.lines.of(table, place)
            self.complaints.append(Complaint(GUIDANCE_FILE, line, sentence))

    def leave_out(self, group_id: UUID) -> None:
        """Remove a group that came with the Academy, unless somebody here made it theirs."""
        group = self.db.get(SynonymGroup, group_id)
        if group is not None and group.author_id is None:
            self.db.delete(group)
            self._record(guidance.SYNONYMS_REMOVED, group.id)

    def take_group(self, entry: SynonymEntry) -> None:
        phrases = checked_phrases(entry.phrases)
        group = self.db.get(SynonymGroup, entry.id) if entry.id else self._same(phrases)
        if group is not None and list(group.phrases) == phrases:
            return
        if group is not None and group.author_id is not None:
            self.is_kept = True
            return
        kind = guidance.SYNONYMS_CHANGED if group else guidance.SYNONYMS_ADDED
        group = group or SynonymGroup(id=entry.id or self.runtime.new_id())
        group.phrases, group.changed_at = phrases, entry.changed_at
        group.author_id = self.people.get(entry.by or "")
        self.db.add(group)
        self._record(kind, group.id)

    def _same(self, phrases: list[str]) -> SynonymGroup | None:
        groups = self.db.scalars(select(SynonymGroup))
        return next((group for group in groups if list(group.phrases) == phrases), None)

    def take_pin(self, entry: PinEntry) -> None:
        words, key = checked_words(entry.words, entry.lang)
        found = [(place, find_item_of(self.db, place)) for place in entry.answers]
        if missing := [place for place, item_id in found if item_id is None]:
            raise Invalid(NO_SUCH_ITEM, address=missing[0])
        items = checked_items(self.db, [item_id for _, item_id in found if item_id])
        known = self.db.scalar(select(PinnedAnswer).where(PinnedAnswer.key == key))
        if known is not None:
            self.is_kept |= list(known.item_ids) != items
            return
        pin = PinnedAnswer(id=self.runtime.new_id(), words=words, lang=entry.lang, key=key)
        author = self.people.get(entry.by or "", SOMEBODY_ELSEWHERE)
        pin.change(items, by=author, at=entry.changed_at or self.runtime.now())
        self.db.add(pin)
        self._record(guidance.PIN_ADDED, pin.id)

    def _record(self, kind: str, subject_id: UUID) -> None:
        self.db.flush()
        self.is_changed = True
        record(self.db, kind, at=self.runtime.now(), subject_id=subject_id)
