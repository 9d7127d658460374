"""What is taken, by content and not by name, and what is left on the disk."""

import io
import tracemalloc
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image

from portal.files import storing
from portal.files.errors import FileRefused
from portal.files.policy import safe_name
from portal.files.storing import Kept, keep_upload, path_of, preview_of
from tests.files import specimens as made

MB = 1_048_576


def keep(folder: Path, name: str, content: bytes, most: int = MB) -> Kept:
    return keep_upload(io.BytesIO(content), name, data_dir=folder, new_id=uuid4, most_bytes=most)


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.png", made.picture(), "image/png"),
        ("a.JPG", made.picture("JPEG"), "image/jpeg"),
        ("a.gif", made.picture("GIF"), "image/gif"),
        ("a.webp", made.picture("WEBP"), "image/webp"),
        ("a.pdf", made.PDF, "application/pdf"),
        ("a.zip", made.archive("a.txt"), "application/zip"),
        ("bomb.zip", made.zip_bomb(), "application/zip"),
        ("a.docx", made.word_document(), None),
        ("a.log", b"10:00 no mail\n", "text/plain"),
        ("page.txt", made.HTML, "text/plain"),
        ("eicar.txt", made.EICAR, "text/plain"),
        ("\u00e9t\u00e9.csv", "caf\u00e9;1".encode(), "text/plain"),
    ],
)
def test_these_are_taken_and_typed_by_content(
    tmp_path: Path, name: str, content: bytes, media_type: str | None
) -> None:
    kept = keep(tmp_path, name, content)

    assert kept.media_type == (media_type or kept.media_type)
    assert path_of(tmp_path, kept.id).read_bytes() == content
    assert {path.stem for path in on_disk(tmp_path)} == {path_of(tmp_path, kept.id).stem}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.svg", made.SVG, id="svg"),
        pytest.param("a.html", made.HTML, id="html"),
        pytest.param("a.png", made.HTML, id="html as png"),
        pytest.param("a.png", made.SVG, id="svg as png"),
        pytest.param("a.jpg", made.picture(), id="png as jpeg"),
        pytest.param("a.txt", made.EXE, id="program as text"),
        pytest.param("a.exe", made.EXE, id="program"),
        pytest.param("a.pdf", made.archive("x"), id="zip as pdf"),
        pytest.param("a.docx", made.archive("x"), id="zip as document"),
        pytest.param("a.zip", made.word_document(), id="document as zip"),
        pytest.param("a.zip", made.PDF + made.archive("x"), id="polyglot"),
        pytest.param("\u200b.htaccess", b"AddType x .png", id="hidden server file"),
        pytest.param(".htaccess", b"AddType x .png", id="server file"),
        pytest.param("a.png.php", made.picture(), id="two endings"),
        pytest.param("a", b"text", id="no ending"),
        pytest.param("a.txt", b"", id="empty"),
        pytest.param("a.txt", b"x" * (MB + 1), id="too large"),
        pytest.param("a.png", made.picture()[:40], id="cut short"),
        pytest.param("a.png", made.huge_png(), id="50,000 x 50,000 pixels"),
        pytest.param("a.gif", b"GIF89a<script>alert(1)</script>", id="gif with a script"),
        pytest.param("a.csv", b"a\0b", id="zero byte"),
    ],
)
def test_these_are_refused_by_name_and_leave_nothing(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(FileRefused) as refused:
        keep(tmp_path, name, content)

    assert refused.value.facts["name"] == safe_name(name)
    assert on_disk(tmp_path) == []


def test_a_list_longer_than_any_is_not_read_into_memory(tmp_path: Path) -> None:
    content = made.long_list(18_000)
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused):
            keep(tmp_path, "a.zip", content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 4 * MB


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\log.txt", "log.txt"),
        ("a\0b.txt", "ab.txt"),
        ("invoice\u202egnp.txt", "invoicegnp.txt"),
        ("\u200b.htaccess", "htaccess"),
        ("x" * 300 + ".txt", "x" * 176 + ".txt"),
        ("   ", "file"),
        ("line\r\nbreak.txt", "linebreak.txt"),
    ],
)
def test_a_name_is_only_a_name(sent: str, shown: str) -> None:
    assert safe_name(sent) == shown


def test_a_preview_is_drawn_anew_without_what_the_camera_knew(tmp_path: Path) -> None:
    kept = keep(tmp_path, "a.jpg", made.picture_with_place())

    preview = preview_of(tmp_path, kept.id)
    assert b"CANARY" not in preview.read_bytes()
    with Image.open(preview) as drawn:
        assert drawn.format == "WEBP"
        assert max(drawn.size) <= 1_600


def test_file_and_folder_are_synced_before_the_file_counts_as_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = storing.os.fsync

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        real(descriptor)

    monkeypatch.setattr(storing.os, "fsync", note)
    kept = keep(tmp_path, "a.txt", b"text")

    assert synced == [f"{kept.id.hex}.part", kept.id.hex[:2], "files"]
    assert isinstance(kept.id, UUID)
