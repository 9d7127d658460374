"""Every hostile name with every hostile content: stored under a random name, or refused."""

import io
import itertools
from pathlib import Path
from uuid import uuid4

import pytest

from portal.accounts.signed_in import SignedIn
from portal.files.errors import FileRefused
from portal.files.storing import keep_upload
from portal.runtime import Runtime
from tests.browser import Browser
from tests.files import specimens as made
from tests.files.test_attachments import form  # noqa: F401 (a fixture)

NAMES = (
    "a.png",
    "a.svg",
    "a.html",
    "a.txt",
    "a.pdf",
    "a.zip",
    "a.docx",
    "\u200b.htaccess",
    ".htaccess.png",
    "../../../etc/cron.d/x.txt",
    "..\\..\\x.png",
    "a\0.png",
    "a.png\0.html",
    "x" * 300 + ".png",
    "gpj.\u202egnp.html",
    "a.php.png",
    "a.png.php",
    "CON.txt",
    "/dev/null",
    "",
)
CONTENTS = (
    made.SVG,
    made.HTML,
    made.PDF + made.archive("x.html") + made.HTML,
    made.EICAR,
    made.picture() + made.HTML,
    made.huge_png(),
    made.archive("../../../tmp/x", "/etc/passwd"),
)


def test_no_upload_of_the_corpus_leaves_its_place_or_becomes_a_page(tmp_path: Path) -> None:
    store, kept = tmp_path / "data", []
    for name, content in itertools.product(NAMES, CONTENTS):
        try:
            file = keep_upload(
                io.BytesIO(content), name, data_dir=store, new_id=uuid4, most_bytes=100_000
            )
        except FileRefused:
            continue
        kept.append(file)

    assert len(NAMES) * len(CONTENTS) >= 120
    on_disk = {path for path in tmp_path.rglob("*") if path.is_file()}
    expected = {store / "files" / one.id.hex[:2] / one.id.hex for one in kept}
    assert {path.with_suffix("") for path in on_disk} == expected
    drawn = [path for path in on_disk if path.suffix]
    assert all(path.read_bytes().startswith(b"RIFF") for path in drawn)
    assert all(made.HTML not in path.read_bytes() for path in drawn)
    types = {file.media_type for file in kept}
    assert types <= {"image/png", "text/plain", "application/zip", "application/pdf"}


def multipart(parts: int, name: str, *, filename: str = "") -> tuple[bytes, str]:
    named = f'; filename="{filename}"' if filename else ""
    part = f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\nx\r\n'
    return (part * parts + "--b--\r\n").encode(), "multipart/form-data; boundary=b"


BODIES = {
    "10,000 fields": (*multipart(10_000, "field"), 400),
    "1,000 files": (*multipart(1_000, "files", filename="a.txt"), 400),
    "no boundary": (b"x", "multipart/form-data", 400),
    "another boundary": (multipart(2, "files")[0], "multipart/form-data; boundary=c", 400),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("place", ["help", "library"])
def test_a_body_nobody_could_type_is_refused_and_leaves_nothing(
    browser: Browser,
    runtime: Runtime,
    form: str,  # noqa: F811
    eva: SignedIn,
    body: str,
    place: str,
) -> None:
    path = f"{form}/files" if place == "help" else "/content/media"
    if place == "library":
        browser.sign_in(eva)
    content, kind, status = BODIES[body]
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": browser.origin, "Content-Type": kind}

    def send() -> int:
        return int(browser.client.post(path, content=content, headers=headers).status_code)

    assert send() == status
    browser.client.cookies.clear()
    assert send() == 401
    assert list(runtime.settings.data_dir.glob("files/*/*")) == []
    assert list(runtime.settings.data_dir.glob("incoming/*")) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("path", "most_mb"), [("/help", 1), ("/content/videos", 1), ("/content/media", 513)]
)
def test_only_forms_with_files_have_a_larger_cap(
    browser: Browser, eva: SignedIn, path: str, most_mb: int
) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": browser.origin}
    headers["Content-Type"] = "multipart/form-data; boundary=b"
    headers["Content-Length"] = str(most_mb * 1024 * 1024 + 1)

    assert browser.sign_in(eva).client.post(path, content=b"x", headers=headers).status_code == 413
