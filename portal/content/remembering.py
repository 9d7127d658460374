"""What an export writes down besides the texts: numbers, times, reasons, old names, media."""

import json
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.content.memory import Edition, MediaMemory, Memory, OldName, Proposed, TextMemory
from portal.content.models import Item, Media, OldSlug, Revision, Topic, Translation
from portal.content.policy import Significance, Stage
from portal.content.said import Said, print_of_topics


class Remembering:
    """Collects the memory of one export."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._emails: dict[UUID, str | None] = {}
        self._texts: dict[str, TextMemory] = {}
        self._media: dict[str, MediaMemory] = {}

    def topics(self) -> Sequence[Topic]:
        return self._db.scalars(select(Topic).order_by(Topic.position, Topic.slug)).all()

    def text(
        self,
        place: str,
        translation: Translation,
        revision: Revision,
        proposed: Revision | None,
        said: Said,
    ) -> None:
        self._texts[place] = TextMemory(
            id=translation.id,
            said=said.print,
            edition=self._edition(revision),
            published_at=translation.published_at,
            old_names=self._old_names(translation),
            proposed=self._proposed(translation, proposed),
        )

    def media(self, places: Mapping[str, str]) -> None:
        """Write down the library; `places` says where each digest stands in the folder."""
        for media in self._db.scalars(select(Media)):
            self._media[places[media.sha256]] = MediaMemory(
                id=media.id,
                sha256=media.sha256,
                filename=media.filename,
                alt=media.alt,
                width=media.width,
                height=media.height,
                sent_sha256=media.sent_sha256,
                added_by=self._email(media.added_by_id),
                created_at=media.created_at,
            )

    def memory(self) -> Memory:
        topics = self.topics()
        return Memory(
            topics=print_of_topics((t.slug, t.title, t.summary, t.archived_at) for t in topics),
            topic_ids={topic.slug: topic.id for topic in topics},
            items=dict(self._db.execute(select(Item.id, Item.created_at)).all()),
            texts=self._texts,
            media=self._media,
        )

    def _edition(self, revision: Revision) -> Edition:
        return Edition(
            number=revision.number,
            significance=Significance(revision.significance),
            why=revision.why,
            author=self._email(revision.author_id),
            based_on=revision.based_on,
            over_number=revision.over_number,
            created_at=revision.created_at,
            live_at=revision.live_at,
        )

    def _proposed(self, translation: Translation, proposed: Revision | None) -> Proposed | None:
        if proposed is None:
            return None
        return Proposed(
            stage=Stage(translation.stage),
            publish_at=translation.publish_at,
            edition=self._edition(proposed),
        )

    def _old_names(self, translation: Translation) -> list[OldName]:
        wanted = select(OldSlug).filter_by(translation_id=translation.id).order_by(OldSlug.slug)
        return [OldName(slug=o.slug, until_at=o.until_at) for o in self._db.scalars(wanted)]

    def _email(self, person_id: UUID | None) -> str | None:
        if person_id is None:
            return None
        if person_id not in self._emails:
            person = self._db.get(Person, person_id)
            self._emails[person_id] = person.email if person else None
        return self._emails[person_id]


def topics_file(topics: Sequence[Topic]) -> str:
    return "\n".join("".join(_toml(topic)) for topic in topics)


def _toml(topic: Topic) -> Iterator[str]:
    """JSON's strings are TOML's, with one sign to escape besides."""
    yield f"[[topic]]\nslug = {_quoted(topic.slug)}\n"
    for key in ("title", "summary"):
        words = [f"{lang} = {_quoted(text)}" for lang, text in sorted(getattr(topic, key).items())]
        yield f"{key} = {{ {', '.join(words)} }}\n"
    if topic.archived_at:
        yield f"archived_at = {topic.archived_at.isoformat()}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
