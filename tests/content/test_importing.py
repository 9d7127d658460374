"""Importing a folder: all or nothing, once, with an event for whoever follows."""

import os
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.event import listen, remove

from portal.activity.queries import events_after, last_event_id
from portal.content.errors import ChangedMeanwhile, ContentRefused
from portal.content.importing import import_folder
from portal.content.media import path_of
from portal.content.models import Item, Media, Revision, Topic, Translation
from portal.content.queries import find_reading, items_of
from tests.content.writing import PNG, TOPICS, WEBM

EVERYBODY = frozenset({"everyone", "administrators", "staff"})


def read(runtime, slug, *, kind="article", lang="en", drafts=False):
    with runtime.database.reading() as db:
        return find_reading(db, kind, slug, lang=lang, audiences=EVERYBODY, may_read_drafts=drafts)


def counts(runtime):
    """Return how many rows each table has, to see that nothing was stored."""
    with runtime.database.reading() as db:
        return [
            db.scalar(select(func.count()).select_from(table))
            for table in (Topic, Item, Translation, Revision, Media)
        ] + [last_event_id(db)]


@pytest.fixture
def events(runtime):
    """Return the kinds and slugs of the content events since the test began."""
    with runtime.database.reading() as db:
        began = last_event_id(db)

    def since():
        with runtime.database.reading() as db:
            found = events_after(db, began, kinds="content.")
            slugs = {
                row.translation_id: row.slug for row in items_of(db, [e.subject_id for e in found])
            }
            return [(event.kind, slugs[event.subject_id]) for event in found]

    return since


def test_articles_and_videos_are_stored_and_published(runtime, desk, take, events):
    desk.article("reset-it", "# How\n\nAsk.", tags=["password"], audience="administrators")
    desk.video("tour-it")

    report = take()

    assert report.added == ["articles/en/sign-in/reset-it.md", "videos/en/tour-it.md"]
    assert events() == [("content.published", "reset-it"), ("content.published", "tour-it")]
    article = read(runtime, "reset-it")
    assert (article.title, article.audience, article.tags) == (
        "Reset It",
        "administrators",
        ("password",),
    )
    assert article.html == '<h2 id="h-how">How</h2>\n<p>Ask.</p>'
    assert article.updated_at == runtime.now()
    video = read(runtime, "tour-it", kind="video")
    assert video.duration_s == 6
    assert [cue.text for cue in video.chapters] == ["Where it is", "What to choose"]


def test_a_second_import_changes_nothing(runtime, desk, take, clock, events):
    desk.article("reset-it")
    desk.video("tour-it", source="https://video.example/1")
    take()
    before, happened = counts(runtime), events()
    clock.go(days=1)

    report = take()

    assert (report.added, report.changed) == ([], [])
    assert len(report.unchanged) == 2
    assert (counts(runtime), events()) == (before, happened)


def test_many_new_texts_are_stored_in_as_many_statements_as_few(desk, take):
    sent = []

    def count(*about):
        sent.append(about[2])

    def importing(folder, texts):
        for number in range(texts):
            desk.article(f"{folder}-{number}")
        sent.clear()
        take()
        return sum(one.startswith("SELECT") and "FROM translation" in one for one in sent)

    listen(Engine, "before_cursor_execute", count)
    few, many = importing("few", 2), importing("many", 12)
    remove(Engine, "before_cursor_execute", count)

    assert many - few < 10  # those of before are looked up again


def test_a_changed_text_is_a_new_revision_and_the_old_one_stays(runtime, desk, take, clock, events):
    desk.article("reset-it", "Old words.")
    take()
    first = read(runtime, "reset-it")
    clock.go(hours=1)
    desk.article("reset-it", "New words.")

    report = take()

    assert report.changed == ["articles/en/sign-in/reset-it.md"]
    now = read(runtime, "reset-it")
    assert (now.html, now.updated_at) == ("<p>New words.</p>", runtime.now())
    assert events()[-1] == ("content.changed", "reset-it")
    with runtime.database.reading() as db:
        assert db.get_one(Revision, first.revision_id).source == "Old words."
        assert db.get_one(Revision, now.revision_id).number == 2


CHANGE_ROWS = [
    ("its title", {"title": "Other"}, "content.changed"),
    ("its tags", {"tags": ["other"]}, "content.changed"),
    ("its audience", {"audience": "staff"}, "content.changed"),
    ("its status to draft", {"status": "draft"}, "content.withdrawn"),
    ("its status to archived", {"status": "archived"}, "content.withdrawn"),
    ("its date of review", {"review_on": "2030-01-01"}, None),
]


@pytest.mark.parametrize(
    ("matter", "kind"), [row[1:] for row in CHANGE_ROWS], ids=[row[0] for row in CHANGE_ROWS]
)
def test_changing(runtime, desk, take, events, matter, kind):
    desk.article("reset-it")
    take()
    happened = events()
    path = desk.article("reset-it", **matter)
    path.write_text(path.read_text().replace("'2030-01-01'", "2030-01-01"))

    report = take()

    assert len(report.changed) == 1
    assert events()[len(happened) :] == ([(kind, "reset-it")] if kind else [])


def test_a_draft_becomes_known_only_when_it_is_published(runtime, desk, take, events):
    desk.article("reset-it", status="draft")
    take()
    assert events() == []
    assert read(runtime, "reset-it") is None

    desk.article("reset-it")
    take()

    assert events() == [("content.published", "reset-it")]
    assert read(runtime, "reset-it").is_published


def test_moving_an_item_tells_about_versions_that_are_not_in_the_folder(desk, take, events):
    desk.article("reset-it")
    french = desk.article("le-changer", lang="fr", translation_of="reset-it")
    take()
    french.unlink()
    desk.article("reset-it", audience="staff")

    take()

    assert events()[2:] == [("content.changed", "reset-it"), ("content.changed", "le-changer")]


def test_a_renamed_translation_stays_the_same_translation(runtime, desk, take):
    desk.article("reset-it")
    french = desk.article("vieux-nom", lang="fr", translation_of="reset-it")
    take()
    before = read(runtime, "vieux-nom", lang="fr")
    french.unlink()
    desk.article("nouveau-nom", lang="fr", translation_of="reset-it")

    report = take()

    assert report.changed == ["articles/fr/sign-in/nouveau-nom.md"]
    renamed = read(runtime, "vieux-nom", lang="fr")
    assert renamed is not None
    assert renamed.slug == "nouveau-nom"
    assert read(runtime, "nouveau-nom", lang="fr").translation_id == before.translation_id


def test_an_article_written_alone_can_become_a_translation_later(runtime, desk, take):
    desk.article("reset-it")
    desk.article("le-changer", lang="fr")
    take()
    desk.article("le-changer", lang="fr", translation_of="reset-it")

    take()

    shown = read(runtime, "reset-it", lang="fr")
    assert (shown.slug, shown.original_lang) == ("le-changer", "en")


def test_the_bytes_of_media_are_kept_under_their_digest_once(runtime, desk, take):
    desk.video("tour-it")
    desk.video("visite", lang="fr", translation_of="tour-it")

    take()

    with runtime.database.reading() as db:
        media = db.scalar(select(Media).where(Media.filename == "tour.webm"))
    path = path_of(runtime.settings.data_dir, media.sha256)
    assert path.read_bytes() == WEBM
    assert (media.content_type, media.size) == ("video/webm", len(WEBM))
    assert [p.name for p in path.parent.iterdir()] == [media.sha256]


def test_pictures_of_an_article_are_stored_and_shown(runtime, desk, take):
    desk.file("media/shots/one.png", PNG)
    desk.article("reset-it", "![The form](../../../media/shots/one.png)")

    take()

    with runtime.database.reading() as db:
        media = db.scalar(select(Media).where(Media.filename == "one.png"))
    assert f'alt="The form" src="/media/{media.id}/one.png"' in read(runtime, "reset-it").html
    assert len(take().unchanged) == 1


def test_another_picture_under_the_same_name_is_a_new_revision(runtime, desk, take):
    desk.file("media/one.png", PNG)
    desk.article("reset-it", "![The form](../../../media/one.png)")
    take()
    first = read(runtime, "reset-it")
    desk.file("media/one.png", PNG + b"new")

    take()

    with runtime.database.reading() as db:
        revision = db.get_one(Revision, read(runtime, "reset-it").revision_id)
        [picture] = revision.pictures
        assert (revision.number, picture.media.size) == (2, len(PNG) + 3)
    assert read(runtime, "reset-it").html != first.html


def test_what_an_older_sanitiser_made_is_rendered_again_as_the_same_revision(
    runtime, desk, take, events
):
    desk.article("reset-it", "Words.")
    take()
    first = read(runtime, "reset-it")
    with runtime.database.writing() as db:
        revision = db.get_one(Revision, first.revision_id)
        revision.html, revision.sanitiser = "<p onclick=x>Words.</p>", "older"

    report = take()

    assert len(report.changed) == 1
    again = read(runtime, "reset-it")
    assert (again.revision_id, again.html) == (first.revision_id, "<p>Words.</p>")
    assert events()[-1] == ("content.changed", "reset-it")


def test_nothing_is_stored_when_one_file_has_a_fault(runtime, desk):
    desk.article("good-one")
    desk.video("tour-it")
    desk.article("bad-one", topic="reports", audience="nobody")
    before = counts(runtime)

    with pytest.raises(ContentRefused) as refused:
        import_folder(runtime, desk.top)

    assert [c.file for c in refused.value.complaints] == ["articles/en/reports/bad-one.md"]
    assert counts(runtime) == before
    assert not (runtime.settings.data_dir / "media" / "tour.webm").exists()


def test_nothing_is_stored_when_the_writing_breaks_off(runtime, desk):
    desk.article("one-of-two")
    desk.article("two-of-two")
    before = counts(runtime)
    ids = iter([uuid4() for _ in range(5)])

    with pytest.raises(StopIteration):
        import_folder(replace(runtime, new_id=lambda: next(ids)), desk.top)

    assert counts(runtime) == before


def test_content_that_changed_while_it_was_prepared_is_not_overwritten(runtime, desk, take):
    desk.article("reset-it")

    def somebody_else(done, of):
        with runtime.database.writing() as db:
            db.add(Topic(id=runtime.new_id(), slug="new", position=9, title={}, summary={}))

    with pytest.raises(ChangedMeanwhile):
        import_folder(runtime, desk.top, somebody_else)

    assert read(runtime, "reset-it") is None


def test_topics_follow_the_file(runtime, desk, take):
    desk.article("reset-it")
    take()
    desk.topics(TOPICS.replace("Signing in", "Coming in"))

    take()

    with runtime.database.reading() as db:
        topic = db.scalar(select(Topic).where(Topic.slug == "sign-in"))
        assert topic.title["en"] == "Coming in"


def test_a_folder_may_build_on_what_is_stored(runtime, desk, take):
    desk.article("reset-it")
    take()
    for path in (desk.top / "topics.toml", desk.top / "articles/en/sign-in/reset-it.md"):
        os.unlink(path)
    desk.article(
        "le-changer", "[voir](../../en/sign-in/reset-it.md)", lang="fr", translation_of="reset-it"
    )

    take()

    assert read(runtime, "reset-it", lang="fr").slug == "le-changer"
