"""Hostile films and caption files: taken as what they are, or refused with nothing left behind."""

import io
import itertools
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from portal.accounts.signed_in import SignedIn
from portal.editing.incoming import take_in
from portal.files.errors import FileRefused
from portal.runtime import Runtime
from tests.browser import Browser
from tests.editing.videos import WEBM, film, form_of, start
from tests.files import specimens as made

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(200)
NAMES = (
    "a.webm",
    "a.mp4",
    "A.WEBM",
    "a.svg",
    "a.html",
    "a.html.webm",
    "a.webm.html",
    "\u200b.htaccess.webm",
    "../../../etc/cron.d/x.mp4",
    "..\\..\\x.webm",
    "a\0.html.webm",
    "x" * 300 + ".webm",
    "gpj.\u202ebew.webm",
    "/dev/null.mp4",
    "a.vtt",
    "",
)
CONTENTS = (
    WEBM,
    MP4,
    WEBM + made.HTML,
    WEBM + made.archive("x.html"),
    made.HTML,
    made.SVG,
    made.EICAR,
    made.EXE,
    made.picture(),
    b"",
)


def test_no_film_of_the_corpus_leaves_its_place_or_is_kept_as_another_kind(tmp_path: Path) -> None:
    kept = []
    for name, content in itertools.product(NAMES, CONTENTS):
        try:
            incoming = take_in(
                io.BytesIO(content),
                name,
                data_dir=tmp_path,
                new_id=uuid4,
                most_bytes=lambda kind: 100_000,
            )
        except FileRefused:
            continue
        kept.append(incoming)

    assert len(NAMES) * len(CONTENTS) >= 120
    assert kept
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == {one.path for one in kept}
    assert {one.content_type for one in kept} == {"video/webm", "video/mp4"}
    heads = {one.content_type: one.path.read_bytes()[:12] for one in kept}
    assert heads["video/webm"].startswith(WEBM[:4])
    assert b"ftyp" in heads["video/mp4"]
    assert all(set(one.filename) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for one in kept)


@ONE_DATABASE
def test_a_film_with_a_page_in_it_is_never_a_page(browser: Browser, eva: SignedIn) -> None:
    editor = browser.sign_in(eva)
    path = start(editor)
    film(editor, path, "a.html.webm", WEBM + made.HTML)
    played = next(e for e in editor.open(path).all("source"))
    answer = editor.client.get(played.get("src"))

    assert answer.headers["content-type"] == "video/webm"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
MANY = "a\n\n00:01.000 --> 00:02.000\n" * 2_000
FILES: dict[str, tuple[bytes, int, str]] = {
    "plain": (f"{VTT}Saïd\n".encode(), 200, ""),
    "byte order mark": (f"\ufeff{VTT}Saïd\n".encode(), 200, ""),
    "another line end": (f"{VTT}Saïd".replace("\n", "\r\n").encode(), 200, ""),
    "UTF-16": (f"{VTT}Said".encode("utf-16"), 422, "This file is not text"),
    "Latin-1": (f"{VTT}Saïd".encode("latin-1"), 422, "This file is not text"),
    "NUL": (f"{VTT}Sa\0id".encode(), 422, "This file is not text"),
    "page": (made.HTML, 422, "Line 1: A WebVTT file starts with WEBVTT"),
    "picture": (made.picture(), 422, "This file is not text"),
    "archive": (made.archive("x.vtt"), 422, "This file is not text"),
    "EICAR": (made.EICAR, 422, "Line 1: A WebVTT file starts"),
    "no cue": (b"WEBVTT\n\nNOTE nothing\n", 422, "There is no cue"),
    "bad time": (b"WEBVTT\n\n1 --> 2\nx\n", 422, "Line 3: This cue cannot be read"),
    "too large": (f"{VTT}{'a' * 530_000}".encode(), 422, "larger than 512 kB"),
    "many cues": (
        (VTT + "a\n\n00:01.000 --> 00:02.000\n" * 2_000).encode(),
        422,
        "Line 6003: This cue has no text",
    ),
    "planted": (f"{VTT}<img src=x onerror=alert(1)>Saïd<script>1</script>".encode(), 200, ""),
}


@ONE_DATABASE
@pytest.mark.parametrize(("content", "status", "sentence"), FILES.values(), ids=FILES)
def test_a_caption_file_is_taken_or_refused_by_line(
    browser: Browser, runtime: Runtime, eva: SignedIn, content: bytes, status: int, sentence: str
) -> None:
    editor = browser.sign_in(eva)
    path = start(editor)
    seen = {"version": "0", "number": "1", "based_on": ""}
    answer: Any = editor.client.post(
        f"{path}/captions",
        data=seen,
        files={"file": ("../x.html", io.BytesIO(content), "text/html")},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": editor.origin},
    )

    assert answer.status_code == status, answer.text[:300]
    assert sentence in answer.text
    assert "<script>1</script>" not in answer.text
    is_kept = form_of(editor.open(f"{path}/captions"))["version"] == "1"
    assert is_kept is (status == 200)
