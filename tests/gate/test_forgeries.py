"""Every way around the gate that we could think of: none opens a ticket, none loses a text."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, update

from portal.accounts.joining import NewPerson, add_person
from portal.accounts.models import ApiToken
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.content.models import Item, Translation
from portal.demo.cast import NORTHWIND
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from tests.browser import Browser
from tests.gate.steps import FINDS
from tests.program import REQUEST, SHOWN, Program
from tests.world import Clock

TYPED = "Nobody in Lyon gets any mail."
DETAILS = {"priority": "2", "title": "No simulated mail", "description": TYPED}
ASKED = FINDS.replace(" ", "+")
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CallAs = Callable[[SignedIn], Program]


@pytest.fixture
def call_as(browser: Browser, runtime: Runtime) -> CallAs:
    return lambda person: Program(browser.client, runtime, person)


@pytest.fixture
def program(call_as: CallAs, cleo: SignedIn) -> Program:
    return call_as(cleo)


@pytest.fixture
def colleague(runtime: Runtime) -> SignedIn:
    """A second administrator of Cleo's organisation."""
    new = NewPerson("gus@northwind.example", "Gus", NORTHWIND, Role.ADMINISTRATOR)
    with runtime.database.writing() as db:
        membership = find_membership(db, add_person(db, runtime, new).id)
        assert membership is not None
        return signed_in_as(membership, runtime.now())


def tickets(runtime: Runtime) -> int:
    with runtime.database.reading() as db:
        return db.scalar(select(func.count()).select_from(Ticket)) or 0


def is_kept(browser: Browser) -> bool:
    """Whether the page still shows what was typed."""
    return TYPED in browser.html


def sends_nothing(browser: Browser, enquiry: str, status: int) -> None:
    """Send details and ticket by hand, as if the form were open; the text stays on the page."""
    browser.send(f"/help/{enquiry}/details", DETAILS, status=status)
    assert is_kept(browser)
    browser.send(f"/help/{enquiry}/ticket", DETAILS, status=status)
    assert is_kept(browser)
    assert tickets(browser.runtime) == 0


def locked(program: Program, enquiry: str, *missing: str) -> None:
    """Ask by the API: it names what is left to do."""
    problem = program.ask(enquiry, status=409)
    assert problem["type"] == "urn:academy:problem:search-first"
    assert problem["missing"] == list(missing)
    assert tickets(program.runtime) == 0


def test_a_bookmark_leads_to_the_search(browser: Browser, cleo: SignedIn, program: Program) -> None:
    enquiry = program.start()

    for step in ("details", "check", "tried"):
        browser.sign_in(cleo).open(f"/help/{enquiry}/{step}")
        assert browser.path == "/help?notice=search-first"


def test_nothing_is_sent_without_a_search(
    browser: Browser, cleo: SignedIn, program: Program
) -> None:
    enquiry = program.start()

    locked(program, enquiry, "search")
    browser.sign_in(cleo)
    sends_nothing(browser, enquiry, 409)


def test_nothing_is_sent_after_a_search_alone(
    browser: Browser, cleo: SignedIn, program: Program
) -> None:
    enquiry = program.start()
    program.search(enquiry)

    locked(program, enquiry, "reading-or-dismissal")
    browser.sign_in(cleo)
    sends_nothing(browser, enquiry, 409)


@pytest.mark.parametrize("words", ["?!", "the of and", ""], ids=["junk", "stop words", "blank"])
def test_a_search_for_nothing_is_no_search(program: Program, words: str) -> None:
    enquiry = program.start()
    program.search(enquiry, words)
    program.post(f"/enquiries/{enquiry}/dismissal", {"reason": "tried-it"}, status=200)

    locked(program, enquiry, "search")


def test_a_filter_or_a_far_page_that_leaves_nothing_is_not_nothing_found(
    program: Program,
) -> None:
    enquiry = program.start()
    for narrowed in ({"topic": "people"}, {"lang": "fr"}, {"kind": "video"}, {"offset": 1_000}):
        program.search(enquiry, "zirconium" if "topic" in narrowed else FINDS, **narrowed)

    locked(program, enquiry, "reading-or-dismissal")


def test_the_enquiry_of_somebody_else_does_not_exist(
    browser: Browser, program: Program, call_as: CallAs, colleague: SignedIn, dai: SignedIn
) -> None:
    enquiry = program.unlock()

    for other in (colleague, dai):
        call_as(other).ask(enquiry, status=404)
        browser.sign_in(other)
        sends_nothing(browser, enquiry, 404)
        for step in ("details", "check", "sent", "tried", "solved"):
            browser.open(f"/help/{enquiry}/{step}", status=404)
        browser.send(f"/help/{enquiry}/dismissal", {"reason": "tried-it"}, status=404)
        browser.send(f"/help/{enquiry}/solution", {}, status=404)
    assert program.get(f"/enquiries/{enquiry}")["state"] == "unlocked"


def test_an_enquiry_that_was_used_opens_no_second_ticket(
    browser: Browser, cleo: SignedIn, program: Program
) -> None:
    enquiry = program.unlock()
    reference = program.ask(enquiry)["reference"]

    problem = program.ask(enquiry, status=409, title="Another one")
    assert problem["type"] == "urn:academy:problem:enquiry-over"
    assert reference in problem["detail"]
    browser.sign_in(cleo).send(f"/help/{enquiry}/details", DETAILS, status=409)
    assert is_kept(browser)
    assert tickets(program.runtime) == 1


def test_an_enquiry_that_was_solved_or_left_for_a_day_opens_none(
    browser: Browser, cleo: SignedIn, program: Program, clock: Clock
) -> None:
    browser.sign_in(cleo)
    solved, left = program.unlock(), program.unlock()
    for enquiry in (solved, left):
        browser.send(f"/help/{enquiry}/details", DETAILS)
    program.post(f"/enquiries/{solved}/solution", status=200)
    clock.go(hours=24)

    browser.sign_in(cleo)
    for enquiry in (solved, left):
        problem = program.ask(enquiry, status=409)
        assert problem["type"] == "urn:academy:problem:enquiry-over"
        sends_nothing(browser, enquiry, 409)


def test_a_clock_set_back_opens_nothing(program: Program, clock: Clock) -> None:
    enquiry = program.start()
    clock.go(hours=-24)

    locked(program, enquiry, "search")


def test_only_what_somebody_opened_is_a_reading(
    browser: Browser, cleo: SignedIn, program: Program
) -> None:
    browser.sign_in(cleo).open(f"/help?q={ASKED}")
    path = f"/articles/{SHOWN}"
    for headers in (
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Dest": "iframe"},
        ELSEWHERE,
    ):
        browser.open(path, **headers)
    assert browser.client.head(path).status_code == 405

    enquiry = newest_enquiry(browser)
    locked(program, enquiry, "reading-or-dismissal")
    browser.open(path)
    assert program.get(f"/enquiries/{enquiry}")["state"] == "unlocked"


def newest_enquiry(browser: Browser) -> str:
    """Return the enquiry that the search page offers to go on with."""
    browser.open("/help")
    found = re.search(r"/help/([0-9a-f-]{36})/", browser.html)
    assert found
    return found[1]


def test_a_search_that_nobody_typed_is_none(browser: Browser, program: Program) -> None:
    for headers in ({"Sec-Purpose": "prefetch"}, {"Sec-Fetch-Dest": "image"}, ELSEWHERE):
        browser.open(f"/help?q={ASKED}", **headers)

    browser.open("/help")
    assert not re.search(r"/help/[0-9a-f-]{36}/", browser.html)


@pytest.mark.parametrize(
    ("audience", "state"),
    [("everyone", "draft"), ("everyone", "archived"), ("staff", "published")],
)
def test_what_cannot_be_read_cannot_be_put_on_the_record(
    program: Program, runtime: Runtime, audience: str, state: str
) -> None:
    enquiry = program.start()
    program.search(enquiry)
    with runtime.database.writing() as db:
        db.execute(update(Item).values(audience=audience))
        db.execute(update(Translation).values(state=state))

    for slug in (SHOWN, "unfinished", "no-such-article"):
        program.post(f"/enquiries/{enquiry}/readings", {"slug": slug}, status=404)

    locked(program, enquiry, "reading-or-dismissal")


def test_reading_something_else_does_not_count(program: Program) -> None:
    enquiry = program.start()
    program.search(enquiry)
    body = {"slug": "reset-a-password"}
    program.post(f"/enquiries/{enquiry}/readings", body, status=200)

    locked(program, enquiry, "reading-or-dismissal")


def test_a_reader_is_told_whom_to_ask(
    browser: Browser, finn: SignedIn, call_as: CallAs, runtime: Runtime
) -> None:
    reader = call_as(finn)
    enquiry = reader.unlock()

    problem = reader.ask(enquiry, status=403)

    assert "Cleo Harper (cleo@northwind.example)" in problem["detail"]
    browser.sign_in(finn)
    sends_nothing(browser, enquiry, 403)
    assert "cleo@northwind.example" in browser.html


@pytest.mark.parametrize("name", ["ada", "ben", "eva", "mia"])
def test_staff_do_not_ask(
    browser: Browser, request: pytest.FixtureRequest, call_as: CallAs, program: Program, name: str
) -> None:
    member: SignedIn = request.getfixturevalue(name)
    enquiry = program.unlock()

    call_as(member).post("/enquiries", status=403)
    call_as(member).ask(enquiry, status=403)
    browser.sign_in(member)
    sends_nothing(browser, enquiry, 403)


def test_nobody_and_a_dead_key_ask_nothing(
    browser: Browser, runtime: Runtime, program: Program
) -> None:
    enquiry = program.unlock()
    browser.client.cookies.clear()
    sends_nothing(browser, enquiry, 401)
    with runtime.database.writing() as db:
        db.execute(update(ApiToken).values(revoked_at=runtime.now()))

    problem = program.ask(enquiry, status=401)

    assert problem["type"] == "urn:academy:problem:sign-in-needed"


def test_another_site_sends_nothing(browser: Browser, cleo: SignedIn, program: Program) -> None:
    enquiry = program.unlock()
    browser.sign_in(cleo).send(f"/help/{enquiry}/details", DETAILS)

    browser.send(f"/help/{enquiry}/ticket", {}, status=403, **ELSEWHERE)

    assert tickets(program.runtime) == 0


def test_extra_fields_unlock_nothing(browser: Browser, cleo: SignedIn, program: Program) -> None:
    forged: dict[str, Any] = {
        "state": "unlocked",
        "unlocked_by": "reading",
        "missing": [],
        "trail": {"searches": [{"terms": FINDS, "is_real": True, "total": 0}]},
        "_method": "PATCH",
        "organisation_id": "1",
        "reference": "AA-0000-0000",
        "opened_at": "2001-01-01T00:00:00Z",
    }
    enquiry = str(program.post("/enquiries", forged)["id"])

    program.ask(enquiry, status=409, **forged)
    browser.sign_in(cleo).send(f"/help/{enquiry}/ticket", {**forged, **DETAILS}, status=409)
    for method in ("PUT", "PATCH", "DELETE"):
        program.call(method, f"/enquiries/{enquiry}", status=405, headers={})
    raised = program.ask(program.unlock(), **forged)
    assert raised["reference"] != forged["reference"]
    assert raised["opened_at"].startswith("2026-11-23T10:00:00")
    assert raised["trail"]["searches"][0]["shown"]


@ONE_DATABASE
def test_a_form_goes_on_for_nobody_who_signs_in_after_it_was_opened(
    browser: Browser,
    program: Program,
    cleo: SignedIn,
    dai: SignedIn,
    colleague: SignedIn,
) -> None:
    enquiry = program.unlock()
    browser.sign_in(cleo).send(f"/help/{enquiry}/details", {**DETAILS, "area": "mail"})
    before = program.get(f"/enquiries/{enquiry}")

    for somebody in (dai, colleague):
        browser.sign_in(somebody)
        for step in ("details", "draft", "files", "ticket", "dismissal", "solution", "handover"):
            typed = {"title": "Mine", "q": "Mine", "reason": "tried-it", "version": "1"}
            browser.send(f"/help/{enquiry}/{step}", typed, status=404)
            assert DETAILS["title"] not in browser.html
    assert program.get(f"/enquiries/{enquiry}") == before
    browser.sign_in(cleo).open(f"/help/{enquiry}/details")
    assert is_kept(browser)
    assert "AA-" in browser.send(f"/help/{enquiry}/ticket", {"version": "1"}).main


@ONE_DATABASE
def test_of_a_field_that_came_twice_the_last_counts_at_every_door(
    browser: Browser, program: Program, call_as: CallAs, cleo: SignedIn, dai: SignedIn
) -> None:
    own, foreign = program.unlock(), call_as(dai).unlock()
    sent = json.dumps({"enquiry": own, **REQUEST})
    both = f'{sent[:-1]}, "enquiry": "{foreign}"}}'
    json_body = {"Content-Type": "application/json"}
    program.call("POST", "/tickets", status=404, headers=json_body, content=both)
    assert tickets(program.runtime) == 0

    twice = {**DETAILS, "title": ["Planted", "Meant"], "version": ["9", "0"]}
    browser.sign_in(cleo).send(f"/help/{own}/details", twice)
    assert "Meant" in browser.open(f"/help/{own}/check").main
    assert "Planted" not in browser.html
    sent_page = browser.send(f"/help/{own}/ticket", {"version": ["7", "1"], "enquiry": foreign})
    assert "AA-" in sent_page.main
    assert call_as(dai).get(f"/enquiries/{foreign}")["state"] == "unlocked"


def test_each_door_takes_its_own_kind_of_body(
    browser: Browser, cleo: SignedIn, program: Program
) -> None:
    enquiry = program.unlock()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    program.call("POST", "/tickets", status=422, headers=form, data={"enquiry": enquiry})
    text = {"Content-Type": "text/plain"}
    content = json.dumps({"enquiry": enquiry, **REQUEST})
    program.call("POST", "/tickets", status=422, headers=text, content=content)

    page = browser.sign_in(cleo).client.post(
        f"/help/{enquiry}/details", json=DETAILS, headers={"Origin": browser.origin}
    )

    assert page.status_code == 422
    assert tickets(program.runtime) == 0


def test_a_key_is_one_persons_for_one_request(
    program: Program, call_as: CallAs, colleague: SignedIn
) -> None:
    enquiry = program.unlock()
    first = program.ask(enquiry, key="k1")

    assert program.ask(enquiry, key="k1") == first
    for changed in ({"title": "Other words"}, {"enquiry": program.unlock()}):
        body = {"enquiry": enquiry, **changed}
        problem = program.ask(status=422, key="k1", **body)
        assert problem["type"] == "urn:academy:problem:idempotency-key-used"
    other = call_as(colleague)
    assert other.ask(other.unlock(), key="k1")["reference"] != first["reference"]
    assert tickets(program.runtime) == 2


def test_of_twenty_at_once_through_both_doors_one_opens_a_ticket(
    browser: Browser, cleo: SignedIn, program: Program
) -> None:
    enquiry = program.unlock()
    browser.sign_in(cleo).send(f"/help/{enquiry}/details", DETAILS)
    cookie = {"Cookie": f"academy={browser.client.cookies['academy']}"}
    key = {"Authorization": f"Bearer {program.secret}", "Idempotency-Key": "k"}
    body = {"enquiry": enquiry, **REQUEST}

    def send(n: int) -> int:
        client = browser.client
        if n % 2:
            answer = client.post("/api/v1/tickets", json=body, headers=key)
        else:
            headers = {"Origin": browser.origin, **cookie}
            path = f"/help/{enquiry}/ticket"
            answer = client.post(path, headers=headers, follow_redirects=False)
        return answer.status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(send, range(20)))

    assert tickets(program.runtime) == 1
    assert set(statuses) <= {201, 303, 409, 503}
