"""The translator's page: begin, see both sides, see what changed, be up to date when published."""

import pytest

from portal.accounts.signed_in import SignedIn
from tests.browser import Browser
from tests.editing.articles import BODY, form_of, publish, start, write

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FRENCH = {"title": "Changer la clé", "summary": "Changer la clé de la connexion.", "source": "Ici."}
NOT_YET = "This article is not in French yet."


@pytest.fixture
def original(browser: Browser, eva: SignedIn) -> str:
    """The address of a published English article's editor; eva is signed in."""
    path = start(browser.sign_in(eva))
    write(browser, path)
    publish(browser, path)
    return path


def translate(browser: Browser, original: str) -> str:
    """Write and publish the French version; return the address of its editor."""
    browser.send(f"{original}/translations/fr", {})
    view = browser.path
    path = view.partition("/translations/")[0]
    browser.send(f"{path}/draft", {**form_of(browser.open(view)), **FRENCH})
    publish(browser, path)
    return path


def change(browser: Browser, original: str, source: str, significance: str) -> None:
    write(browser, original, source=source)
    publish(browser, original, significance=significance)


def test_a_translation_goes_from_missing_to_read(
    browser: Browser, original: str, cleo: SignedIn, eva: SignedIn
) -> None:
    assert NOT_YET in browser.sign_in(cleo).open("/articles/rotate-the-key?lang=fr").main
    browser.sign_in(eva)
    assert "Rotate the key" in browser.open("/content?work=needs-translation").main
    translate(browser, original)

    assert "Rotate the key" not in browser.open("/content?work=needs-translation").main
    read = browser.sign_in(cleo).open("/articles/rotate-the-key?lang=fr").main
    assert "Changer la clé" in read
    assert NOT_YET not in read
    assert "Changer la clé" in browser.open("/articles/changer-la-cle?lang=fr").main


@pytest.mark.parametrize(
    ("significance", "is_outdated"), [("typo", False), ("content", True), ("major", True)]
)
def test_how_much_the_original_changed_decides(
    browser: Browser, original: str, cleo: SignedIn, significance: str, is_outdated: bool
) -> None:
    translate(browser, original)
    change(browser, original, f"{BODY} Turn it twice.", significance)

    listed = browser.open("/content?work=outdated").main
    assert ("Changer la clé" in listed) is is_outdated
    assert ("a lot changed" in listed) is (significance == "major")
    ids = browser.sign_in(cleo).open("/articles/rotate-the-key?lang=fr").ids
    assert ("stale" in ids) is is_outdated


@ONE_DATABASE
def test_what_changed_since_is_shown_until_the_translation_follows_it(
    browser: Browser, original: str
) -> None:
    path = translate(browser, original)
    change(browser, original, f"{BODY} Turn it twice.", "content")
    view = f"{path}/translations/fr"

    page = browser.open(view)
    assert "Turn it twice." in "".join(e.text for e in page.all("ins"))
    browser.send(f"{path}/draft", {**form_of(page), "source": "Ici, deux fois."})
    assert browser.open(view).all("ins")  # still there while the draft is written
    publish(browser, path)

    assert not browser.open(view).all("ins")
    assert "Changer la clé" not in browser.open("/content?work=outdated").main


@ONE_DATABASE
def test_a_correction_in_the_plain_editor_does_not_make_it_follow(
    browser: Browser, original: str
) -> None:
    path = translate(browser, original)
    change(browser, original, f"{BODY} Turn it twice.", "content")
    write(browser, path, source="Là.")
    publish(browser, path, significance="typo")

    assert "Changer la clé" in browser.open("/content?work=outdated").main


@ONE_DATABASE
def test_two_who_begin_the_same_translation_get_the_same(browser: Browser, original: str) -> None:
    found = []
    for _ in range(2):
        browser.send(f"{original}/translations/fr", {})
        found.append(browser.path)

    assert found[0] == found[1]


@ONE_DATABASE
@pytest.mark.parametrize("lang", ["en", "xx"])
def test_there_is_no_translation_into_itself_or_an_unknown_language(
    browser: Browser, original: str, lang: str
) -> None:
    browser.open(f"{original}/translations/{lang}", status=404)


@ONE_DATABASE
def test_a_translation_keeps_the_address_that_somebody_chose(
    browser: Browser, original: str
) -> None:
    browser.send(f"{original}/translations/fr", {})
    view = browser.path
    path = view.partition("/translations/")[0]
    browser.send(f"{path}/place", {"slug": "la-cle", "topic": "mail", "audience": "everyone"})
    browser.send(f"{path}/draft", {**form_of(browser.open(view)), **FRENCH})
    publish(browser, path)
    browser.send(f"{path}/draft", {**form_of(browser.open(view)), "title": "Autre clé"})
    publish(browser, path)

    assert "Autre clé" in browser.open("/articles/la-cle?lang=fr").main
    browser.open("/articles/autre-cle", status=404)


@ONE_DATABASE
@pytest.mark.parametrize("door", ["publish", "review"])
def test_a_translation_that_fits_the_changed_original_as_it_is_follows_it_without_an_edit(
    browser: Browser, original: str, door: str
) -> None:
    path = translate(browser, original)
    change(browser, original, f"{BODY} Turn it twice.", "content")
    view = f"{path}/translations/fr"
    browser.open("/content?work=outdated")
    assert f'<a href="{view}" lang="fr">Changer la clé</a>' in browser.html

    terms = browser.send(f"{path}/draft", {**form_of(browser.open(view)), "then": "publish"})
    assert "How much did it change?" not in terms.main
    publish(browser, path, action=door)
    if door == "review":
        browser.send(f"{path}/review", {"action": "approve", "comment": ""})
        browser.send(f"{path}/review/publication", {"at": ""})

    assert "Changer la clé" not in browser.open("/content?work=outdated").main
