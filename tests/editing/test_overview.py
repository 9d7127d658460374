"""The list of everything editors look after."""

import pytest

from portal.accounts.signed_in import SignedIn
from tests.browser import Browser
from tests.editing.articles import start, write


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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
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
