"""Titles and moments while somebody types: for this reader, and on nobody's record."""

import pytest
from sqlalchemy import func, select

from portal.accounts.signed_in import SignedIn
from portal.finding.finder import Finder
from portal.gate.models import Enquiry
from portal.gate.recorded import Search
from portal.runtime import Runtime
from tests.browser import Browser, Page
from tests.finding.shelves import Shelves

PART = {"HX-Request": "true"}


def links(page: Page) -> list[tuple[str, str]]:
    return [
        (element.get("href"), element.text)
        for element in page.all("a")
        if element.get("href").startswith(("/articles/", "/videos/"))
    ]


def test_the_second_letter_brings_titles_and_moments(
    shelves: Shelves, browser: Browser, finn: SignedIn
) -> None:
    browser.sign_in(finn)

    assert links(browser.open("/search/suggestions?q=r", **PART)) == []
    found = browser.open("/search/suggestions?q=re", **PART)

    assert ("/articles/reset-a-password", "Reset a colleague's password") in links(found)
    moments = [href for href, _ in links(browser.open("/search/suggestions?q=turq", **PART))]
    assert moments == ["/videos/the-people-page#t=1"]


def test_a_part_says_how_many_there_are_and_the_same_address_is_a_page(
    shelves: Shelves, browser: Browser, finn: SignedIn
) -> None:
    browser.sign_in(finn)

    part = browser.open("/search/suggestions?q=repor", **PART)
    assert [each.text for each in part.all("p") if each.get("hx-swap-oob")] == [
        "1 suggestion. The down arrow leads to it."
    ]
    whole = browser.open("/search/suggestions?q=repor")
    assert links(part) == [link for link in links(whole) if "export" in link[0]] != []


def test_another_language_is_tagged(shelves: Shelves, browser: Browser, finn: SignedIn) -> None:
    found = browser.sign_in(finn).open("/search/suggestions?q=reinit", **PART)

    assert links(found) == [
        ("/articles/reinitialiser-un-mot-de-passe?lang=fr",
         "Réinitialiser un mot de passe In French"),
    ]  # fmt: skip


@pytest.mark.parametrize("q", ["escal", "escalation runb", "wake", "esclation"])
def test_nobody_is_offered_what_they_may_not_read(
    q: str, shelves: Shelves, browser: Browser, finn: SignedIn, ben: SignedIn
) -> None:
    address = f"/search/suggestions?q={q}"

    assert links(browser.sign_in(finn).open(address, **PART)) == []
    assert links(browser.sign_in(ben).open(address, **PART)) != []


def test_what_was_withdrawn_is_not_offered_before_the_index_knows(
    shelves: Shelves, browser: Browser, finn: SignedIn
) -> None:
    shelves.withdraw("export-a-report", say_so=False)

    assert links(browser.sign_in(finn).open("/search/suggestions?q=repor", **PART)) == []


def test_half_a_word_enters_no_trail(
    shelves: Shelves, browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    browser.sign_in(cleo)
    for headers in ({}, PART):
        browser.open("/search/suggestions?q=passw", **headers)

    with runtime.database.reading() as db:
        counts = [db.scalar(select(func.count()).select_from(each)) for each in (Enquiry, Search)]
    assert counts == [0, 0]


def test_without_an_index_nothing_is_offered(
    finder_while_down: Finder, browser: Browser, finn: SignedIn
) -> None:
    assert links(browser.sign_in(finn).open("/search/suggestions?q=passw", **PART)) == []
