"""What the tests of the article editor share: a new article, and its form as it stands."""

from portal.content.models import Revision, Translation
from portal.runtime import Runtime
from tests.browser import Browser, Page

NEW = {
    "title": "Rotate the key",
    "summary": "Change the key of the connection.",
    "lang": "en",
    "topic": "mail",
    "audience": "everyone",
}
BODY = "## Where it is\n\nOpen *Settings*, then Keys."


def start(editor: Browser, **changed: str) -> str:
    """Begin an article; return the address of its editor."""
    editor.send("/content/articles", {**NEW, **changed})
    return editor.path.partition("?")[0].partition("#")[0]


def form_of(page: Page) -> dict[str, str]:
    """Return the editor's form as it stands on the page."""
    names = ("version", "number", "based_on", "title", "tags", "tell_us")
    values = {e.get("name"): e.get("value") for e in page.all("input") if e.get("name") in names}
    areas = {e.get("name"): "".join(e.words).removeprefix("\n") for e in page.all("textarea")}
    return {**values, "summary": areas["summary"], "source": areas["source"]}


def write(editor: Browser, path: str, **changed: str) -> None:
    """Save a draft over the one that is open."""
    editor.send(f"{path}/draft", {**form_of(editor.open(path)), "source": BODY, **changed})


def publish(editor: Browser, path: str, **terms: str) -> None:
    """Publish the draft as it is saved."""
    version = form_of(editor.open(path))["version"]
    chosen = {"version": version, "significance": "content", "why": "", **terms}
    editor.send(f"{path}/publication", {"action": "publish", **chosen})


def revisions(runtime: Runtime, path: str) -> list[Revision]:
    """Return the revisions of an article, the oldest first."""
    with runtime.database.reading() as db:
        article = next(t for t in db.query(Translation) if str(t.id) == path.rpartition("/")[2])
        found = db.query(Revision).filter_by(translation_id=article.id)
        return list(found.order_by(Revision.number))
