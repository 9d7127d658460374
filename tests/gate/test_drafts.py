"""A draft open in two places: nothing is lost, and nothing overwrites the other unseen."""

import pytest

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.browser import Browser
from tests.gate.steps import unlocked_enquiry

HERE = {"title": "No mail", "description": "Typed here", "version": "0"}
THERE = {**HERE, "description": "Typed there"}


@pytest.fixture
def form(browser: Browser, runtime: Runtime, cleo: SignedIn) -> str:
    """The address of Cleo's open form."""
    with runtime.database.writing() as db:
        enquiry = unlocked_enquiry(db, runtime, cleo)
    browser.sign_in(cleo)
    return f"/help/{enquiry.id}"


def test_a_second_window_is_told_instead_of_overwriting(browser: Browser, form: str) -> None:
    browser.send(f"{form}/draft", HERE, **{"HX-Request": "true"})
    assert 'value="1"' in browser.html
    browser.send(f"{form}/draft", THERE, **{"HX-Request": "true"})

    assert "Not saved: this request changed" in browser.html
    assert "Typed here" in browser.open(f"{form}/details").main


def test_both_texts_are_shown_and_either_can_be_kept(browser: Browser, form: str) -> None:
    browser.send(f"{form}/draft", HERE)
    both = browser.send(f"{form}/details", {**THERE, "priority": "3"}, status=409)
    assert "Typed here" in both.main
    assert "Typed there" in both.main

    browser.send(f"{form}/details", {**THERE, "priority": "3", "version": "1"})
    assert "Typed there" in browser.open(f"{form}/check").main


def test_the_same_words_sent_twice_agree(browser: Browser, form: str) -> None:
    browser.send(f"{form}/draft", HERE)
    browser.send(f"{form}/details", {**HERE, "priority": "3"}, status=409)
    browser.send(f"{form}/draft", HERE, **{"HX-Request": "true"})

    assert "Saved" in browser.html


@pytest.mark.parametrize("path", ["files", "files/00000000-0000-0000-0000-000000000000/removal"])
def test_a_file_added_or_removed_overwrites_no_other_window(
    browser: Browser, form: str, path: str
) -> None:
    browser.send(f"{form}/draft", HERE)
    both = browser.send(f"{form}/{path}", THERE, status=409)

    assert "Typed here" in both.main
    assert "Typed there" in both.main


def test_only_what_was_checked_is_sent(browser: Browser, form: str) -> None:
    browser.send(f"{form}/details", {**HERE, "priority": "3"})
    browser.send(f"{form}/draft", {**THERE, "priority": "3", "version": "1"})
    again = browser.send(f"{form}/ticket", {"version": "1"})
    assert "Check it again, then send it" in again.main
    assert "Typed there" in again.main

    assert "AA-" in browser.send(f"{form}/ticket", {"version": "2"}).main
    assert "AA-" in browser.send(f"{form}/ticket", {"version": "1"}).main
