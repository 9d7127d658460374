"""The list of everything editors look after."""

from urllib.parse import urlencode

import pytest

from portal.accounts.signed_in import SignedIn
from tests.browser import Browser
from tests.editing.articles import publish, start, write

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("choice", "there", "not_there"),
    [
        pytest.param("", "Rotate the signing key", "Nothing fits", id="everything"),
        pytest.param("?state=draft", "Unfinished thoughts", "Rotate the signing key", id="drafts"),
        pytest.param("?kind=video", "Video", "Rotate the signing key", id="videos"),
        pytest.param("?lang=fr", "Français", "Rotate the signing key", id="French"),
        pytest.param("?work=needs-translation", "not in French", "Nothing fits", id="to do"),
        pytest.param("?work=review-due&lang=fr", "Nothing fits", "Review due on", id="none due"),
        pytest.param("?q=KEY+the", "Rotate the signing key", "Unfinished", id="words of a title"),
        pytest.param("?owner=nobody", "Rotate the signing key", "Nothing fits", id="nobody's"),
        pytest.param("?work=being-written", "Nothing fits", "signing key", id="no drafts"),
        pytest.param("?page=2", "Nothing fits", "Rotate the signing key", id="after the last"),
        pytest.param("?state=nonsense", "Rotate the signing key", "Nothing fits", id="unknown"),
    ],
)
def test_editors_find_what_asks_for_work(
    browser: Browser, eva: SignedIn, choice: str, there: str, not_there: str
) -> None:
    page = browser.sign_in(eva).open(f"/content{choice}")

    assert there.lower() in page.main.lower()
    assert not_there not in page.main


@ONE_DATABASE
def test_who_writes_finds_the_draft_again_and_others_see_who_writes(
    browser: Browser, eva: SignedIn, ada: SignedIn
) -> None:
    path = start(browser.sign_in(eva))
    write(browser, path)

    assert "You are writing Rotate the key" in browser.open("/content").main
    said = browser.sign_in(ada).open("/content?work=being-written").main
    assert f"{eva.name} writes" in said
    assert "You are writing" not in said
    assert "Being written (1)" in said


def test_only_editors_see_it(browser: Browser, cleo: SignedIn, ben: SignedIn) -> None:
    for person in (cleo, ben):
        browser.sign_in(person).open("/content", status=403)


def chosen_of(browser: Browser, *titles: str) -> list[str]:
    """Return the ids behind the boxes before these titles in the list."""
    boxes = [box for box in browser.open("/content").all("input") if box.get("name") == "text"]
    return [box.get("value") for box in boxes if any(t in box.get("aria-label") for t in titles)]


def test_several_texts_get_an_owner_and_a_date_at_once_and_keep_what_is_not_said(
    browser: Browser, eva: SignedIn, ada: SignedIn
) -> None:
    browser.sign_in(eva)
    two = chosen_of(browser, "Rotate the signing key", "Unfinished thoughts")
    said = {"text": two, "back": "?lang=en"}

    page = browser.send("/content/several", {**said, "owner": str(ada.id)})
    assert page.main.count(f"English · Published · {ada.name}") == 1
    page = browser.send("/content/several", {**said, "review_on": "2027-01-31"})
    assert "2 texts are changed" in page.main
    assert page.main.count(f"{ada.name} · Review on 31 January 2027") == 2
    assert '<a href="/content?lang=en">Content</a>' in browser.html
    browser.send("/content/several", {**said, "review_on": "soon"}, status=422)
    assert '<a href="/content?lang=en">Content</a>' in browser.html
    page = browser.send("/content/several", {**said, "owner": "nobody"})
    assert page.main.count("· Review on 31 January 2027") == 2
    assert f"{ada.name} ·" not in page.main
    item = next(link for link in browser.open("/content").all("a") if "/items/" in link.get("href"))
    links = browser.open(item.get("href")).all("a")
    choice = next(link for link in links if link.text == "Choose owner and review date")
    assert "As it is now" in browser.open(choice.get("href")).main


@ONE_DATABASE
def test_several_texts_are_archived_after_a_look_and_each_that_stays_says_why(
    browser: Browser, eva: SignedIn, cleo: SignedIn
) -> None:
    browser.sign_in(eva)
    waiting = start(browser)
    write(browser, waiting)
    publish(browser, waiting, action="review")
    texts = chosen_of(browser, "Rotate the")
    assert len(texts) == 2

    asked = browser.open(f"/content/several/archive?{urlencode({'text': texts}, doseq=True)}").main
    assert asked.index("A text of it waits") < asked.index("Rotate the signing key")
    assert "Archive 1 text" in asked
    done = browser.send("/content/several/archive", {"text": texts}, status=409).main

    assert done.index("A text of it waits") < done.index("These are archived now")
    browser.sign_in(cleo).open("/articles/rotate-the-signing-key", status=404)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        pytest.param({"owner": "nobody"}, "Choose at least one text", id="no text"),
        pytest.param({"owner": "", "text": []}, "Choose an owner or a date", id="nothing said"),
        pytest.param({"owner": "x", "text": []}, "Choose one of the editors", id="no editor"),
        pytest.param({"review_on": "soon", "text": []}, "Review on: This does not", id="no day"),
        pytest.param({"back": "//evil.example", "text": []}, "problem", id="another site"),
    ],
)
def test_what_cannot_be_done_to_several_texts_is_said_and_nothing_is_changed(
    browser: Browser, eva: SignedIn, sent: dict[str, str], sentence: str
) -> None:
    text = chosen_of(browser.sign_in(eva), "Rotate the signing key")
    before = browser.open("/content").main

    given = {**sent, "text": text if "text" in sent else ["nothing"]}
    assert sentence in browser.send("/content/several", given, status=422).main
    assert browser.open("/content").main == before
