"""A video from its first line to being found by what is said in it."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.content.models import Media, Revision
from portal.editing.cue_table import rows_of
from portal.editing.models import Draft
from portal.finding.indexing import follow_content
from portal.runtime import Runtime
from tests.browser import Browser
from tests.editing.videos import ELSEWHERE, film, form_of, publish, revisions, say, start, write

VIDEOS = "/content/videos"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def editor(browser: Browser, eva: SignedIn) -> Browser:
    return browser.sign_in(eva)


def test_from_the_first_line_to_being_found_by_what_is_said(
    editor: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    path = start(editor)
    refused = publish(editor, path, status=422).main
    assert "needs captions" in refused
    assert "needs a film" in refused
    film(editor, path)
    write(editor, path, source="More *words*.")
    say(editor, path)
    proposed = editor.open(f"{path}/chapters?propose=true")
    assert [e.get("value") for e in proposed.all("input") if e.get("name") == "text"][:2] == [
        "Where it is",
        "The key",
    ]
    publish(editor, path)
    follow_content(runtime)

    assert revisions(runtime, path)[-1].duration_s == 6
    browser = editor.sign_in(cleo)
    assert "Rotate a key" in browser.open("/search?q=wombat").main
    assert "Now the wombat key." in browser.open("/videos/rotate-a-key").main


@ONE_DATABASE
def test_a_published_video_keeps_captions_and_film(editor: Browser, runtime: Runtime) -> None:
    path = start(editor)
    write(editor, path, source_url=ELSEWHERE)
    say(editor, path)
    publish(editor, path)

    say(editor, path, vtt="")
    assert "needs captions" in publish(editor, path, status=422).main
    write(editor, path, source_url="")
    assert "needs a film" in publish(editor, path, action="review", status=422).main
    assert len(revisions(runtime, path)) == 2
    assert revisions(runtime, path)[-1].captions_vtt


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
    editor: Browser, sent: dict[str, str], sentence: str
) -> None:
    page = say(editor, start(editor), status=422, **sent)

    assert sentence in page.main
    assert "Kept words" in editor.html


@ONE_DATABASE
def test_a_part_of_a_long_table_is_saved_and_the_others_stay(
    editor: Browser, runtime: Runtime
) -> None:
    path = start(editor)
    times = [str(n) for n in range(503)]
    long = {"start": times[:-1], "end": times[1:], "text": [f"Cue {n}" for n in times[:-1]]}
    page = say(editor, path, **long, then="2")
    shown = [cell.get("value") for cell in page.all("input") if cell.get("name") == "text"]
    assert shown[:3] == ["Cue 500", "Cue 501", ""]
    seen = {name: form_of(page)[name] for name in ("version", "number", "based_on", "part")}
    columns = {"start": ["500", "503"], "end": ["501", "x"], "text": ["Changed", "Added"]}

    refused = editor.send(f"{path}/captions", {**seen, **columns}, status=422)
    assert "Row 502: write the time" in refused.main
    editor.send(f"{path}/captions", {**seen, **columns, "end": ["501", "504"], "then": "2"})

    assert editor.path.endswith("?part=2")
    with runtime.database.reading() as db:
        kept = rows_of(db.scalars(select(Draft.captions_vtt)).one())
    assert [row.text for row in kept][499:] == ["Cue 499", "Changed", "Added"]


@ONE_DATABASE
@pytest.mark.parametrize(
    "source", ["http://vimeo.com/1", "https://evil.example/1", "https://vimeo.com@evil.example/"]
)
def test_only_hosts_on_the_list_are_taken(editor: Browser, source: str) -> None:
    page = write(editor, start(editor), source_url=source, status=422)

    assert "Only addresses on these hosts are taken" in page.main


def test_two_windows_of_one_editor_lose_nothing(editor: Browser) -> None:
    path = start(editor)
    stale = {"version": "0"}
    write(editor, path, tell_us="Which key?")
    page = write(editor, path, source="Written meanwhile", status=409, **stale)
    assert "Written meanwhile" in editor.html
    assert "Which key?" in page.main

    seen = {
        "version": "0",
        "number": "1",
        "based_on": "",
        "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nSaid",
    }
    page = editor.send(f"{path}/captions", seen, status=409)
    assert "changed in another window" in page.main
    assert "Said" in editor.html


@ONE_DATABASE
def test_what_is_drafted_does_not_reach_readers_until_it_is_published(
    editor: Browser, runtime: Runtime, cleo: SignedIn, eva: SignedIn
) -> None:
    path = start(editor)
    write(editor, path, source_url=ELSEWHERE)
    say(editor, path)
    publish(editor, path)
    say(editor, path, start="1", end="2", text="A quokka speaks.")
    write(editor, path, title="Another title")

    seen = editor.sign_in(cleo).open("/videos/rotate-a-key")
    assert "wombat" in seen.main
    assert "quokka" not in seen.main
    publish(editor.sign_in(eva), path, why="The animal was another")
    assert "quokka" in editor.sign_in(cleo).open("/videos/rotate-a-key").main


@ONE_DATABASE
def test_a_video_that_exists_is_edited_without_loss(editor: Browser, runtime: Runtime) -> None:
    with runtime.database.reading() as db:
        video = db.scalars(select(Revision).where(Revision.captions_vtt.is_not(None))).first()
        assert video is not None
        media = db.get_one(Media, video.media_id)
    path = f"{VIDEOS}/{video.translation_id}"
    assert media.filename in write(editor, path).main
    say(editor, path, vtt=video.captions_vtt)

    assert "They say the same." in editor.open(f"{path}/publication").main
    publish(editor, path)
    assert len(revisions(runtime, path)) == 1


@ONE_DATABASE
def test_only_editors_come_in(browser: Browser, people: Any) -> None:
    for who in ("cleo", "ben", "mia"):
        browser.sign_in(getattr(people, who)).open(VIDEOS, status=403)
