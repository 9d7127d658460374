"""Pages, files and the API, as the people who open them."""

from shutil import rmtree

import pytest

from portal.content.queries import find_reading
from tests.content.writing import CAPTIONS, CHAPTERS, PNG, WEBM

ALL = frozenset({"everyone", "administrators", "staff"})


@pytest.fixture
def shown(runtime):
    """Return an item as somebody who may read everything finds it."""

    def shown(slug, *, kind="video", lang="en"):
        with runtime.database.reading() as db:
            return find_reading(db, kind, slug, lang=lang, audiences=ALL, may_read_drafts=True)

    return shown


def test_an_article_shows_its_text_its_contents_and_its_versions(browser, desk, take, cleo):
    desk.article("read-me", "# One\n\nFirst.\n\n# Two\n\n|a|\n|-|\n|b|")
    desk.article("lisez-moi", lang="fr", translation_of="read-me")
    desk.article("neighbour")
    take()

    page = browser.sign_in(cleo).open("/articles/read-me")

    addresses = [link.get("href") for link in page.all("a")]
    assert {"#h-one", "#h-two", "/articles/lisez-moi?lang=fr", "/articles/neighbour"} <= set(
        addresses
    )
    assert "/topics/sign-in" in addresses
    assert "Updated 23 November 2026" in browser.html


def test_an_article_that_is_not_translated_says_so(browser, desk, take, cleo):
    desk.article("read-me")
    take()

    page = browser.sign_in(cleo).open("/articles/read-me?lang=fr")

    assert "other-language" in page.ids
    assert "This article is not in French yet. Here is the English version." in browser.html
    assert page.all("h1")[0].get("lang") == "en"


def test_a_stale_translation_says_since_when(browser, desk, take, cleo, clock):
    desk.article("read-me", "One.")
    desk.article("lisez-moi", lang="fr", translation_of="read-me")
    take()
    clock.go(days=1)
    desk.article("read-me", "Two.")
    take()

    page = browser.sign_in(cleo).open("/articles/read-me?lang=fr")

    assert "stale" in page.ids
    assert "The English version changed on 24 November 2026." in browser.html


def test_a_draft_shows_to_an_editor_only_and_says_so(browser, desk, take, eva, cleo):
    desk.article("read-me", status="draft")
    take()

    page = browser.sign_in(eva).open("/articles/read-me")
    assert "unpublished" in page.ids

    browser.sign_in(cleo).open("/articles/read-me", status=404)


def test_a_video_plays_with_captions_chapters_and_a_transcript(browser, desk, take, cleo, shown):
    desk.video("tour-it")
    take()
    video = shown("tour-it")

    page = browser.sign_in(cleo).open("/videos/tour-it")

    [player] = page.all("video")
    assert player.get("preload") == "metadata"
    assert "controls" in player.attributes
    tracks = [(t.get("kind"), t.get("srclang"), t.get("src")) for t in page.all("track")]
    assert tracks == [
        ("captions", "en", f"/media/captions/{video.revision_id}.vtt"),
        ("chapters", "en", f"/media/chapters/{video.revision_id}.vtt"),
    ]
    assert {"t=0", "t=1", "t=3"} <= set(page.ids)
    assert "#t=3" in [link.get("href") for link in page.all("a")]


def test_a_video_that_is_elsewhere_is_linked(browser, desk, take, cleo):
    desk.video("tour-it", file=None, source="https://video.example/1")
    take()

    page = browser.sign_in(cleo).open("/videos/tour-it")

    assert page.all("video") == []
    assert "https://video.example/1" in [link.get("href") for link in page.all("a")]


def test_a_topic_lists_articles_and_videos(browser, desk, take, cleo):
    desk.article("read-me", topic="reports")
    desk.video("tour-it", topic="reports")
    take()

    page = browser.sign_in(cleo).open("/topics/reports")

    assert page.all("h1")[0].text == "Reports"
    addresses = [link.get("href") for link in page.all("a")]
    assert {"/articles/read-me", "/videos/tour-it"} <= set(addresses)


def test_an_empty_topic_says_so(browser, desk, take, cleo):
    desk.article("read-me", topic="sign-in")
    take()

    browser.sign_in(cleo).open("/topics/reports")

    assert "Nothing here yet." in browser.html


def test_an_unknown_topic_is_not_found(browser, cleo):
    browser.sign_in(cleo).open("/topics/none", status=404)


@pytest.fixture
def tour(desk, take, shown):
    """A video for administrators only."""
    desk.video("tour-it", audience="administrators")
    take()
    return shown("tour-it")


def test_a_file_is_served_to_those_who_may_see_what_shows_it(browser, tour, cleo):
    browser.sign_in(cleo).open(tour.player.url)

    headers = browser.response.headers
    assert browser.response.content == WEBM
    assert headers["content-type"] == "video/webm"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"].startswith("private")
    assert headers["content-disposition"].startswith("inline")


def test_a_range_of_a_file_is_served_alone(browser, tour, cleo):
    browser.sign_in(cleo).open(tour.player.url, status=206, Range="bytes=4-7")

    assert browser.response.content == WEBM[4:8]
    assert browser.response.headers["content-range"] == f"bytes 4-7/{len(WEBM)}"


def test_captions_and_chapters_are_served_as_webvtt(browser, tour, cleo):
    browser.sign_in(cleo).open(tour.player.captions_url)
    assert browser.response.text == CAPTIONS
    assert browser.response.headers["content-type"].startswith("text/vtt")

    browser.open(tour.player.chapters_url)
    assert browser.response.text == CHAPTERS


def test_nothing_of_a_foreign_video_is_served(browser, tour, finn):
    browser.sign_in(finn)

    player = tour.player
    for address in (player.url, player.poster_url, player.captions_url, player.chapters_url):
        browser.open(address, status=404)


def test_a_file_under_another_name_is_not_found(browser, tour, cleo):
    browser.sign_in(cleo).open(tour.player.url.replace("tour.webm", "x.html"), status=404)


def test_a_file_that_was_lost_is_not_found(browser, runtime, tour, cleo):
    rmtree(runtime.settings.data_dir / "media")

    browser.sign_in(cleo).open(tour.player.url, status=404)


def test_a_file_of_a_withdrawn_video_is_served_no_more(browser, desk, take, tour, cleo):
    desk.video("tour-it", audience="administrators", status="archived")
    take()

    browser.sign_in(cleo).open(tour.player.url, status=404)


def test_a_file_of_an_older_revision_is_served_no_more(browser, desk, take, tour, cleo):
    desk.video("tour-it", audience="administrators")
    desk.file("media/tour.webm", WEBM + b"new")
    take()

    browser.sign_in(cleo).open(tour.player.url, status=404)


def test_a_picture_of_an_article_is_served(browser, desk, take, cleo):
    desk.file("media/one.png", PNG)
    desk.article("read-me", "![The form](../../../media/one.png)")
    take()

    page = browser.sign_in(cleo).open("/articles/read-me")
    [picture] = page.all("img")
    browser.open(picture.get("src"))

    assert browser.response.content == PNG


def test_nobody_is_served_without_signing_in(browser, tour):
    browser.client.cookies.clear()
    response = browser.client.get(tour.player.url, follow_redirects=False)

    assert response.status_code == 303
    assert response.headers["location"].startswith("/sign-in")


def test_the_api_answers_with_text_and_source(browser, desk, take, cleo):
    desk.article("read-me", "# How\n\nAsk.", tags=["a"], audience="administrators")
    desk.article("lisez-moi", lang="fr", translation_of="read-me", audience="administrators")
    take()

    browser.sign_in(cleo).open("/api/v1/articles/lisez-moi?lang=en")

    answer = browser.response.json()
    assert (answer["slug"], answer["kind"], answer["lang"]) == ("read-me", "article", "en")
    assert (answer["topic"], answer["tags"], answer["audience"]) == (
        "sign-in",
        ["a"],
        "administrators",
    )
    assert answer["source"] == "# How\n\nAsk."
    assert answer["html"].startswith('<h2 id="h-how">')
    assert answer["url"] == "/articles/read-me"
    assert answer["updated_at"] == "2026-11-23T10:00:00Z"
    assert [each["slug"] for each in answer["translations"]] == ["lisez-moi"]
    assert "captions" not in answer


def test_the_api_answers_with_the_moments_of_a_video(browser, tour, cleo):
    browser.sign_in(cleo).open("/api/v1/videos/tour-it")

    answer = browser.response.json()
    assert answer["duration_s"] == 6
    assert answer["captions"][0] == {"start": 1.0, "end": 3.0, "text": "Open the sign-in page."}
    assert answer["chapters"][1]["start"] == 3.0
    assert answer["media_url"] == tour.player.url


def test_the_api_does_not_know_what_is_not_for_you(browser, tour, finn):
    browser.sign_in(finn).open("/api/v1/videos/tour-it", status=404)

    assert browser.response.headers["content-type"] == "application/problem+json"
