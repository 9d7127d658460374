"""The media library: what is taken, what a picture must say, who may see it, where it is used."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.content.media import path_of
from portal.content.models import Media
from portal.editing.incoming import plain_name
from portal.editing.library import find_by_path, uses_of
from portal.runtime import Runtime
from tests.browser import Browser, Page
from tests.files import specimens as made

LIBRARY = "/content/media"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ALT = {"alt": "The sign-in page"}


def add(
    browser: Browser,
    name: str,
    content: bytes,
    form: dict[str, str],
    *,
    status: int = 200,
    **h: str,
) -> Page:
    """Add a file as a browser does, and follow where it leads."""
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": browser.origin, **h}
    files = {"file": (name, io.BytesIO(content), "image/png")}
    answer: Any = browser.client.post(LIBRARY, data=form, files=files, headers=headers)
    browser.html, browser.address = answer.text, str(answer.url)
    assert answer.status_code == status, Page(answer.text).main
    return Page(answer.text)


def added(runtime: Runtime) -> list[Media]:
    with runtime.database.reading() as db:
        return list(db.scalars(select(Media).where(Media.added_by_id.is_not(None))))


@pytest.fixture
def editor(browser: Browser, eva: SignedIn) -> Browser:
    return browser.sign_in(eva)


def test_a_picture_is_redrawn_described_and_named_for_a_text(
    editor: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    page = add(editor, "Écran d'accueil.JPG", made.picture_with_place(), ALT)

    [media] = added(runtime)
    assert "![The sign-in page](media/ecran-d-accueil.webp)" in page.main
    assert not page.problems(is_part=False)
    stored = path_of(runtime.settings.data_dir, media.sha256)
    assert b"CANARY" not in stored.read_bytes()
    with Image.open(stored) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (media.width, media.height))
    address = f"/media/{media.id}/{media.filename}"
    shown = editor.client.get(address)
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert editor.sign_in(cleo).client.get(address).status_code == 404  # no text shows it yet


def test_the_same_picture_is_found_and_not_stored_twice(editor: Browser, runtime: Runtime) -> None:
    add(editor, "a.png", made.picture(), ALT)
    page = add(editor, "b.png", made.picture(), ALT)

    assert "This file was here already, as a.webp." in page.main
    assert len(added(runtime)) == 1
    assert list(runtime.settings.data_dir.glob("incoming/*")) == []
    add(editor, "a.png", made.picture(size=(50, 50)), ALT)
    assert len({media.filename for media in added(runtime)}) == 2


@ONE_DATABASE
@pytest.mark.parametrize(
    ("name", "content", "form", "sentence"),
    [
        ("a.png", made.picture(), {}, "Describe what the picture shows"),
        ("a.png", made.HTML, ALT, "a.png is not what its name says"),
        ("a.svg", made.SVG, ALT, "of a kind that is not taken"),
        ("a.pdf", made.PDF, ALT, "of a kind that is not taken"),
        ("a.mp4", made.picture(), ALT, "a.mp4 is not what its name says"),
        ("a.png", made.huge_png(), ALT, "cannot be shown as a picture"),
        ("", b"", ALT, "Choose a picture or a video."),
    ],
)
def test_what_is_refused_is_named_and_leaves_nothing(
    editor: Browser,
    runtime: Runtime,
    name: str,
    content: bytes,
    form: dict[str, str],
    sentence: str,
) -> None:
    page = add(editor, name, content, form, status=422)

    assert sentence in page.main
    assert added(runtime) == []
    assert list(runtime.settings.data_dir.glob("incoming/*")) == []


@ONE_DATABASE
def test_a_decorative_picture_and_a_changed_description(editor: Browser, runtime: Runtime) -> None:
    add(editor, "a.png", made.picture(), {"is_decorative": "1"})
    [media] = added(runtime)
    assert media.alt == ""

    path = f"{LIBRARY}/{media.id}/description"
    assert "Describe what" in editor.send(path, {}, status=422).main
    assert "![New \\[words\\]](media/a.webp)" in editor.send(path, {"alt": "New [words]"}).main


@ONE_DATABASE
def test_the_quota_of_a_day_is_named(editor: Browser, runtime: Runtime) -> None:
    object.__setattr__(runtime.settings, "media_mb_a_day", 0)

    assert "0 MB within a day" in add(editor, "a.png", made.picture(), ALT, status=422).main


@ONE_DATABASE
def test_a_script_gets_markdown_or_a_sentence(editor: Browser) -> None:
    add(editor, "a.png", made.picture(), ALT, Accept="text/markdown")
    assert editor.html == "![The sign-in page](media/a.webp)"

    add(editor, "b.png", made.picture(), {"alt": "Here"}, Accept="text/markdown")
    assert editor.html == "![Here](media/a.webp)"  # the same picture, in other words

    add(editor, "a.png", made.SVG, ALT, status=422, Accept="text/markdown")
    assert editor.html == "a.png is not what its name says. Save it anew and send it again."


@ONE_DATABASE
@pytest.mark.parametrize("who", ["cleo", "ben", None])
def test_nobody_else_gets_in_or_spools_a_byte(
    browser: Browser, runtime: Runtime, people: Any, who: str | None
) -> None:
    browser.client.cookies.clear()
    if who:
        browser.sign_in(getattr(people, who))
    add(browser, "a.png", b"x" * 3_000_000, ALT, status=403 if who else 401)

    assert not (runtime.settings.data_dir / "incoming").exists()


def test_where_a_file_is_used_is_told(editor: Browser, runtime: Runtime) -> None:
    with runtime.database.reading() as db:
        media = db.scalars(select(Media).where(Media.content_type.startswith("video/"))).first()
        assert media is not None
        assert uses_of(db, [media.id])[media.id][0].address.startswith("/videos/")
    assert "Used in:" in editor.open(LIBRARY).main
    assert "There is no such file." in editor.open(f"{LIBRARY}?q=nothing-like-it").main


@ONE_DATABASE
def test_a_text_finds_a_picture_by_its_path(editor: Browser, runtime: Runtime) -> None:
    add(editor, "a.png", made.picture(), ALT)
    with runtime.database.reading() as db:
        found = find_by_path(db, "articles/en/sign-in/media/a.webp")
        assert found is not None
        assert found.filename == "a.webp"
        assert find_by_path(db, "articles/en/a.webp") is None


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("Écran d'accueil.PNG", "ecran-d-accueil.png"),
        ("../../x/](javascript:y).png", "y.png"),
        ("\u200b.htaccess.png", "htaccess.png"),
        ("日本.png", "file.png"),
    ],
)
def test_a_name_can_stand_in_a_text(sent: str, name: str) -> None:
    assert plain_name(sent) == name
    assert Path(name).name == name
