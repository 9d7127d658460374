"""Code planted in a request, a reply or a search is shown as the text it is, and never runs."""

import pytest

from portal.accounts.policy import Role
from portal.service_desk.forms import RequestForm
from tests.journeys import preparing
from tests.journeys.academy import Academy
from tests.journeys.visiting import Visitor, Visits

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

pytestmark = pytest.mark.browser

RUN = "window.__pwned=1;alert(1)"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror='{RUN}'//",
    f'"><img src=x onerror="{RUN}">',
    f"' autofocus onfocus='{RUN}' x='",
    f'" autofocus onfocus="{RUN}" x="',
    f'" onmouseover="{RUN}',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<video src=x onerror={RUN}></video>",
    f"<input autofocus onfocus={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<math><mi xlink:href='javascript:{RUN}'>x</mi></math>",
    f"<a href='javascript:{RUN}'>pwned</a>",
    f"javascript:{RUN}",
    f"[pwned](javascript:{RUN})",
    f"<form action='javascript:{RUN}'><button>pwned</button></form>",
    f"<style>@import 'javascript:{RUN}'</style>",
    "<div hx-get='/sign-out' hx-trigger='load'>pwned</div>",
    f"<div hx-on:click='{RUN}' hx-on::load='{RUN}'>pwned</div>",
    f"<div data-hx-get='/pwned' data-hx-trigger='load' hx-vals='js:{RUN}'>pwned</div>",
    f"{{{{ 7*7 }}}}{{% set x='{RUN}' %}}%(pwned)s",
    f"\u202e\x7f<img/src='x'/onerror={RUN}>",
)
PAIRS = tuple(" ".join(PAYLOADS[n::15]) for n in range(15))
MARKS_OF_LIFE = """() => {
  const bad = [];
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const runs = name.startsWith('on') || name === 'srcdoc';
      const asks = /^(data-)?hx-/.test(name) && /pwned|sign-out/.test(value);
      const leads = /^\\s*(javascript|data):/i.test(value) && name !== 'value';
      if (runs || asks || leads) bad.push(`${element.tagName} ${name}=${value}`);
    }
    if (element.matches('script:not([src]), style, iframe, math, object, embed')) {
      bad.push(element.outerHTML);
    }
  }
  return window.__pwned ? [...bad, 'it ran'] : bad;
}"""


def test_there_are_thirty_payloads() -> None:
    assert len(set(PAYLOADS)) == 30


def test_code_in_a_request_and_its_replies_is_only_text(visit: Visits, academy: Academy) -> None:
    everything = "\n\n".join(PAYLOADS)
    customer, agent = academy.add(Role.ADMINISTRATOR), academy.add(Role.AGENT)
    sinks = []
    for planted in PAIRS:
        enquiry, reference = preparing.raise_request(
            academy,
            customer,
            title=planted,
            missing=planted,
            description=everything,
            expected=everything,
            steps=everything,
            since=planted,
            area=planted[:100],
        )
        sinks += [f"/requests/{reference}", f"/help/{enquiry}/sent"]
    preparing.talk(academy, reference, staff=agent, customer=customer, text=everything)

    for visitor, paths in (
        (visit(customer, bypass_csp=True), [*sinks[-6:], "/requests", "/"]),
        (visit(agent, bypass_csp=True), ["/desk", *(f"/desk{path}" for path in sinks[::2])]),
    ):
        assert_only_text(visitor, *paths)


def test_code_in_a_search_is_only_text(visit: Visits, academy: Academy) -> None:
    visitor = visit(academy.add(Role.ADMINISTRATOR), bypass_csp=True)
    visitor.open("/search")

    for planted in PAIRS:
        with visitor.page.expect_navigation():
            visitor.search(f"phishing {planted}"[:200])
        assert_only_text(visitor)
    assert_only_text(visitor, "/", "/help")


def test_code_in_a_draft_is_only_text_on_every_step(visit: Visits, academy: Academy) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    steps = []
    for planted in PAIRS:
        texts = dict.fromkeys(("title", "description", "steps", "since"), planted)
        draft = RequestForm(priority=5, area=planted[:100], **texts)
        enquiry = preparing.unlock(academy, somebody, missing=planted, draft=draft)
        steps += [f"/help/{enquiry}/{step}" for step in ("tried", "details", "check")]
    visitor = visit(somebody, bypass_csp=True)

    assert_only_text(visitor, *steps, "/")


def assert_only_text(visitor: Visitor, *paths: str) -> None:
    """Look at those pages, or at the one that is open: nothing planted may be alive on it."""
    for path in paths or (None,):
        page = visitor.open(path) if path else visitor.page
        page.mouse.move(400, 400)
        assert visitor.status < 500, path
        assert page.evaluate(MARKS_OF_LIFE) == [], page.url
