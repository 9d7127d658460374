"""Handing out and erasing a person's data, as an admin does it in the browser."""

import pytest

from portal.accounts.signed_in import SignedIn
from tests.browser import Browser


def test_what_is_held_comes_as_a_file_that_is_kept_nowhere(
    browser: Browser, ada: SignedIn, cleo: SignedIn
) -> None:
    browser.sign_in(ada)
    answer = browser.client.get(f"/admin/people/{cleo.id}/export")

    assert answer.json()["profile"][0]["email"] == cleo.email
    assert "attachment" in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize("typed", ["", "dai@contoso.example"])
def test_a_slip_erases_nobody(browser: Browser, ada: SignedIn, cleo: SignedIn, typed: str) -> None:
    page = browser.sign_in(ada).send(
        f"/admin/people/{cleo.id}/erasure", {"email": typed}, status=422
    )

    assert "as it stands above" in page.main
    assert "Cleo Harper" in browser.open("/admin/people").main


def test_who_is_erased_is_gone_from_the_list_and_from_sight(
    browser: Browser, ada: SignedIn, cleo: SignedIn
) -> None:
    browser.sign_in(ada).open(f"/admin/people/{cleo.id}/erasure")
    browser.send(f"/admin/people/{cleo.id}/erasure", {"email": f" {cleo.email.upper()}"})

    assert "Erased." in browser.open(browser.path).main
    assert "Cleo" not in browser.open("/admin/people").main
    browser.open(f"/admin/people/{cleo.id}", status=404)


def test_nobody_erases_themselves(browser: Browser, ada: SignedIn) -> None:
    browser.sign_in(ada).send(f"/admin/people/{ada.id}/erasure", {"email": ada.email}, status=409)

    assert "Ada Lindqvist" in browser.open("/admin/people").main
