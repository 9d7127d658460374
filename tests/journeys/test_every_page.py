"""Every page in every state: usable by everybody, no wider than the window, and quiet."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.academy import Academy, open_academy
from tests.journeys.stops import Population, Stop, populate
from tests.journeys.visiting import Visitor, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

axe_core = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERY_RULE = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
# What axe reads in style sheets and films is the same in every window: it reads them once.
RULES_OF_A_WINDOW = {**EVERY_RULE, "preload": False}
RULES_OF_COLOUR = {
    "preload": False,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
# What is dark does not change with the words: each page is looked at so on a desk in one language,
# and on a phone in the other.
DARK_AT = {"en": 1280, "fr": 360}
ASK_AXE = "rules => axe.run(rules).then(result => result.violations)"
CHANGED_BY_SCRIPTS = """sent => {
  const written = root => root.outerHTML.replace(/ nonce="[^"]*"/g, "");
  const asSent = new DOMParser().parseFromString(sent, "text/html");
  return written(asSent.documentElement) !== written(document.documentElement);
}"""
UNFOLD = "main => main.querySelectorAll('details').forEach(fold => { fold.open = true; })"
WIDER_THAN_THE_WINDOW = (
    "root => root.scrollWidth <= root.clientWidth ? [] : [...root.querySelectorAll('*')]"
    ".filter(e => e.getBoundingClientRect().right > root.clientWidth + 1)"
    ".map(e => `${e.tagName}.${e.className}`).slice(0, 6)"
)


@pytest.fixture(scope="module")
def academy(
    chromium: object, filled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Academy]:
    """One of its own: what other journeys write must not decide how wide a page is."""
    with open_academy(filled, tmp_path_factory.mktemp("pages")) as running:
        yield running


@pytest.fixture(scope="module")
def english(academy: Academy) -> Population:
    return populate(academy, "en")


@pytest.fixture(scope="module")
def french(academy: Academy) -> Population:
    return populate(academy, "fr")


@pytest.fixture
def population(request: pytest.FixtureRequest) -> Population:
    people: Population = request.getfixturevalue(request.param)
    return people


@pytest.mark.parametrize("population", ["english", "french"], indirect=True)
def test_no_page_breaks_a_rule_of_wcag_its_content_policy_or_the_width_of_a_phone(
    visit: Visits, population: Population
) -> None:
    """Without our scripts as well, wherever they make a page another than was sent."""
    found: list[str] = []
    otherwise: list[Stop] = []
    for stop, visitor in walk(visit, population, population.stops):
        found += (f"{stop.name} {fault}" for fault in faults(visitor.page, population.lang))
        if visitor.page.evaluate(CHANGED_BY_SCRIPTS, visitor.sent):
            otherwise.append(stop)
    for stop, visitor in walk(visit, population, otherwise, loads_ours=False):
        found += (
            f"{stop.name} without scripts {fault}"
            for fault in faults(visitor.page, population.lang)
        )
    assert not found, "\n".join(found)


def resize(page: "Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def walk(
    visit: Visits, population: Population, stops: Sequence[Stop], *, loads_ours: bool = True
) -> Iterator[tuple[Stop, Visitor]]:
    """Bring each person to each of their stops in turn.

    axe needs timers, which a browser without JavaScript has not: there our scripts are held back.
    """
    visitors = {
        name: visit(email, lang=population.lang) for name, email in population.people.items()
    }
    for visitor in visitors.values() if not loads_ours else ():
        visitor.page.route("**/*.js?*", lambda route: route.abort())
    for stop in stops:
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
    if stop.unfolds:
        page.locator("main").evaluate(UNFOLD)
    assert visitor.status == stop.status, (stop, visitor.status, page.locator("h1").inner_text())
    page.evaluate(axe_core.Axe().axe_script)


def faults(page: "Page", lang: str) -> Iterator[str]:
    """Look at the page on a desk and on a phone; no text may reach out of a narrow window."""
    for width, rules in ((1280, EVERY_RULE), (360, RULES_OF_A_WINDOW)):
        resize(page, width)
        schemes = ("light", "dark") if width == DARK_AT[lang] else ("light",)
        yield from (f"at {width}, {fault}" for fault in broken(page, rules, schemes))
    for width in (360, 320):
        resize(page, width)
        wide = page.locator("html").evaluate(WIDER_THAN_THE_WINDOW)
        yield from [f"at {width} is too wide: {wide}"] if wide else []
    resize(page, 1280)


def broken(
    page: "Page", every_rule: dict[str, Any], schemes: Sequence[Any] = ("light", "dark")
) -> Iterator[str]:
    """Ask axe about the page in light, and about its colours in dark as well."""
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        rules = every_rule if scheme == "light" else RULES_OF_COLOUR
        violations = page.evaluate(ASK_AXE, rules)
        yield from (f"{scheme}: {wrong(violation)}" for violation in violations)


def wrong(violation: dict[str, Any]) -> str:
    places = [node["target"][0] for node in violation["nodes"][:4]]
    return f"{violation['id']} at {places}"
