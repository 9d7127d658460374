"""The search page as people see it."""

import pytest
from fastapi import Request

from portal.accounts.signed_in import SignedIn
from portal.finding.finder import Finder
from portal.finding.indexing import follow_content
from portal.finding.showing import KnownProblem, results_view
from portal.gate.asked import Asked
from portal.runtime import Runtime
from portal.web.pages import page
from tests.browser import Browser, Page
from tests.finding.shelves import Shelves, Text


def links(page: object) -> dict[str, str]:
    return {link.text: link.get("href") for link in page.all("a")}  # type: ignore[attr-defined]


@pytest.fixture
def reader(browser: Browser, shelves: Shelves, cleo: SignedIn) -> Browser:
    return browser.sign_in(cleo)


def test_results_are_listed_with_their_count(reader: Browser) -> None:
    page = reader.open("/search?q=reset+password")

    assert "3 results for “reset password”" in page.main
    assert links(page)["Reset a colleague's password"] == "/articles/reset-a-password"


def test_the_page_without_words_says_what_to_do(reader: Browser) -> None:
    page = reader.open("/search")

    assert "Type a few words above" in page.main


def test_words_that_stand_everywhere_are_named(reader: Browser) -> None:
    assert "has only words that stand in every text" in reader.open("/search?q=the+of").main


def test_a_filter_keeps_the_words_and_lets_go_again(reader: Browser) -> None:
    page = reader.open("/search?q=reset+password")
    chosen = reader.open(links(page)["Videos (1)"])

    assert reader.path == "/search?q=reset+password&kind=video"
    assert links(chosen)["Videos (1)"] == "/search?q=reset+password"
    assert links(chosen)["All"].startswith("/search?q=reset+password")


def test_a_moment_jumps_to_its_second(reader: Browser) -> None:
    page = reader.open("/search?q=reset+password&kind=video")

    assert "/videos/the-people-page#t=134" in links(page).values()


def test_nothing_found_offers_to_write_with_the_same_words(reader: Browser) -> None:
    page = reader.open("/search?q=marmalade")

    assert "We found nothing for “marmalade”" in page.main
    assert links(page)["Write to us"] == "/help?q=marmalade"


def test_staff_are_not_told_to_write_to_support(reader: Browser, ben: SignedIn) -> None:
    page = reader.sign_in(ben).open("/search?q=marmalade")

    assert "We found nothing for “marmalade”. Use fewer or other words." in page.main
    assert "Write to us" not in links(page)


def test_a_choice_that_leaves_nothing_can_be_undone(reader: Browser) -> None:
    page = reader.open("/search?q=export&kind=video")

    assert "Nothing is left" in page.main
    assert links(page)["Show all results"] == "/search?q=export"


def test_a_search_without_the_index_says_so(reader: Browser, runtime: Runtime) -> None:
    runtime.engine.close()

    page = reader.open("/search?q=reset+password")

    assert "Search is not working as usual" in page.main
    assert "Reset a colleague's password" in links(page)


def test_a_hit_in_another_language_says_so(reader: Browser) -> None:
    page = reader.open("/search?q=reinitialiser")

    headings = [h2 for h2 in page.all("h2") if h2.get("lang") == "fr"]
    assert [h2.text for h2 in headings] == ["Réinitialiser un mot de passe"]
    assert "In French" in page.main
    assert "/articles/reinitialiser-un-mot-de-passe?lang=fr" in links(page).values()


def test_the_page_speaks_french(reader: Browser) -> None:
    page = reader.open("/search?q=mot+de+passe", **{"Accept-Language": "fr"})

    assert "résultats pour «\u00a0mot de passe\u00a0»" in page.main


def test_what_was_opened_is_marked(reader: Browser) -> None:
    reader.open("/search?q=reset+password")
    reader.open("/articles/reset-a-password")

    assert "You opened this" in reader.open("/search?q=reset+password").main


def test_pages_lead_on_and_back(reader: Browser, runtime: Runtime, shelves: Shelves) -> None:
    shelves.put(*(Text(f"text-{n}", f"Marmalade {n}") for n in range(12)))
    follow_content(runtime)

    first = reader.open("/search?q=marmalade")
    second = reader.open(links(first)["Next page"])

    assert "Page 2 of 2" in second.main
    assert links(second)["Previous page"] == "/search?q=marmalade&page=1"
    assert "Next page" not in links(second)
    assert links(reader.open("/search?q=marmalade&page=9"))["Previous page"].endswith("&page=2")


def test_planted_html_stays_text(reader: Browser, runtime: Runtime, shelves: Shelves) -> None:
    shelves.put(Text("planted", "<script>planted</script>", "<script>planted</script>"))
    follow_content(runtime)

    page = reader.open("/search?q=planted+%3Cscript%3E")

    assert "&lt;script&gt;" in reader.html
    assert all(script.get("src") for script in page.all("script"))


def test_htmx_gets_the_results_alone(reader: Browser) -> None:
    part = reader.open("/search?q=reset+password", **{"HX-Request": "true"})

    assert part.elements[0].get("id") == "results"


def test_a_known_problem_stands_above_the_results(
    runtime: Runtime, finder: Finder, browser: Browser, cleo: SignedIn
) -> None:
    found = finder.find("reset password", reader=cleo, prefer_lang="en")
    request = Request({"type": "http", "path": "/search", "headers": [], "state": {},
                       "app": browser.client.app, "query_string": b""})  # fmt: skip
    known = KnownProblem("Mail is late", "fr", "/incidents/mail", runtime.now())

    view = results_view(request, found, Asked(q="reset password"), known=[known])
    part = Page(page(request, "finding/_results.html", view=view).body.decode())

    first = next(element for element in part.all("a"))
    assert (first.get("href"), first.get("lang"), first.text) == (
        "/incidents/mail",
        "fr",
        "Mail is late",
    )
    assert "Next update:" in part.elements[0].text
    assert results_view(request, found, Asked(q="reset password")).known == ()
