"""`GET /api/v1/search` as programs use it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts.joining import create_token
from portal.accounts.signed_in import SignedIn
from portal.finding.api import SearchParameters
from portal.finding.indexing import follow_content
from portal.runtime import Runtime
from tests.browser import Browser
from tests.finding.shelves import Shelves, Text

Ask = Callable[..., Any]


@pytest.fixture
def ask(browser: Browser, runtime: Runtime, shelves: Shelves, cleo: SignedIn) -> Ask:
    """Ask the API as Cleo, an administrator; return the answer."""
    with runtime.database.writing() as db:
        secret = create_token(db, runtime, cleo.email)

    def get(address: str, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {secret}", **headers}
        return browser.client.get(f"/api/v1/search{address}", headers=sent)

    return get


def test_a_hit_has_every_field_of_the_contract(ask: Ask, shelves: Shelves) -> None:
    answer = ask("?q=somebody+cannot+sign+in").json()

    hit = answer["hits"][0]
    assert (hit["id"], hit["slug"]) == (shelves.ids["reset-a-password"], "reset-a-password")
    assert (hit["kind"], hit["lang"], hit["moments"]) == ("article", "en", [])
    assert (hit["title"], hit["url"]) == (
        "Reset a colleague's password",
        "/articles/reset-a-password",
    )
    assert hit["summary"] == "When somebody cannot sign in."
    assert hit["snippet"]
    assert hit["score"] > 0
    assert set(answer) >= {"hits", "total", "facets", "did_you_mean", "notice", "is_down"}


def test_moments_of_a_video_have_their_second(ask: Ask) -> None:
    hit = ask("?q=reset+password&kind=video").json()["hits"][0]

    assert hit["url"] == "/videos/the-people-page"
    assert hit["moments"][0] == {"start": 134.0, "text": "Reset a password"}


@pytest.mark.parametrize(
    ("reads", "url"),
    [
        ("fr", "/articles/reinitialiser-un-mot-de-passe"),
        ("en", "/articles/reinitialiser-un-mot-de-passe?lang=fr"),
    ],
)
def test_the_address_names_a_language_only_where_it_must(ask: Ask, reads: str, url: str) -> None:
    answer = ask("?q=mot+de+passe&lang=fr", **{"Accept-Language": reads}).json()

    assert [hit["url"] for hit in answer["hits"]] == [url]


def test_filters_limit_and_offset_keep_the_total(ask: Ask) -> None:
    everything = ask("?q=person+page+password").json()
    second = ask("?q=person+page+password&limit=1&offset=1").json()

    assert [hit["id"] for hit in second["hits"]] == [everything["hits"][1]["id"]]
    assert second["total"] == everything["total"] > 1
    assert ask("?q=person+page&topic=reports").json()["total"] == 0


@pytest.mark.parametrize("lang", ["FR", "fr-CA"])
def test_a_language_is_known_by_any_of_its_tags(lang: str) -> None:
    assert SearchParameters.model_validate({"q": "mot de passe", "lang": lang}).lang == "fr"


def test_blank_parameters_are_not_there(ask: Ask) -> None:
    answer = ask("?q=password&lang=&kind=&topic=&limit=&offset=")

    assert answer.status_code == 200
    assert answer.json()["total"] > 0


@pytest.mark.parametrize(
    "wrong",
    ["limit=0", "limit=51", "limit=many", "offset=-1", "offset=1001", "kind=podcast", "lang=xx",
     "topic=..%2F", "topic=%00"],
)  # fmt: skip
def test_a_wrong_value_is_a_problem_that_names_it(ask: Ask, wrong: str) -> None:
    answer = ask(f"?q=password&{wrong}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert wrong.partition("=")[0] in json.dumps(answer.json()["errors"])


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "%25", "%22%3E%3Cscript%3E", "a" * 5_000])
def test_hostile_text_is_answered(ask: Ask, text: str) -> None:
    assert ask(f"?q={text}").status_code == 200


def test_the_snippet_is_escaped(ask: Ask, runtime: Runtime, shelves: Shelves) -> None:
    shelves.put(Text("planted", "Planted", "<img src=x onerror=planted()>"))
    follow_content(runtime)

    hit = ask("?q=planted").json()["hits"][0]

    assert hit["snippet"] == "&lt;img src=x onerror=<mark>planted</mark>()&gt;"


def test_without_the_index_the_answer_says_so(ask: Ask, runtime: Runtime) -> None:
    runtime.engine.close()

    answer = ask("?q=reset+password").json()

    assert answer["is_down"] is True
    assert answer["hits"][0]["slug"] == "reset-a-password"


def test_nobody_searches_without_a_key(browser: Browser) -> None:
    answer = browser.client.get("/api/v1/search?q=password")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["type"] == "urn:academy:problem:sign-in-needed"
