"""An article being written: drafts are kept per person, beside what readers get."""

import pytest

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.browser import Browser
from tests.editing.articles import form_of, publish, revisions, start, write

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def editor(browser: Browser, eva: SignedIn) -> Browser:
    return browser.sign_in(eva)


def test_a_draft_is_kept_beside_what_readers_get(
    editor: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    path = start(editor)
    write(editor, path)
    publish(editor, path)
    write(editor, path, title="Rotate every key", source="Nothing of this is said yet.")

    assert "Rotate every key" in form_of(editor.open(path))["title"]
    assert [r.title for r in revisions(runtime, path)] == ["Rotate the key"] * 2
    read = editor.sign_in(cleo).open("/articles/rotate-the-key").main
    assert "Open Settings" in read
    assert "Nothing of this" not in read


def test_what_was_typed_elsewhere_since_is_shown_beside_it_and_nothing_is_lost(
    editor: Browser, runtime: Runtime
) -> None:
    path = start(editor)
    seen = form_of(editor.open(path))
    editor.send(f"{path}/draft", {**seen, "source": "From the office."})

    page = editor.send(f"{path}/draft", {**seen, "source": "From the train."}, status=409)

    assert "From the office." in page.main
    kept = form_of(page)
    assert kept["source"] == "From the train."
    assert form_of(editor.open(path))["source"] == "From the office."
    editor.send(f"{path}/draft", kept)
    assert form_of(editor.open(path))["source"] == "From the train."


@ONE_DATABASE
def test_a_script_that_saves_an_older_version_is_told_in_its_part(editor: Browser) -> None:
    path = start(editor)
    seen = form_of(editor.open(path))
    saved = editor.send(f"{path}/draft", {**seen, "source": "One."}, **HTMX)
    assert "Your draft, saved" in saved.all("div")[0].text
    again = editor.send(f"{path}/draft", {**seen, "source": "One."}, **HTMX)
    assert again.all("input")[0].get("value") == "1"  # sent twice: the same draft

    stale = editor.send(f"{path}/draft", {**seen, "source": "Two."}, status=409, **HTMX)

    assert "See both texts" in stale.all("div")[0].text
    assert stale.all("input")[0].get("value") == seen["version"]
    long = editor.send(f"{path}/draft", {**seen, "title": "x" * 201}, status=422, **HTMX)
    assert "Not saved" in long.all("div")[0].text


@ONE_DATABASE
def test_who_else_writes_is_told_early(editor: Browser, eva: SignedIn, ada: SignedIn) -> None:
    path = start(editor)
    write(editor, path, source="Eva was here.")

    page = editor.sign_in(ada).open(path)

    assert f"{eva.name} has a draft of this since" in page.main
    assert form_of(page)["source"] == ""
    saved = editor.send(f"{path}/draft", {**form_of(page), "source": "Ada."}, **HTMX)
    assert f"{eva.name} has a draft" in saved.all("div")[0].text
    editor.sign_in(eva)
    assert form_of(editor.open(path))["source"] == "Eva was here."
    editor.send(f"{path}/draft/removal", {})
    assert form_of(editor.open(path))["source"] == ""


@ONE_DATABASE
def test_the_preview_is_the_page_that_readers_get(
    editor: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    path = start(editor)
    text = "# One\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n!!! tip\n    Look.\n\n```python\nx = 1\n```"
    typed = {"title": "T", "summary": "S", "source": text}
    pages = [(editor.send(f"{path}/preview", typed, **HTMX), editor.html)[1]]
    write(editor, path, source=text)
    pages += [(editor.open(f"{path}?view=preview"), editor.html)[1]]
    publish(editor, path)
    pages += [(editor.sign_in(cleo).open("/articles/rotate-the-key"), editor.html)[1]]

    html = revisions(runtime, path)[-1].html
    assert "admonition tip" in html
    assert [page.count(html) for page in pages] == [1, 1, 1]


@ONE_DATABASE
def test_a_text_that_cannot_be_a_page_is_kept_as_a_draft_and_the_preview_says_why(
    editor: Browser,
) -> None:
    path = start(editor)
    bomb = "[" * 60_000
    editor.send(f"{path}/draft", {**form_of(editor.open(path)), "source": bomb}, **HTMX)

    page = editor.open(path)

    assert form_of(page)["source"] == bomb
    assert "takes too long" in page.main or "nested too deeply" in page.main


@ONE_DATABASE
@pytest.mark.parametrize(
    ("form", "sentence"),
    [({"title": ""}, "Fill this in"), ({"topic": "nowhere"}, "Choose one of the topics")],
)
def test_an_article_begins_with_what_it_needs(
    editor: Browser, form: dict[str, str], sentence: str
) -> None:
    new = {"title": "A", "summary": "B", "lang": "en", "topic": "mail", **form}

    assert sentence in editor.send("/content/articles", new, status=422).main
