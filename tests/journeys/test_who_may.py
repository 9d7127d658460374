"""Who may ask, who may look, and what everybody else is told."""

import re

import pytest

from portal.accounts.policy import Role
from portal.demo.cast import CONTOSO
from tests.journeys import preparing
from tests.journeys.academy import Academy
from tests.journeys.visiting import Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

NOBODY_HAS = "AA-0000-0000"


def test_a_reader_is_told_who_the_administrators_are_instead_of_getting_the_form(
    visit: Visits, academy: Academy
) -> None:
    finn = visit("finn@northwind.example")
    page = finn.open("/help")
    finn.search(preparing.PROBLEM["en"])

    told = page.locator("#administrators")
    expect(told).to_contain_text("Cleo Harper")
    expect(told.get_by_role("link", name="cleo@northwind.example")).to_be_visible()
    expect(page.get_by_role("link", name="No, none of these solved it")).to_have_count(0)


def test_a_reader_who_opens_the_form_of_a_colleague_is_told_the_same(
    visit: Visits, academy: Academy
) -> None:
    enquiry = preparing.unlock(academy, academy.add(Role.ADMINISTRATOR))
    finn = visit("finn@northwind.example")

    page = finn.open(f"/help/{enquiry}/details")

    assert finn.status == 403
    expect(page.get_by_role("main")).to_contain_text("Cleo Harper (cleo@northwind.example)")
    expect(page.locator("#description")).to_have_count(0)


def test_another_organisation_cannot_tell_a_ticket_from_one_that_never_was(
    visit: Visits, academy: Academy
) -> None:
    enquiry, reference = preparing.raise_request(academy, academy.add(Role.ADMINISTRATOR))
    dai = visit("dai@contoso.example")
    pages = []
    for path in (f"/requests/{reference}", f"/requests/{NOBODY_HAS}"):
        pages.append(re.sub(r"AA-[0-9A-Z]{4}-[0-9A-Z]{4}", "", dai.open(path).content()))
        assert dai.status == 404

    assert pages[0] == pages[1]
    assert reference not in dai.open("/requests").content()
    dai.open(f"/help/{enquiry}/sent")
    assert dai.status == 404


def test_a_bookmarked_form_leads_back_to_the_search_while_the_gate_is_locked(
    visit: Visits, academy: Academy
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, organisation=CONTOSO)
    enquiry = preparing.search(academy, somebody)
    visitor = visit(somebody)

    page = visitor.open(f"/help/{enquiry}/details")

    assert visitor.path == "/help"
    expect(page.locator("#search-first")).to_contain_text("please search once")
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_visible()
