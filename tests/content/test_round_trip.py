"""Whatever an Academy holds: exported, imported elsewhere and exported again, it is the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from portal.accounts.models import Person
from portal.content.exporting import export_folder
from portal.content.front_matter import body_of
from portal.content.importing import import_folder
from portal.content.media import path_of
from portal.content.models import (
    FilePrint,
    Item,
    Media,
    OldSlug,
    Picture,
    Revision,
    Topic,
    Translation,
)
from portal.content.policy import Audience, Kind, Significance, Stage, State
from portal.web.forms import many_lines, one_line
from tests.conftest import make_runtime
from tests.content.writing import CAPTIONS, CHAPTERS, PNG, WEBM

LONG_AGO = datetime(2025, 3, 1, 9, 30, 0, 123_000, tzinfo=UTC)
PIECES = (
    "# A: b",
    "[gone](gone.md)",
    "[id](academy:00000000-0000-4000-8000-0000000000aa)",
    "![seen](media/shot.png)",
    "    code",
    "---\ntitle: x\n---",
    "Été « à » 😀\u2028x",
)
TABLES = (FilePrint, OldSlug, Picture, Revision, Translation, Item, Media, Topic)


@pytest.fixture
def sqlite_runtime(sqlite_template, tmp_path, clock, mailbox):
    copytree(sqlite_template.parent, tmp_path, dirs_exist_ok=True)
    running = make_runtime(f"sqlite:///{tmp_path / 'academy.db'}", tmp_path, clock, mailbox)
    yield running
    running.database.close()


def lines(most=40):
    signs = st.characters(exclude_categories=("Cs",))
    return st.text(signs, max_size=most).map(lambda text: one_line(text) or "-")


texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=4).map(
    lambda parts: many_lines("\n\n".join(parts))
)
moments = st.integers(0, 10**9).map(lambda s: LONG_AGO + timedelta(seconds=s))
maybe = st.booleans()


class Writer:
    """Fills an empty Academy with whatever is drawn."""

    def __init__(self, db, data_dir, draw):
        self.db, self.data_dir, self.draw = db, data_dir, draw
        self.editors = db.scalars(select(Person).order_by(Person.email).limit(2)).all()
        self.count = 0x1000

    def id(self):
        self.count += 1
        return UUID(int=(0x4 << 76) | (0x8 << 60) | self.count)

    def fill(self):
        topics = [self.topic(slug, place) for place, slug in enumerate(["b-b", "a-a"], start=1)]
        self.shot, self.film = self.media("shot.png", PNG), self.media("Shot.webm", WEBM)
        self.media("shot.png", PNG + b"twin")
        items = [self.item(topics) for _ in range(self.draw(st.integers(1, 3)))]
        for item in items:
            self.versions(item, items)

    def topic(self, slug, position):
        words = {"en": self.draw(lines()), **({"fr": self.draw(lines())} if self.some() else {})}
        topic = Topic(id=self.id(), slug=slug, position=position, title=words, summary=words)
        topic.archived_at = self.draw(moments) if self.some() else None
        return self.kept(topic)

    def media(self, filename, content):
        digest = sha256(content).hexdigest()
        path = path_of(self.data_dir, digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        media = Media(id=self.id(), sha256=digest, filename=filename, size=len(content))
        media.content_type = "video/webm" if filename.endswith("webm") else "image/png"
        media.alt = self.draw(st.sampled_from([None, "", "Ein „Bild“"]))
        media.width, media.created_at = 10 if self.some() else None, self.draw(moments)
        media.height, media.sent_sha256 = media.width, digest if self.some() else None
        media.added_by_id = self.draw(st.sampled_from(self.editors)).id if self.some() else None
        return self.kept(media)

    def item(self, topics):
        item = Item(id=self.id(), kind=self.draw(st.sampled_from(list(Kind))))
        item.topic_id = self.draw(st.sampled_from(topics)).id
        item.audience = self.draw(st.sampled_from(list(Audience)))
        item.original_lang, item.created_at = self.draw(st.sampled_from(["en", "fr"])), LONG_AGO
        item.owner_id = self.draw(st.sampled_from(self.editors)).id if self.some() else None
        return self.kept(item)

    def versions(self, item, items):
        other = {"en": "fr", "fr": "en"}[item.original_lang]
        for lang in [item.original_lang, *([other] if self.some() else [])]:
            version = Translation(id=self.id(), item_id=item.id, kind=item.kind, lang=lang)
            version.slug = f"{lang}-{version.id.hex[-4:]}"
            version.state = self.draw(st.sampled_from(list(State)))
            version.review_on = date(2027, 1, 31) if self.some() else None
            version.published_at = self.draw(moments) if self.some() else None
            version.revision_number = self.draw(st.integers(1, 7))
            version.replaced_by_id = items[0].id if self.some() else None
            self.kept(version)
            self.revision(version, version.revision_number)
            self.further(version)

    def further(self, version):
        if self.some():
            name = {"kind": version.kind, "lang": version.lang, "slug": f"old-{version.slug}"}
            self.kept(OldSlug(**name, translation_id=version.id, until_at=self.draw(moments)))
        if self.some():
            version.stage, version.publish_at = Stage.SCHEDULED, self.draw(moments)
            version.proposed_number = version.revision_number + self.draw(st.integers(0, 2))
            if version.proposed_number > version.revision_number:
                self.revision(version, version.proposed_number)

    def revision(self, version, number):
        revision = Revision(id=self.id(), translation_id=version.id, number=number)
        revision.title, revision.summary = self.draw(lines()), self.draw(lines(90))
        revision.tags = self.draw(st.lists(lines(9), max_size=2))
        revision.source, revision.tell_us = self.draw(texts), self.draw(st.just("") | lines())
        revision.html = revision.plain_text = revision.sanitiser = ""
        revision.headings, revision.why = [], self.draw(st.just("") | lines())
        revision.significance = self.draw(st.sampled_from(list(Significance)))
        revision.author_id = self.draw(st.sampled_from(self.editors)).id if self.some() else None
        revision.based_on = self.draw(st.none() | st.integers(1, 9))
        revision.over_number = self.draw(st.none() | st.integers(1, 9))
        revision.created_at, revision.live_at = self.draw(moments), self.draw(st.none() | moments)
        if "media/shot.png" in revision.source:
            path = f"articles/{version.lang}/elsewhere/media/shot.png"
            revision.pictures = [Picture(path=path, media_id=self.shot.id)]
        if version.kind == Kind.VIDEO:
            revision.media_id, revision.captions_vtt = self.film.id, CAPTIONS
            revision.poster_id = self.shot.id if self.some() else None
            revision.chapters_vtt = CHAPTERS if self.some() else None
            revision.duration_s = self.draw(st.none() | st.integers(1, 86_400))
            revision.source_url = "https://video.example/1?a=b" if self.some() else None
        self.kept(revision)

    def some(self):
        return self.draw(maybe)

    def kept(self, row):
        self.db.add(row)
        self.db.flush()
        return row


def emptied(runtime, folder):
    """Return an Academy without content whose files are in a folder of its own."""
    with runtime.database.writing() as db:
        db.execute(update(Translation).values(replaced_by_id=None))
        for table in TABLES:
            db.execute(delete(table))
    return replace(runtime, settings=runtime.settings.model_copy(update={"data_dir": folder}))


def exported(runtime, folder):
    """Return every file of an export by its path."""
    with runtime.database.reading() as db:
        export_folder(db, folder, data_dir=runtime.settings.data_dir)
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


DERIVED = {"html", "plain_text", "headings", "sanitiser"}
NEW = {Revision: {"id"}, Topic: {"position"}}  # each Academy counts its own


def held(runtime):
    """Return every row of the content, without what is made from it."""
    with runtime.database.reading() as db:
        return {
            table.__name__: sorted(
                (
                    {
                        column.key: getattr(row, column.key)
                        for column in table.__table__.columns
                        if column.key not in DERIVED | NEW.get(table, set())
                    }
                    for row in db.scalars(select(table))
                ),
                key=repr,
            )
            for table in (Topic, Item, Translation, OldSlug, Media, Revision)
        }


def tidy(rows):
    """A file has no blank lines around its text."""
    return {**rows, "Revision": [{**r, "source": body_of(r["source"])} for r in rows["Revision"]]}


def test_any_content_comes_back_from_its_files_as_it_was(sqlite_runtime):
    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(drawn):
        with TemporaryDirectory() as name:
            place = Path(name)
            here = emptied(sqlite_runtime, place / "here")
            with here.database.writing() as db:
                Writer(db, here.settings.data_dir, drawn.draw).fill()
            was, before = held(here), exported(here, place / "before")
            there = emptied(here, place / "there")

            import_folder(there, place / "before")
            again = import_folder(there, place / "before")

            assert tidy(held(there)) == tidy(was)
            assert exported(there, place / "after") == before
            assert (again.added, again.changed, again.kept, again.conflicts) == ([], [], [], [])

    check()
