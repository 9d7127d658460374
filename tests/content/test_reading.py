"""Reading: who gets which item, in which language, and what stands beside it."""

from uuid import UUID

import pytest

from portal.content.queries import (
    cards_of,
    find_reading,
    items_of,
    newest,
    published_documents,
    topic_page,
    topics,
    videos_of_topic,
)

READER = frozenset({"everyone"})
ADMINISTRATOR = frozenset({"everyone", "administrators"})


@pytest.fixture
def find(runtime):
    def find(slug, *, kind="article", lang="en", audiences=READER, drafts=False):
        with runtime.database.reading() as db:
            return find_reading(
                db, kind, slug, lang=lang, audiences=audiences, may_read_drafts=drafts
            )

    return find


LANGUAGE_ROWS = [
    ("its own name and language", "read-me", "en", "read-me", False),
    ("the name of the other language", "lisez-moi", "en", "read-me", False),
    ("the language asked for", "read-me", "fr", "lisez-moi", False),
    ("a language that does not exist", "only-english", "fr", "only-english", True),
]


@pytest.mark.parametrize(
    ("asked", "lang", "shown", "is_fallback"),
    [row[1:] for row in LANGUAGE_ROWS],
    ids=[row[0] for row in LANGUAGE_ROWS],
)
def test_an_item_is_found_by(desk, take, find, asked, lang, shown, is_fallback):
    desk.article("read-me")
    desk.article("lisez-moi", lang="fr", translation_of="read-me")
    desk.article("only-english")
    take()

    item = find(asked, lang=lang)

    assert (item.slug, item.is_fallback) == (shown, is_fallback)


def test_a_slug_that_two_languages_use_for_two_items_means_the_readers_one(desk, take, find):
    desk.article("same", title="English")
    desk.article("same", lang="fr", title="Français")
    take()

    assert find("same", lang="en").title == "English"
    assert find("same", lang="fr").title == "Français"


READER_ROWS = [
    ("everyone's", {}, READER, False, True),
    ("of administrators, as a reader", {"audience": "administrators"}, READER, False, False),
    ("of administrators, as one", {"audience": "administrators"}, ADMINISTRATOR, False, True),
    ("of staff, as an administrator", {"audience": "staff"}, ADMINISTRATOR, False, False),
    ("a draft", {"status": "draft"}, READER, False, False),
    ("a draft, as an editor", {"status": "draft"}, READER, True, True),
    ("an archived one", {"status": "archived"}, READER, False, False),
    ("of staff, as an editor of less", {"audience": "staff"}, READER, True, False),
]


@pytest.mark.parametrize(
    ("matter", "audiences", "drafts", "is_found"),
    [row[1:] for row in READER_ROWS],
    ids=[row[0] for row in READER_ROWS],
)
def test_reading(desk, take, find, matter, audiences, drafts, is_found):
    desk.article("read-me", **matter)
    desk.article("neighbour")
    take()

    found = find("read-me", audiences=audiences, drafts=drafts)

    assert (found is not None) is is_found
    neighbour = find("neighbour", audiences=audiences)
    is_listed = is_found and not drafts
    assert ("read-me" in [card.slug for card in neighbour.related]) is is_listed


def test_an_unknown_slug_is_nothing(find):
    assert find("no-such-thing") is None


def test_a_draft_of_a_translation_does_not_show_to_readers(desk, take, find):
    desk.article("read-me")
    desk.article("lisez-moi", lang="fr", translation_of="read-me", status="draft")
    take()

    assert find("read-me", lang="fr").slug == "read-me"
    assert find("read-me", lang="fr").versions == ()
    assert find("read-me", lang="fr", drafts=True).slug == "lisez-moi"


def test_other_versions_are_named_with_their_address(desk, take, find):
    desk.article("read-me")
    desk.article("lisez-moi", lang="fr", translation_of="read-me")
    take()

    [version] = find("read-me").versions

    assert (version.lang, version.slug, version.url) == (
        "fr",
        "lisez-moi",
        "/articles/lisez-moi?lang=fr",
    )


def test_a_translation_is_stale_from_when_its_original_changed(desk, take, find, clock):
    desk.article("read-me", "One.")
    desk.article("lisez-moi", "Un.", lang="fr", translation_of="read-me")
    take()
    assert not find("read-me", lang="fr").is_stale

    clock.go(days=1)
    changed_at = clock()
    desk.article("read-me", "Two.")
    take()
    assert find("read-me", lang="fr").stale_since == changed_at
    assert not find("read-me", lang="en").is_stale

    clock.go(days=1)
    desk.article("lisez-moi", "Deux.", lang="fr", translation_of="read-me")
    take()
    assert not find("read-me", lang="fr").is_stale


def test_a_translation_written_later_than_its_original_is_not_stale(desk, take, find, clock):
    french = desk.article("lisez-moi", lang="fr")
    take()
    french.unlink()
    clock.go(days=1)
    desk.article("read-me", translation_of="lisez-moi")
    take()

    assert not find("read-me", lang="en").is_stale


def test_a_video_has_its_player_chapters_and_cues(desk, take, find):
    desk.video("tour-it")
    take()

    video = find("tour-it", kind="video")

    assert video.player.url.endswith("/tour.webm")
    assert video.player.poster_url.endswith("/tour.webp")
    assert video.player.content_type == "video/webm"
    assert video.player.captions_url == f"/media/captions/{video.revision_id}.vtt"
    assert video.chapter_marks == [(0.0, "Where it is"), (3.0, "What to choose")]
    assert [start for start, _ in video.cue_marks] == [1.0, 3.0]
    assert video.minutes == 1
    assert find("tour-it", kind="article") is None


def test_a_topic_lists_each_item_once_in_the_readers_language(runtime, desk, take):
    desk.article("read-me", topic="reports", title="B")
    desk.article("lisez-moi", topic="reports", lang="fr", translation_of="read-me")
    desk.article("secret-one", topic="reports", audience="staff")
    desk.article("later-one", topic="reports", status="draft")
    desk.article("a-first", topic="reports", title="A")
    desk.video("tour-it", topic="reports")
    take()

    with runtime.database.reading() as db:
        english = topic_page(db, "reports", "en", READER)
        french = topic_page(db, "reports", "fr", READER)
        videos = videos_of_topic(db, "reports", "fr", READER)
        nothing = topic_page(db, "none", "en", READER)

    assert [card.slug for card in english.articles] == ["a-first", "read-me"]
    assert sorted(card.slug for card in french.articles) == ["a-first", "lisez-moi"]
    assert french.topic.title == "Rapports"
    assert [card.url for card in videos] == ["/videos/tour-it"]
    assert nothing is None


def test_an_item_without_its_original_is_listed_in_what_there_is(runtime, desk, take):
    desk.article("read-me", topic="reports", status="draft")
    desk.article("lisez-moi", topic="reports", lang="fr", translation_of="read-me")
    take()

    with runtime.database.reading() as db:
        shelf = topic_page(db, "reports", "en", READER)

    assert [card.slug for card in shelf.articles] == ["lisez-moi"]


def test_the_newest_come_first(runtime, desk, take, clock):
    desk.article("read-me", "Old.")
    take()
    clock.go(hours=1)
    desk.article("second-one")
    take()
    clock.go(hours=1)
    desk.article("read-me", "New.")
    take()

    with runtime.database.reading() as db:
        cards = newest(db, "en", READER, limit=2)

    assert [card.slug for card in cards] == ["read-me", "second-one"]


def test_cards_come_in_the_order_asked_for(runtime, desk, take, find):
    desk.article("read-me")
    desk.article("second-one")
    desk.article("secret-one", audience="staff")
    take()
    wanted = [
        find(slug, audiences=frozenset({"everyone", "staff"})).item_id
        for slug in ("second-one", "secret-one", "read-me")
    ]

    with runtime.database.reading() as db:
        cards = cards_of(db, wanted, lang="en", audiences=READER)

    assert [card.slug for card in cards] == ["second-one", "read-me"]


def test_related_items_share_most_tags_first(desk, take, find):
    desk.article("read-me", tags=["a", "b"])
    desk.article("one-tag", tags=["a"])
    desk.article("no-tag")
    desk.article("two-tags", tags=["a", "b"])
    desk.article("elsewhere", topic="reports", tags=["a", "b"])
    take()

    slugs = [card.slug for card in find("read-me").related]

    assert slugs[:2] == ["two-tags", "one-tag"]
    assert "elsewhere" not in slugs


def test_topics_are_in_the_order_of_their_file(runtime, desk, take):
    desk.article("read-me")
    take()

    with runtime.database.reading() as db:
        found = [(topic.slug, topic.title) for topic in topics(db, "fr")]

    mine = [pair for pair in found if pair[0] in {"sign-in", "reports"}]
    assert mine == [("sign-in", "Connexion"), ("reports", "Rapports")]


def test_documents_are_the_published_translations_with_their_moments(runtime, desk, take, find):
    desk.article("read-me", "# Head\n\nWords.", tags=["a"], audience="staff")
    desk.article("lisez-moi", lang="fr", translation_of="read-me", audience="staff")
    desk.article("later-one", status="draft")
    desk.video("tour-it")
    take()

    with runtime.database.reading() as db:
        found = {document.slug: document for document in published_documents(db)}
        [only] = published_documents(db, [found["tour-it"].translation_id])
        none = list(published_documents(db, [UUID(int=1)]))

    assert {"read-me", "lisez-moi", "tour-it"} <= set(found)
    assert "later-one" not in found
    document = found["read-me"]
    assert (document.audience, document.topic, document.lang) == ("staff", "sign-in", "en")
    assert (document.headings, document.tags) == (("Head",), ("a",))
    assert document.plain_text == "Head\nWords."
    assert [cue.start for cue in only.cues] == [1.0, 3.0]
    assert [cue.start for cue in only.chapters] == [0.0, 3.0]
    assert none == []


def test_items_are_named_by_their_current_revision(runtime, desk, take, find):
    desk.article("read-me")
    take()
    shown = find("read-me")

    with runtime.database.reading() as db:
        [row] = items_of(db, [shown.translation_id])

    assert (row.item_id, row.revision_id, row.slug) == (shown.item_id, shown.revision_id, "read-me")
