"""The start page, the status page, and what operators' probes are told."""

import pytest

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.browser import Browser
from tests.reporting.life import Life
from tests.world import Cast, Clock


@pytest.mark.parametrize("name", ["ada", "ben", "eva", "mia", "cleo", "finn", "dai"])
def test_everybody_has_a_start_page_with_search_and_topics(
    browser: Browser, people: Cast, name: str
) -> None:
    page = browser.sign_in(getattr(people, name)).open("/")

    assert "Mail and delivery" in page.main
    assert next(element.get("name") for element in page.all("input")) == "q"


@pytest.mark.parametrize(
    ("days", "times", "is_listed"), [(0, 3, True), (0, 2, False), (40, 3, False)]
)
def test_what_many_opened_of_late_is_listed(
    browser: Browser,
    runtime: Runtime,
    clock: Clock,
    cleo: SignedIn,
    days: int,
    times: int,
    is_listed: bool,
) -> None:
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        by = life.items()[0].item_id
        for _ in range(times):
            life.solved(cleo, "simulated mail missing", by=by)
        life.keep()
    clock.go(days=days)

    said = browser.sign_in(cleo).open("/").main
    assert ("Often read Allow our sender Video" in said) is is_listed
    assert ("New in the Academy" in said) is not is_listed


def test_an_unsent_request_is_offered_again(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo).open("/help?q=password")

    assert "have not sent" in browser.open("/").main


def test_the_status_page_needs_nobody_signed_in(browser: Browser) -> None:
    assert "status" in browser.open("/status").main.lower()


@pytest.mark.parametrize("path", ["/status", "/healthz", "/readyz", "/metrics", "/sign-in"])
def test_a_monitor_may_ask_without_wanting_the_text(browser: Browser, path: str) -> None:
    asked, read = browser.client.head(path), browser.client.get(path)

    assert asked.status_code == read.status_code
    assert asked.headers["content-type"] == read.headers["content-type"]


def test_the_process_is_healthy_and_ready(browser: Browser) -> None:
    browser.open("/healthz")
    browser.open("/readyz")

    assert browser.response.json()["checks"] == {
        "database": True,
        "migrations": True,
        "search": True,
        "disk": True,
    }


def test_a_broken_index_does_not_make_the_academy_unready(
    browser: Browser, runtime: Runtime
) -> None:
    runtime.engine.close()
    browser.open("/readyz")

    assert browser.response.json()["checks"]["search"] is False


def test_a_database_that_is_gone_makes_it_unready_and_pages_say_so(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    if not runtime.database.is_sqlite:
        pytest.skip("taken away as a file")
    browser.sign_in(cleo)
    runtime.database.close()
    (runtime.settings.data_dir / "academy.db").unlink()

    browser.open("/readyz", status=503)
    assert browser.response.json()["checks"]["migrations"] is False


def test_an_unknown_address_is_a_404_with_a_search(browser: Browser, cleo: SignedIn) -> None:
    page = browser.sign_in(cleo).open("/no/such/page", status=404)

    assert [element.get("name") for element in page.all("input")].count("q") == 1
