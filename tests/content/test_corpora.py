"""A collection with one JSON object a line, imported without anybody's hand."""

import gzip
import json
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from portal.content.commands import content_app
from tests.content.test_importing import counts, read
from tests.content.writing import CAPTIONS

ROWS = [
    {"id": "en/reset", "title": "Reset *it*", "text": "See [there](x.md).", "lang": "en"},
    {"id": "fr/reset", "title": "Le changer", "text": "# Été\n\nVoir.", "lang": "fr"},
    {"id": "7", "title": "", "text": "An abstract of few words.", "lang": "en", "category": "A B"},
    {
        "id": "talks/a-talk",
        "title": "A talk",
        "text": "About it.",
        "lang": "en",
        "kind": "video",
        "url": "https://video.example/1",
        "duration": 2009,
        "tags": ["one", ""],
    },
]


@pytest.fixture
def academy(runtime):
    def academy(*words):
        return CliRunner().invoke(content_app(lambda: nullcontext(runtime)), list(map(str, words)))

    return academy


def collection(folder, rows, name="corpus.jsonl"):
    folder.mkdir(parents=True, exist_ok=True)
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (folder / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    return folder


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz"])
def test_a_collection_becomes_articles_and_drafts_of_videos(runtime, academy, tmp_path, name):
    folder = collection(tmp_path / "given", ROWS, name)
    (folder / "vtt").mkdir()
    (folder / "vtt" / "spoken.fr.vtt").write_text(CAPTIONS)
    (folder / "vtt" / "broken.vtt").write_text("WEBVTT\n\n00:02.000 --> 00:01.000\nx\n")
    flash = "7\n00:09.000 --> 00:09.000\nGone.\n"
    (folder / "vtt" / "flash.vtt").write_text(f"{CAPTIONS}\n{flash}\n{flash}")

    answer = academy("import", folder)

    assert answer.stdout == "6 added, 0 changed, 0 unchanged\n"
    assert answer.stderr.splitlines() == [
        "left out: vtt/broken.vtt:3: This cue ends before it starts.",
        "left out: vtt/flash.vtt: 2 cues that last no time",
    ]
    assert "Gone." not in str(read(runtime, "flash", kind="video", drafts=True).cues)
    english, french = read(runtime, "reset"), read(runtime, "reset", lang="fr")
    assert (english.title, english.html) == ("Reset it", "<p>See there.</p>")
    assert (french.title, french.original_lang) == ("Le changer", "en")
    assert read(runtime, "7").title == "An abstract of few words."
    talk = read(runtime, "a-talk", kind="video", drafts=True)
    assert (talk.is_published, talk.duration_s, talk.tags) == (False, 2009, ("one",))
    assert academy("import", folder).stdout == "0 added, 0 changed, 6 unchanged\n"


BAD_ROWS = [
    ("no JSON", "nonsense"),
    ("no text", {"id": "a", "lang": "en"}),
    ("no language we speak", {"id": "a", "text": "b", "lang": "xx"}),
    ("an id without a letter", {"id": "../..", "text": "b", "lang": "en"}),
]


@pytest.mark.parametrize("row", [r[1] for r in BAD_ROWS], ids=[r[0] for r in BAD_ROWS])
def test_a_collection_with_a_bad_line_is_refused_whole(runtime, academy, tmp_path, row):
    folder = collection(tmp_path / "given", [ROWS[0], row])
    before = counts(runtime)

    answer = academy("import", folder)

    assert answer.exit_code == 1
    assert answer.stderr.startswith("corpus.jsonl:2: This is no JSON object with an id, a text")
    assert counts(runtime) == before
