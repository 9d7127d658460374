"""Every page in every state: usable by everybody, no wider than the window, and quiet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.academy import Academy
from tests.journeys.stops import Population, Stop, populate
from tests.journeys.visiting import Visitor, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

axe_core = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERY_RULE = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
RULES_OF_COLOUR = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
WIDER_THAN_THE_WINDOW = (
    "root => root.scrollWidth <= root.clientWidth ? [] : [...root.querySelectorAll('*')]"
    ".filter(e => e.getBoundingClientRect().right > root.clientWidth + 1)"
    ".map(e => `${e.tagName}.${e.className}`).slice(0, 6)"
)


@pytest.fixture(scope="module")
def english(academy: Academy) -> Population:
    return populate(academy, "en")


@pytest.fixture(scope="module")
def french(academy: Academy) -> Population:
    return populate(academy, "fr")


@pytest.fixture(params=["english", "french"])
def population(request: pytest.FixtureRequest) -> Population:
    people: Population = request.getfixturevalue(request.param)
    return people


@pytest.mark.parametrize(
    ("script", "widths"),
    [(True, (1280,)), (True, (360,)), (False, (1280, 360))],
    ids=["with-javascript-wide", "with-javascript-narrow", "without-javascript"],
)
def test_no_page_breaks_a_rule_of_wcag(
    visit: Visits, population: Population, script: bool, widths: tuple[int, ...]
) -> None:
    axe = axe_core.Axe()
    found: list[str] = []
    options: dict[str, Any] = {"loads_ours": script, "bypass_csp": True}
    for stop, visitor in walk(visit, population, width=widths[0], **options):
        visitor.page.evaluate(axe.axe_script)
        for width in widths:
            visitor.page.set_viewport_size({"width": width, "height": 900})
            found += [f"{stop.name} at {width}, {fault}" for fault in faults(visitor.page)]
    assert not found, "\n".join(found)


def test_no_page_is_wider_than_a_phone_or_breaks_its_own_content_policy(
    visit: Visits, population: Population
) -> None:
    found = []
    for stop, visitor in walk(visit, population, width=320):
        for width in (320, 360):
            visitor.page.set_viewport_size({"width": width, "height": 740})
            wide = visitor.page.locator("html").evaluate(WIDER_THAN_THE_WINDOW)
            found += [f"{stop.name} at {width}: {wide}"] if wide else []
    assert not found, "\n".join(found)


def walk(
    visit: Visits, population: Population, *, width: int, loads_ours: bool = True, **options: Any
) -> Iterator[tuple[Stop, Visitor]]:
    """Bring each person to each of their stops in turn.

    axe needs timers, which a browser without JavaScript has not: there our scripts are held back.
    """
    size = {"width": width, "height": 900}
    visitors = {
        name: visit(email, lang=population.lang, viewport=size, **options)
        for name, email in population.people.items()
    }
    for visitor in visitors.values() if not loads_ours else ():
        visitor.page.route("**/*.js?*", lambda route: route.abort())
    for stop in population.stops:
        arrive(visitors[stop.who], stop)
        yield stop, visitors[stop.who]


def arrive(visitor: Visitor, stop: Stop) -> None:
    """Open the page, and press the button that brings its state about."""
    page = visitor.open(stop.path)
    if stop.sends_to:
        form = page.locator("main form[novalidate]")
        form.evaluate("(form, path) => form.setAttribute('action', path)", stop.sends_to)
    if stop.press:
        page.locator(stop.press).click()
        page.wait_for_load_state()
    assert visitor.status == stop.status, (stop, visitor.status, page.locator("h1").inner_text())


def faults(page: "Page") -> Iterator[str]:
    """Ask axe about the page in light, and about its colours in dark as well."""
    for scheme, rules in (("light", EVERY_RULE), ("dark", RULES_OF_COLOUR)):
        page.emulate_media(color_scheme=scheme)
        result = page.evaluate("rules => axe.run(rules)", rules)
        yield from (f"{scheme}: {wrong(violation)}" for violation in result["violations"])


def wrong(violation: dict[str, Any]) -> str:
    places = [node["target"][0] for node in violation["nodes"][:4]]
    return f"{violation['id']} at {places}"
