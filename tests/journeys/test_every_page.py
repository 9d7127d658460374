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

pytestmark = pytest.mark.browser

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


# Each language on a worker of its own: these are the longest tests of all.
LANGUAGES = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"pages-{name}"))
    for name in ("english", "french")
]


@pytest.fixture
def population(request: pytest.FixtureRequest) -> Population:
    people: Population = request.getfixturevalue(request.param)
    return people


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
@pytest.mark.parametrize("population", LANGUAGES, indirect=True)
def test_no_page_breaks_a_rule_of_wcag_its_content_policy_or_the_width_of_a_phone(
    visit: Visits, population: Population, script: bool
) -> None:
    axe = axe_core.Axe()
    found: list[str] = []
    for stop, visitor in walk(visit, population, loads_ours=script):
        visitor.page.evaluate(axe.axe_script)
        for width in (1280, 360):
            resize(visitor.page, width)
            found += [f"{stop.name} at {width}, {fault}" for fault in faults(visitor.page)]
        for width in (360, 320):
            resize(visitor.page, width)
            wide = visitor.page.locator("html").evaluate(WIDER_THAN_THE_WINDOW)
            found += [f"{stop.name} at {width} is too wide: {wide}"] if wide else []
        resize(visitor.page, 1280)
    assert not found, "\n".join(found)


def resize(page: "Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def walk(
    visit: Visits, population: Population, *, loads_ours: bool
) -> Iterator[tuple[Stop, Visitor]]:
    """Bring each person to each of their stops in turn.

    axe needs timers, which a browser without JavaScript has not: there our scripts are held back.
    """
    visitors = {
        name: visit(email, lang=population.lang) for name, email in population.people.items()
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
