"""Giving texts back what their folder remembers: ids, numbers, reasons, old names, what waits."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from portal.content.checking import Prepared
from portal.content.grouping import Group
from portal.content.manuscripts import Manuscript
from portal.content.memory import Edition, Proposed, TextMemory
from portal.content.models import Item, OldSlug, Revision, Translation
from portal.content.naming import is_taken
from portal.content.policy import Stage
from portal.content.revising import Saved, current_revision, set_aside
from portal.runtime import Runtime


class Restoring:
    """Knows what the folder of one import remembers."""

    def __init__(
        self, db: Session, runtime: Runtime, prepared: Prepared, people: Mapping[str, UUID]
    ) -> None:
        self._db, self._runtime, self._prepared, self._people = db, runtime, prepared, people
        self._texts = prepared.memory.texts
        self._named: list[tuple[Translation, TextMemory]] = []
        self.approved: list[Manuscript] = []  # elsewhere; nobody here has read them

    def item_id(self, group: Group) -> UUID:
        given = group.given_id
        is_free = given is not None and self._db.get(Item, given) is None
        return given if given and is_free else self._runtime.new_id()

    def translation_id(self, file: str) -> UUID:
        was = self._texts.get(file)
        is_free = was is not None and self._db.get(Translation, was.id) is None
        return was.id if was and is_free else self._runtime.new_id()

    def text(
        self, translation: Translation, member: Manuscript, *, is_new: bool, is_revised: bool
    ) -> None:
        """Give a text that nobody touched since its export what was known of it."""
        was = self._texts.get(member.file)
        if was is None or (current := current_revision(self._db, translation)) is None:
            return
        is_untouched = was.said == self._prepared.said[member.key].print
        if is_new:
            self._named.append((translation, was))
            self._number(translation, current, was, is_untouched=is_untouched)
            self._wait(translation, was.proposed, member)
            if is_untouched:
                translation.published_at = was.published_at
        elif is_revised and is_untouched:
            current.significance, current.why = was.edition.significance, was.edition.why
            current.author_id = self._people.get(was.edition.author or "")

    def finish(self) -> None:
        """Let old names lead to the texts again, where no other text has the name."""
        for translation, was in self._named:
            for old in was.old_names:
                name = {"kind": translation.kind, "lang": translation.lang, "slug": old.slug}
                if not is_taken(self._db, **name, but=translation.id):
                    self._db.merge(
                        OldSlug(**name, translation_id=translation.id, until_at=old.until_at)
                    )
        self._db.flush()

    def _number(
        self, translation: Translation, current: Revision, was: TextMemory, *, is_untouched: bool
    ) -> None:
        """An edited text is the revision after the one that was exported."""
        if is_untouched:
            self._give_edition(current, was.edition)
        else:
            current.number, current.based_on = was.edition.number + 1, was.edition.based_on
        translation.revision_number = current.number
        self._db.flush()

    def _wait(
        self, translation: Translation, proposed: Proposed | None, member: Manuscript
    ) -> None:
        if proposed is None:
            return
        if proposed.stage in (Stage.APPROVED, Stage.SCHEDULED):
            self.approved.append(member)
        number = translation.revision_number
        if (text := self._prepared.waiting.get(member.file)) is not None:
            revision = set_aside(
                self._db,
                translation,
                text.manuscript,
                text.page,
                new_id=self._runtime.new_id,
                at=self._runtime.now(),
                saved=Saved(),
            )
            if revision.number != number:
                self._db.flush()
                self._give_edition(revision, proposed.edition)
            number = revision.number
        translation.stage, translation.publish_at = proposed.stage, proposed.publish_at
        translation.proposed_number = number
        self._db.flush()

    def _give_edition(self, revision: Revision, edition: Edition) -> None:
        facts = edition.model_dump(exclude={"author"})
        for column, value in facts.items():
            setattr(revision, column, value)
        revision.author_id = self._people.get(edition.author or "")
