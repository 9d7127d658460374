"""Topics: made, renamed in each language, put in order, and away when empty."""

import pytest

from portal.accounts.signed_in import SignedIn
from portal.editing.shelves import get_topic
from portal.runtime import Runtime
from tests.browser import Browser, Page

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEW = {
    "title_en": "Badges & printers",
    "title_fr": "Badges et imprimantes",
    "summary_en": "What people wear.",
    "summary_fr": "Ce que l’on porte.",
}


def order(page: Page) -> list[str]:
    rows = [element.get("id") for element in page.all("tr")]
    return [name.removeprefix("topic-") for name in rows if name]


def test_a_topic_is_made_renamed_moved_and_put_away(
    browser: Browser, eva: SignedIn, cleo: SignedIn
) -> None:
    browser.sign_in(eva)
    assert order(browser.send("/content/topics", NEW)) == ["mail", "people", "badges-printers"]

    browser.send("/content/topics/badges-printers", {**NEW, "title_fr": "Badges"})
    assert "Badges" in browser.open("/content/topics/badges-printers").main
    moved = browser.send("/content/topics/badges-printers/place", {"to": "up"})
    assert order(moved) == ["mail", "badges-printers", "people"]

    browser.sign_in(cleo).open("/topics/badges-printers")
    browser.sign_in(eva).send("/content/topics/badges-printers/archive", {})
    assert "badges-printers" not in order(browser.open("/content/topics"))
    browser.sign_in(cleo).open("/topics/badges-printers", status=404)
    assert "Badges & printers" not in browser.open("/").main

    browser.sign_in(eva).send("/content/topics/badges-printers/archive/removal", {})
    assert "badges-printers" in order(browser.open("/content/topics"))


@ONLY_SQLITE
def test_a_script_gets_the_list_with_the_focus_kept_and_the_place_said(
    browser: Browser, eva: SignedIn
) -> None:
    place = "/content/topics/people/place"
    part = browser.sign_in(eva).send(place, {"to": "up"}, **{"HX-Request": "true"})

    assert order(part) == ["people", "mail"]
    (focused,) = [each for each in part.all("button") if "autofocus" in each.attributes]
    assert focused.text == "Down: People and access"
    assert "People and access is number 1 of 2 now." in browser.html


@ONLY_SQLITE
def test_a_topic_with_articles_stays(browser: Browser, eva: SignedIn) -> None:
    assert "Move" in browser.sign_in(eva).open("/content/topics/mail").main

    browser.send("/content/topics/mail/archive", {}, status=409)

    assert "mail" in order(browser.open("/content/topics"))


@ONLY_SQLITE
def test_a_topic_needs_only_the_words_its_other_readers_fall_back_to(
    browser: Browser, eva: SignedIn, runtime: Runtime
) -> None:
    nothing = dict.fromkeys(NEW, " ")
    page = browser.sign_in(eva).send("/content/topics", nothing, status=422)
    assert "There is a problem" in page.main
    assert "Title (English): Fill this in. Description (English): Fill this in." in page.main
    assert order(page) == ["mail", "people"]

    browser.send("/content/topics", {**NEW, "title_fr": " ", "summary_fr": ""})
    with runtime.database.reading() as db:
        assert get_topic(db, "badges-printers").title == {"en": "Badges & printers"}
    browser.send("/language", {"lang": "fr", "back": "/content/topics"})
    for path in ("/content/topics", "/content/topics/badges-printers", "/topics/badges-printers"):
        assert "Badges & printers" in browser.open(path).main


@ONLY_SQLITE
def test_two_topics_of_one_name_have_addresses_of_their_own(
    browser: Browser, eva: SignedIn
) -> None:
    browser.sign_in(eva).send("/content/topics", NEW)

    assert len(set(order(browser.send("/content/topics", NEW)))) == 4


@ONLY_SQLITE
def test_only_editors_keep_topics(browser: Browser, ben: SignedIn) -> None:
    browser.sign_in(ben).open("/content/topics", status=403)
