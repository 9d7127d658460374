"""A video from its first line to being found by what is said in it."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.content.models import Media, Revision, Translation
from portal.finding.indexing import follow_content
from portal.runtime import Runtime
from tests.browser import Browser

VIDEOS = "/content/videos"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEW = {
    "title": "Rotate a key",
    "summary": "Change the key of the connection.",
    "lang": "en",
    "topic": "mail",
    "audience": "everyone",
}
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(range(256))
ROWS = {
    "start": ["0:04", "1", ""],
    "end": ["0:06", "3", ""],
    "text": ["Now the wombat key.", "Open the page.", ""],
    "heading": ["The key", "Where it is", ""],
}


@pytest.fixture
def editor(browser: Browser, eva: SignedIn) -> Browser:
    return browser.sign_in(eva)


def current(runtime: Runtime) -> Revision:
    """Return the new video as it was saved last."""
    with runtime.database.reading() as db:
        wanted = select(Revision).join(Translation).where(Translation.slug == "rotate-a-key")
        return db.scalars(wanted.order_by(Revision.number.desc()).limit(1)).one()


def start(editor: Browser) -> str:
    editor.send(VIDEOS, NEW)
    return editor.path.partition("?")[0]


def film(editor: Browser, path: str) -> str:
    """Add a film on the video's page; return its id."""
    sent: Any = editor.client.post(
        "/content/media",
        data={"video": path.rpartition("/")[2], "is_decorative": "1"},
        files={"file": ("key.webm", io.BytesIO(WEBM), "video/webm")},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": editor.origin},
    )
    assert f"{path}?chosen=" in str(sent.url), sent.text
    return str(sent.url).partition("chosen=")[2]


def text(runtime: Runtime, **changed: str) -> dict[str, str]:
    number = str(current(runtime).number)
    return {"number": number, "title": NEW["title"], "summary": NEW["summary"], **changed}


def cues(runtime: Runtime, **changed: object) -> dict[str, object]:
    return {"number": str(current(runtime).number), **changed}


def test_from_the_first_line_to_being_found_by_what_is_said(
    editor: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    path = start(editor)
    refused = editor.send(f"{path}/state", {"action": "publish"}, status=422).main
    assert "needs captions" in refused
    assert "needs a film" in refused
    editor.send(path, text(runtime, film=film(editor, path), source="More *words*."))
    editor.send(f"{path}/captions", cues(runtime, **ROWS))
    proposed = editor.open(f"{path}/chapters?propose=true")
    assert [e.get("value") for e in proposed.all("input") if e.get("name") == "text"][:2] == [
        "Where it is",
        "The key",
    ]
    editor.send(f"{path}/state", {"action": "publish"})
    follow_content(runtime)

    assert current(runtime).duration_s == 6
    browser = editor.sign_in(cleo)
    assert "Rotate a key" in browser.open("/search?q=wombat").main
    assert "Now the wombat key." in browser.open("/videos/rotate-a-key").main


@ONE_DATABASE
def test_a_published_video_keeps_captions_and_film(editor: Browser, runtime: Runtime) -> None:
    path = start(editor)
    editor.send(path, text(runtime, source_url="https://vimeo.com/1"))
    editor.send(f"{path}/captions", cues(runtime, **ROWS))
    editor.send(f"{path}/state", {"action": "publish"})
    number = current(runtime).number

    editor.send(f"{path}/captions", cues(runtime, start="", end="", text=""), status=422)
    editor.send(f"{path}/captions", cues(runtime, vtt=""), status=422)
    editor.send(path, text(runtime), status=422)
    assert current(runtime).number == number
    editor.send(f"{path}/state", {"action": "withdraw"})
    editor.send(f"{path}/captions", cues(runtime, vtt=""))
    assert current(runtime).captions_vtt is None


@ONE_DATABASE
@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"start": "x", "end": "2", "text": "Kept words"}, "Row 1: write the time"),
        ({"start": "5", "end": "2", "text": "Kept words"}, "Row 1 ends before it starts"),
        ({"vtt": "WEBVTT\n\n00:01,0 --> 2\nKept words"}, "Line 3: This cue cannot be read"),
        ({"vtt": "Kept words"}, "Line 1: A WebVTT file starts with WEBVTT"),
    ],
)
def test_what_is_wrong_is_said_by_row_or_line_and_kept(
    editor: Browser, runtime: Runtime, sent: dict[str, str], sentence: str
) -> None:
    path = start(editor)
    page = editor.send(f"{path}/captions", cues(runtime, **sent), status=422)

    assert sentence in page.main
    assert "Kept words" in editor.html


@ONE_DATABASE
@pytest.mark.parametrize(
    "source", ["http://vimeo.com/1", "https://evil.example/1", "https://vimeo.com@evil.example/"]
)
def test_only_hosts_on_the_list_are_taken(editor: Browser, runtime: Runtime, source: str) -> None:
    path = start(editor)
    page = editor.send(path, text(runtime, source_url=source), status=422)

    assert "Only addresses on these hosts are taken" in page.main


def test_two_editors_at_once_lose_nothing(editor: Browser, runtime: Runtime) -> None:
    path = start(editor)
    first = text(runtime, tell_us="Which key?")
    editor.send(path, first)
    page = editor.send(path, {**first, "source": "Written meanwhile"}, status=409)

    assert "Written meanwhile" in page.main or "Written meanwhile" in editor.html
    assert current(runtime).tell_us == "Which key?"


@ONE_DATABASE
def test_a_video_that_exists_is_edited_without_loss(editor: Browser, runtime: Runtime) -> None:
    with runtime.database.reading() as db:
        video = db.scalars(select(Revision).where(Revision.captions_vtt.is_not(None))).first()
        assert video is not None
        media = db.get_one(Media, video.media_id)
    page = editor.open(f"{VIDEOS}/{video.translation_id}")

    form = {e.get("name"): e.get("value") for e in page.all("input") if e.get("name")}
    assert form["title"] == video.title
    assert media.filename in page.main
    assert editor.open(f"{VIDEOS}/{video.translation_id}/captions").all("table")


@ONE_DATABASE
def test_only_editors_come_in(browser: Browser, people: Any) -> None:
    for who in ("cleo", "ben", "mia"):
        browser.sign_in(getattr(people, who)).open(VIDEOS, status=403)
