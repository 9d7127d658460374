"""What the tests of the video editor share: a new video, its forms as they stand, its film."""

import io
from typing import Any

from tests.browser import Browser, Page
from tests.editing.articles import revisions

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
ELSEWHERE = "https://vimeo.com/1"
__all__ = ["ELSEWHERE", "NEW", "ROWS", "WEBM", "film", "form_of", "revisions", "say", "start"]


def start(editor: Browser, **changed: str) -> str:
    """Begin a video; return the address of its editor."""
    editor.send("/content/videos", {**NEW, **changed})
    return editor.path.partition("?")[0].partition("#")[0]


def form_of(page: Page) -> dict[str, Any]:
    """Return the form of a draft as it stands on the page: the first value of each field."""
    fields: dict[str, Any] = {}
    name = ""
    for element in page.elements:
        if element.name == "select":
            name = element.get("name")
        elif element.name == "option" and "selected" in element.attributes:
            fields[name] = element.get("value")
        elif element.name == "input" and element.get("type") != "checkbox":
            fields.setdefault(element.get("name"), element.get("value"))
    areas = {e.get("name"): "".join(e.words).removeprefix("\n") for e in page.all("textarea")}
    return {**fields, **areas}


def write(editor: Browser, path: str, *, status: int = 200, **changed: str) -> Page:
    """Save a draft over the one that is open."""
    form = form_of(editor.open(path))
    return editor.send(f"{path}/draft", {**form, **changed}, status=status)


def say(
    editor: Browser, path: str, track: str = "captions", *, status: int = 200, **sent: Any
) -> Page:
    """Save captions or chapters: those of ROWS, or what is given."""
    page = editor.open(f"{path}/{track}")
    seen = {name: form_of(page)[name] for name in ("version", "number", "based_on")}
    return editor.send(f"{path}/{track}", {**seen, **(sent or ROWS)}, status=status)


def film(editor: Browser, path: str, name: str = "key.webm", content: bytes = WEBM) -> str:
    """Add a film for the video; return its id."""
    sent: Any = editor.client.post(
        "/content/media",
        data={"video": path.rpartition("/")[2], "is_decorative": "1"},
        files={"file": (name, io.BytesIO(content), "video/webm")},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": editor.origin},
    )
    assert str(sent.url).partition("#")[0].endswith(path), sent.text
    return str(form_of(editor.open(path))["film"])


def publish(editor: Browser, path: str, *, status: int = 200, **terms: str) -> Page:
    """Publish the draft as it is saved, or send it to review."""
    version = form_of(editor.open(path))["version"]
    chosen = {"version": version, "significance": "content", "why": "", "action": "publish"}
    return editor.send(f"{path}/publication", {**chosen, **terms}, status=status)
