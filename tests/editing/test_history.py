"""What was saved of an article, what it was called, and what took its place."""

from uuid import UUID

import pytest

from portal.accounts.signed_in import SignedIn
from portal.content.linking import BY_ID
from portal.content.models import Translation
from portal.runtime import Runtime
from tests.browser import Browser
from tests.editing.articles import NEW, publish, revisions, start, write

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACE = {"topic": "mail", "audience": "everyone"}


@pytest.fixture
def editor(browser: Browser, eva: SignedIn) -> Browser:
    return browser.sign_in(eva)


def published(editor: Browser, **changed: str) -> str:
    path = start(editor, **changed)
    write(editor, path)
    publish(editor, path)
    return path


def item_of(runtime: Runtime, path: str) -> UUID:
    with runtime.database.reading() as db:
        translation = db.get(Translation, UUID(path.rpartition("/")[2]))
        assert translation is not None
        return translation.item_id


def went(browser: Browser) -> list[int]:
    """Return the status of each step of the last way."""
    return [answer.status_code for answer in browser.response.history]


def test_an_older_text_is_compared_and_restored_as_a_new_revision(
    editor: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    path = published(editor)
    write(editor, path, source="## Where it is\n\nOpen <b>, then Profile.")
    publish(editor, path, why="Moved")
    assert "Moved" in editor.open(f"{path}/history").main

    page = editor.open(f"{path}/comparison?a=3&b=2")
    assert [e.text for e in page.all("ins")] == ["Added: <b>, (end)", "Added: Profile (end)"]
    assert [e.text for e in page.all("del")][1] == "Removed: Keys (end)"
    assert not page.all("b")

    editor.send(f"{path}/restorations", {"number": "2"})
    assert editor.path == f"{path}/publication?restores=2"
    editor.send(f"{path}/restorations", {"number": "2"}, status=409)
    publish(editor, path, why="Restores revision 2")
    texts = [r.source for r in revisions(runtime, path)]
    assert len(texts) == 4
    assert texts[3] == texts[1]
    assert "Open Settings" in editor.sign_in(cleo).open("/articles/rotate-the-key").main


def test_old_addresses_lead_to_the_present_one_for_ever(
    editor: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn
) -> None:
    path = published(editor)
    for slug in ("turn-the-key", "change-the-key"):
        editor.send(f"{path}/place", {**PLACE, "slug": slug})

    editor.sign_in(cleo)
    for slug in ("rotate-the-key", "turn-the-key"):
        editor.open(f"/articles/{slug}")
        assert editor.path == "/articles/change-the-key?lang=en"
        assert went(editor) == [301]
    editor.open("/articles/change-the-key")
    assert went(editor) == []

    editor.sign_in(eva)
    second = start(editor)
    assert (
        "Another text has this address"
        in editor.send(f"{second}/place", {**PLACE, "slug": "turn-the-key"}, status=422).main
    )
    editor.send(f"{path}/place", {**PLACE, "slug": "rotate-the-key"})
    editor.open("/articles/rotate-the-key")
    assert went(editor) == []


@ONE_DATABASE
@pytest.mark.parametrize("slug", ["Big", "two--hyphens", "../x", "", "é"])
def test_a_name_in_an_address_is_small_letters_digits_and_hyphens(
    editor: Browser, slug: str
) -> None:
    path = start(editor)

    editor.send(f"{path}/place", {**PLACE, "slug": slug}, status=422)


@ONE_DATABASE
def test_who_looks_after_an_article_and_when_it_is_looked_at_again(
    editor: Browser, runtime: Runtime, ada: SignedIn, cleo: SignedIn
) -> None:
    path = start(editor)
    place = {**PLACE, "slug": "rotate-the-key", "review_on": "2027-03-01"}
    editor.send(f"{path}/place", {**place, "owner": str(cleo.id)}, status=422)

    editor.send(f"{path}/place", {**place, "owner": str(ada.id)})

    with runtime.database.reading() as db:
        translation = db.get_one(Translation, UUID(path.rpartition("/")[2]))
        assert translation.item.owner_id == ada.id
        assert str(translation.review_on) == "2027-03-01"


def test_readers_of_an_archived_article_are_led_to_what_replaced_it(
    editor: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn
) -> None:
    old, new = published(editor), published(editor, title="Keys in one place")
    offered = editor.open(f"{old}/archive?q=keys place")
    assert "Keys in one place" in offered.main
    editor.send(f"{old}/archive", {"replaced_by": str(item_of(runtime, new))})
    assert "Archived" in editor.open(old).main

    editor.sign_in(cleo).open("/articles/rotate-the-key")
    assert (editor.path, went(editor)) == ("/articles/keys-in-one-place", [302])
    editor.open(f"/items/{item_of(runtime, old)}")
    assert editor.path == "/articles/keys-in-one-place"
    editor.sign_in(eva).send(f"{new}/archive", {})
    editor.sign_in(cleo).open("/articles/rotate-the-key", status=404)
    editor.open("/articles/keys-in-one-place", status=404)


def test_a_link_by_id_goes_on_working_when_the_other_text_is_renamed(
    editor: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn
) -> None:
    other = published(editor, title="Keys in [one] place")
    found = editor.open("/content/links?q=one+KEYS&lang=en").all("code")[0].text
    assert found == rf"[Keys in \[one\] place]({BY_ID}{item_of(runtime, other)})"
    path = start(editor)
    write(editor, path, source=f"See {found}, or [not]({BY_ID}no-id).")
    publish(editor, path)
    editor.send(f"{other}/place", {**PLACE, "slug": "all-keys"})

    page = editor.sign_in(cleo).open("/articles/rotate-the-key")
    links = {
        a.text: a.get("href") for a in page.all("a") if a.text in {"Keys in [one] place", "not"}
    }
    assert links["not"] == ""
    editor.open(links["Keys in [one] place"])
    assert editor.path == "/articles/all-keys"
    editor.sign_in(eva).send(f"{other}/withdrawal", {})
    editor.sign_in(cleo).open(links["Keys in [one] place"], status=404)


@ONE_DATABASE
def test_two_articles_of_one_title_have_addresses_of_their_own(
    editor: Browser, runtime: Runtime
) -> None:
    first, second = start(editor), start(editor)
    with runtime.database.reading() as db:
        slugs = [
            db.get_one(Translation, UUID(path.rpartition("/")[2])).slug for path in (first, second)
        ]

    assert slugs[0] == "rotate-the-key"
    assert slugs[1].startswith("rotate-the-key-")
    assert NEW["title"] == "Rotate the key"
