"""A small Academy for the tests of finding: what is published, changed and withdrawn."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.activity.recording import record
from portal.content.models import Item, Picture, Revision, Topic, Translation
from portal.content.policy import Significance, State
from portal.runtime import Runtime

CHAPTERS = """WEBVTT

00:00:00.000 --> 00:02:14.000
Welcome

00:02:14.000 --> 00:03:00.000
Reset a password
"""
CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nPress the turquoise button.\n"
TOPICS = {
    "people": {"en": "People and access", "fr": "Personnes et accès"},
    "reports": {"en": "Reports"},
}


@dataclass(frozen=True)
class Text:
    """One translation to publish."""

    slug: str
    title: str
    body: str = ""
    kind: str = "article"
    lang: str = "en"
    topic: str = "people"
    audience: str = "everyone"
    state: str = State.PUBLISHED
    summary: str = ""
    tags: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    chapters: str | None = None
    captions: str | None = None


@dataclass
class Shelves:
    """Puts texts into the database as content does: rows and events in one transaction."""

    runtime: Runtime
    ids: dict[str, str] = field(default_factory=dict)

    def clear(self) -> None:
        """Take everything away, without events: as if nothing had ever been written."""
        with self.runtime.database.writing() as db:
            for table in (Picture, Revision, Translation, Item, Topic):
                db.execute(delete(table))

    def put(self, *texts: Text) -> None:
        with self.runtime.database.writing() as db:
            for text in texts:
                self._put(db, text)

    def revise(self, slug: str, title: str, body: str) -> None:
        with self.runtime.database.writing() as db:
            translation = db.get_one(Translation, UUID(self.ids[slug]))
            translation.revision_number += 1
            self._add_revision(db, translation, Text(slug, title, body))
            self._record(db, "content.changed", translation)

    def withdraw(self, slug: str, *, say_so: bool = True) -> None:
        with self.runtime.database.writing() as db:
            translation = db.get_one(Translation, UUID(self.ids[slug]))
            translation.state = State.ARCHIVED
            if say_so:
                self._record(db, "content.withdrawn", translation)

    def restrict(self, slug: str, audience: str) -> None:
        """Change whom an item is for, without an event."""
        with self.runtime.database.writing() as db:
            db.get_one(Translation, UUID(self.ids[slug])).item.audience = audience

    def _put(self, db: Session, text: Text) -> None:
        runtime = self.runtime
        item = Item(
            id=runtime.new_id(),
            kind=text.kind,
            topic_id=self._topic(db, text.topic).id,
            audience=text.audience,
            original_lang=text.lang,
            created_at=runtime.now(),
        )
        db.add(item)
        db.flush()
        translation = Translation(
            id=runtime.new_id(),
            item_id=item.id,
            kind=text.kind,
            lang=text.lang,
            slug=text.slug,
            state=text.state,
            revision_number=1,
        )
        db.add(translation)
        db.flush()
        self.ids[text.slug] = str(translation.id)
        self._add_revision(db, translation, text)
        if text.state == State.PUBLISHED:
            self._record(db, "content.published", translation)

    def _topic(self, db: Session, slug: str) -> Topic:
        topic = db.scalar(select(Topic).where(Topic.slug == slug))
        if topic is None:
            topic = Topic(id=self.runtime.new_id(), slug=slug, position=1, title=TOPICS[slug])
            topic.summary = {}
            db.add(topic)
            db.flush()
        return topic

    def _add_revision(self, db: Session, translation: Translation, text: Text) -> None:
        db.add(
            Revision(
                id=self.runtime.new_id(),
                translation_id=translation.id,
                number=translation.revision_number,
                title=text.title,
                summary=text.summary,
                tags=list(text.tags),
                source=text.body,
                html="",
                plain_text=text.body,
                headings=[{"id": h, "text": h, "level": 2} for h in text.headings],
                sanitiser="test",
                significance=Significance.CONTENT,
                created_at=self.runtime.now(),
                chapters_vtt=text.chapters,
                captions_vtt=text.captions,
                duration_s=180 if text.chapters else None,
            )
        )
        db.flush()

    def _record(self, db: Session, kind: str, translation: Translation) -> None:
        record(db, kind, at=self.runtime.now(), subject_id=translation.id)


PASSWORD = Text(
    "reset-a-password",
    "Reset a colleague's password",
    "Open the person's page and choose Reset password. They get a link by mail.",
    summary="When somebody cannot sign in.",
    tags=("password", "sign-in"),
    headings=("Before you start",),
)
MOT_DE_PASSE = Text(
    "reinitialiser-un-mot-de-passe",
    "Réinitialiser un mot de passe",
    "Ouvrez la page de la personne. L’Œuvre collective n’y change rien.",
    lang="fr",
    tags=("Sécurité",),
)
VIDEO = Text(
    "the-people-page",
    "The people page in three minutes",
    "What stands where.",
    kind="video",
    chapters=CHAPTERS,
    captions=CAPTIONS,
)
EXPORT = Text(
    "export-a-report",
    "Export a report",
    "Choose the columns. A file with 100% of the rows is made; a_b and C:\\temp stay as they are.",
    topic="reports",
    summary="Reports as spreadsheets.",
)
ROLES = Text(
    "give-roles",
    "Give somebody the administrator role",
    "Only administrators may change roles. Policies say who.",
    audience="administrators",
)
RUNBOOK = Text(
    "escalation-runbook", "Escalation runbook", "Wake the duty engineer.", audience="staff"
)
DRAFT = Text("unfinished-text", "Unfinished escalation text", "Not yet.", state=State.DRAFT)
EVERYTHING = (PASSWORD, MOT_DE_PASSE, VIDEO, EXPORT, ROLES, RUNBOOK, DRAFT)
