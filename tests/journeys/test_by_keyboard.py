"""The gate by keyboard alone: Tab, Enter, Space and arrows, and the focus is always to be seen."""

import re
from typing import TYPE_CHECKING

import pytest

from portal.accounts.policy import Role
from tests.journeys.academy import Academy
from tests.journeys.preparing import PROBLEM
from tests.journeys.visiting import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

MOST_STOPS = 120
FOCUS_RING = "e => getComputedStyle(e).outlineStyle + ' ' + getComputedStyle(e).outlineWidth"


def test_a_request_is_sent_by_keyboard_alone(visit: Visits, academy: Academy) -> None:
    page = visit(academy.add(Role.ADMINISTRATOR)).open("/help")

    tab_to(page, page.get_by_role("main").get_by_role("searchbox"))
    page.keyboard.type(PROBLEM["en"])
    page.keyboard.press("Enter")
    expect(page.locator("#results li").first).to_be_visible()

    tab_to(page, page.get_by_role("link", name="No, none of these solved it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What did you try?")

    say_why_by_keyboard(page)
    describe_by_keyboard(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Check your request before you send it"
    )
    tab_to(page, page.get_by_role("button", name="Send request"))
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")


def say_why_by_keyboard(page: "Page") -> None:
    """Forget the reason first: the focus is on the error, whose link leads to the choice."""
    proceed = page.get_by_role("button", name="Continue")
    tab_to(page, proceed)
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title("Error: What did you try? – Administrator Academy")
    tab_to(page, page.locator("#error-summary a"))
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("I did what they say")).to_be_checked()
    tab_to(page, proceed)
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_value(PROBLEM["en"])


def describe_by_keyboard(page: "Page") -> None:
    """Forget to say what happened: the rest is kept, the focus is on the error."""
    tab_to(page, page.locator("#priority"))
    page.keyboard.press("ArrowUp")
    tab_to(page, page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.get_by_label("A question or an idea.")).to_be_checked()
    tab_to(page, page.locator("#error-summary a"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("What happened?")).to_be_focused()
    page.keyboard.type("Nobody in Leeds got it.")
    tab_to(page, page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")


def test_the_first_tab_offers_to_skip_to_the_content(visit: Visits, academy: Academy) -> None:
    page = visit(academy.add(Role.READER)).open("/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_focused()


def test_suggestions_are_walked_with_arrows_and_enter_sends_what_was_typed(
    visit: Visits, academy: Academy
) -> None:
    visitor = visit(academy.add(Role.READER))
    page = visitor.open("/")
    box = page.get_by_role("main").get_by_role("searchbox")
    offered = page.locator("#suggestions a")

    box.press_sequentially("phishi")
    expect(offered.first).to_contain_text("phishing", ignore_case=True)
    expect(page.locator("#announce")).to_contain_text("suggestions")
    page.keyboard.press("Escape")
    expect(offered).to_have_count(0)
    expect(box).to_have_value("phishi")

    box.press_sequentially("ng")
    expect(offered.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(offered.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(offered.last).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(articles|videos)/"))

    page = visitor.open("/")
    box.press_sequentially("phishing")
    expect(offered.first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search"))


def tab_to(page: "Page", wanted: "Locator") -> None:
    """Press Tab until the focus is there; on the way it is in sight and has its ring."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.locator("*:focus")
        if focused.count():
            expect(focused).to_be_in_viewport()
            assert focused.evaluate(FOCUS_RING) in {"solid 3px", "auto 1px"}, focused.inner_html()
        if wanted.evaluate("e => e === document.activeElement"):
            assert wanted.evaluate(FOCUS_RING) == "solid 3px"
            return
    raise AssertionError(f"Tab never reached {wanted}")
