"""The gate as programs use it: every field of the contract, and what is left to do."""

import json
from typing import Any

import pytest

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.browser import Browser
from tests.gate.steps import FINDS, FINDS_NOTHING
from tests.program import SHOWN, Program

NOBODYS = "00000000-0000-4000-8000-00000000beef"
SENSELESS: tuple[tuple[str, dict[str, object]], ...] = (
    ("q", {}),
    ("q", {"q": None}),
    ("q", {"q": ["a"]}),
    ("q", {"q": "x" * 10_001}),
    ("q", {"q": "half a surrogate \ud800"}),
    ("kind", {"q": FINDS, "kind": "ticket"}),
    ("lang", {"q": FINDS, "lang": "tlh"}),
    ("limit", {"q": FINDS, "limit": 10**30}),
)


@pytest.fixture
def program(browser: Browser, runtime: Runtime, cleo: SignedIn) -> Program:
    return Program(browser.client, runtime, cleo)


def test_an_enquiry_starts_locked_and_says_what_is_missing(program: Program) -> None:
    answer = program.post("/enquiries")

    assert (answer["state"], answer["missing"]) == ("looking", ["search"])
    assert answer == program.get(program.response.headers["Location"].removeprefix("/api/v1"))


def test_a_search_on_the_record_answers_as_the_search_does(program: Program) -> None:
    enquiry = program.start()

    answer = program.search(enquiry, limit=1)

    assert answer == program.get(f"/search?q={FINDS.replace(' ', '+')}&limit=1")
    assert set(answer) >= {"hits", "total", "facets", "did_you_mean"}
    assert set(answer["hits"][0]) >= {
        *("id", "slug", "kind", "title", "lang", "summary", "snippet", "url", "score", "moments")
    }
    trail = program.get(f"/enquiries/{enquiry}")["trail"]
    assert trail["searches"][0]["terms"] == FINDS
    assert [shown["slug"] for shown in trail["searches"][0]["shown"]] == [SHOWN]


def test_reading_what_was_shown_returns_it_and_unlocks(program: Program) -> None:
    enquiry = program.start()
    program.search(enquiry)
    assert program.get(f"/enquiries/{enquiry}")["missing"] == ["reading-or-dismissal"]

    item = program.post(f"/enquiries/{enquiry}/readings", {"slug": SHOWN}, status=200)

    assert item == program.get(f"/articles/{SHOWN}")
    assert item["html"]
    assert item["source"].startswith("## Look at the delivery report")
    state = program.get(f"/enquiries/{enquiry}")
    assert (state["state"], state["missing"]) == ("unlocked", [])


def test_a_video_is_read_by_its_kind(program: Program) -> None:
    body = {"slug": "allow-our-sender", "kind": "video"}

    item = program.post(f"/enquiries/{program.start()}/readings", body, status=200)

    assert (item["kind"], item["slug"]) == ("video", "allow-our-sender")


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("tried-it", {"reason": "tried-it", "words": ""}),
        ("It is about Outlook", {"reason": "not-my-problem", "words": "It is about Outlook"}),
    ],
)
def test_a_dismissal_takes_one_of_the_four_reasons_or_free_words(
    program: Program, reason: str, kept: dict[str, str]
) -> None:
    enquiry = program.start()
    program.search(enquiry)

    answer = program.post(f"/enquiries/{enquiry}/dismissal", {"reason": reason}, status=200)

    assert (answer["state"], answer["trail"]["dismissal"]) == ("unlocked", kept)


def test_finding_nothing_unlocks(program: Program) -> None:
    enquiry = program.start()

    answer = program.search(enquiry, FINDS_NOTHING)

    assert (answer["hits"], answer["total"]) == ([], 0)
    assert program.get(f"/enquiries/{enquiry}")["state"] == "unlocked"


@pytest.mark.parametrize("body", ["", json.dumps({"slug": SHOWN})])
def test_a_solution_ends_the_enquiry(program: Program, body: str) -> None:
    enquiry = program.unlock()
    sent: dict[str, Any] = {"headers": {"Content-Type": "application/json"}, "content": body}

    answer = program.call("POST", f"/enquiries/{enquiry}/solution", status=200, **sent)
    assert answer["state"] == "solved"
    problem = program.post(f"/enquiries/{enquiry}/searches", {"q": FINDS}, status=409)
    assert problem["type"] == "urn:academy:problem:enquiry-over"


def test_an_enquiry_that_never_was_is_not_found(program: Program) -> None:
    body = {"q": FINDS, "slug": SHOWN, "reason": "tried-it"}

    for call in ("searches", "readings", "dismissal", "solution"):
        problem = program.post(f"/enquiries/{NOBODYS}/{call}", body, status=404)
        assert problem["type"] == "urn:academy:problem:not-found"


def test_a_search_that_makes_no_sense_names_the_field(program: Program) -> None:
    enquiry = program.start()

    for field, body in SENSELESS:
        problem = program.post(f"/enquiries/{enquiry}/searches", body, status=422)
        assert [error["where"] for error in problem["errors"]] == [f"body.{field}"], body

    assert program.get(f"/enquiries/{enquiry}")["trail"]["searches"] == []


def test_a_body_that_is_no_object_is_refused(program: Program) -> None:
    enquiry = program.start()
    headers = {"Content-Type": "application/json"}

    for call in ("searches", "readings", "dismissal"):
        path = f"/enquiries/{enquiry}/{call}"
        for body in (b"5", b"[]", b'"q"', b"null", b"", b"{"):
            program.call("POST", path, status=422, headers=headers, content=body)
        for body in (b"[" * 100_000, b"\xff", b'{"q":' + b"9" * 5_000 + b"}"):
            program.call("POST", path, status=400, headers=headers, content=body)


def test_words_that_no_text_should_hold_are_cleaned(program: Program) -> None:
    enquiry = program.start()
    program.search(enquiry, f"\x00{FINDS}\x00\u202e")
    body = {"reason": "none\x00 of\x1b these"}

    trail = program.post(f"/enquiries/{enquiry}/dismissal", body, status=200)["trail"]

    assert trail["searches"][0]["terms"] == FINDS
    assert trail["dismissal"]["words"] == "none of these"
    program.post(f"/enquiries/{enquiry}/readings", {"slug": "a\x00b"}, status=404)
