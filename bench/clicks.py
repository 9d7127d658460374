"""How much the gate costs: clicks and typed signs from "Contact support" to a sent request.

Four ways through the gate and the same request without one, in a real browser on a filled
Academy. Run by `make bench-clicks`; writes its section of RESULTS.md.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from bench.results import write_section
from portal.accounts.policy import Role
from tests.journeys import preparing
from tests.journeys.academy import Academy, filled_once, open_academy
from tests.journeys.conftest import CHROMIUMS
from tests.journeys.visiting import Visitor, Visits

PROBLEM = preparing.PROBLEM["en"]
UNKNOWN = "quokka wombat numbat"
DESCRIPTION = "Since Monday nobody at our Leeds site gets any of it."


@dataclass
class Hand:
    """A person's hand: counts what it clicks and types; Enter in a field is no click."""

    page: Any
    clicks: int = 0
    signs: int = 0

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.locator(selector).first.click()

    def type(self, selector: str, text: str, *, then: str = "") -> None:
        self.signs += len(text)
        self.page.locator(selector).first.fill(text)
        if then:
            self.page.locator(selector).first.press(then)

    def describe_and_send(self) -> None:
        self.click("input[name=priority] >> nth=2")
        self.type("#description", DESCRIPTION)
        self.click("main form[novalidate] .actions .button:not(.button-link)")
        self.click("main form[action$='/ticket'] .button")


def without_gate(hand: Hand, visitor: Visitor, enquiry: str) -> None:
    """The form at once: the title has to be typed into it."""
    visitor.open(f"/help/{enquiry}/details")
    hand.clicks += 1  # "Contact support" would lead here
    hand.type("#title", PROBLEM)
    hand.describe_and_send()


def nothing_helps(hand: Hand, visitor: Visitor, enquiry: str) -> None:
    _come_to_ask(hand, visitor, PROBLEM)
    hand.click("#question a.button")
    hand.click("input[name=reason] >> nth=1")
    hand.click("main form[novalidate] .button")
    hand.describe_and_send()


def nothing_found(hand: Hand, visitor: Visitor, enquiry: str) -> None:
    _come_to_ask(hand, visitor, UNKNOWN)
    hand.click("#question a.button")
    hand.describe_and_send()


def carried_in(hand: Hand, visitor: Visitor, enquiry: str) -> None:
    """Searched and read before; the trail is there when they come to ask."""
    visitor.open("/search")
    hand.type("main input[type=search]", PROBLEM, then="Enter")
    visitor.open("/")
    hand.click("footer a[href='/help']")
    hand.click("#question a.button")
    hand.click("input[name=reason] >> nth=1")
    hand.click("main form[novalidate] .button")
    hand.describe_and_send()


def urgent(hand: Hand, visitor: Visitor, enquiry: str) -> None:
    visitor.open("/")
    hand.click("footer a[href='/help']")
    hand.click("main a[href='/help/urgent']")
    hand.type("#sentence", DESCRIPTION)
    hand.click("input[name=why]")
    hand.click("main form[novalidate] .button")


def _come_to_ask(hand: Hand, visitor: Visitor, words: str) -> None:
    visitor.open("/")
    hand.click("footer a[href='/help']")
    hand.type("main input[type=search]", words, then="Enter")


WAYS: tuple[Callable[[Hand, Visitor, str], None], ...] = (
    nothing_helps,
    nothing_found,
    carried_in,
    urgent,
)


def measure(academy: Academy, visits: Visits, way: Callable[[Hand, Visitor, str], None]) -> Hand:
    somebody = academy.add(Role.ADMINISTRATOR)
    enquiry = str(preparing.unlock(academy, somebody, draft=None)) if way is without_gate else ""
    visitor = visits(somebody)
    hand = Hand(visitor.page)
    way(hand, visitor, enquiry)
    visitor.page.locator(".receipt .reference").wait_for()
    return hand


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        with open_academy(filled_once(Path(folder)), Path(folder) / "served") as academy:
            visits = Visits(chromium, academy)
            plain = measure(academy, visits, without_gate)
            hands = {way.__name__: measure(academy, visits, way) for way in WAYS}
            visits.close()
        chromium.close()
    write_section("Clicks through the gate", _lines(plain, hands))


def _lines(plain: Hand, hands: dict[str, Hand]) -> list[str]:
    lines = ["| way | clicks | signs typed | more clicks | more signs |", "|--|--|--|--|--|"]
    lines.append(f"| without a gate | {plain.clicks} | {plain.signs} | – | – |")
    for name, hand in hands.items():
        more = (hand.clicks - plain.clicks, hand.signs - plain.signs)
        title = name.replace("_", " ")
        lines.append(f"| {title} | {hand.clicks} | {hand.signs} | {more[0]:+} | {more[1]:+} |")
    clicks = median(hand.clicks - plain.clicks for hand in hands.values())
    signs = median(hand.signs - plain.signs for hand in hands.values())
    lines.append(f"| **median** | | | {clicks:+g} | {signs:+g} |")
    return lines


def _chromium() -> str:
    return next(filter(None, map(which, CHROMIUMS)))


if __name__ == "__main__":
    main()
