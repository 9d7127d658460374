"""Emergencies, files and handing over, as programs do them: the same gate, the same refusals."""

import io
from typing import Any

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.browser import Browser
from tests.files.specimens import HTML, picture
from tests.gate.steps import FINDS
from tests.program import Program

EMERGENCY = {"sentence": f"Nobody can work: {FINDS}", "why": "nobody-can-work"}


def send_files(program: Program, enquiry: str, status: int, **files: bytes) -> Any:
    sent = [("files", (name.replace("_", "."), io.BytesIO(b))) for name, b in files.items()]
    path = f"/enquiries/{enquiry}/files"
    return program.call("POST", path, status=status, headers={}, files=sent)


def test_an_emergency_is_searched_and_opened_in_one_call(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    program = Program(browser.client, runtime, cleo)
    ticket = program.post("/tickets/urgent", EMERGENCY)

    assert (ticket["priority"], ticket["diagnosis"]) == (1, "urgent")
    assert ticket["trail"]["searches"][0]["terms"] == EMERGENCY["sentence"]
    assert program.get(program.response.headers["Location"].removeprefix("/api/v1")) == ticket


def test_an_emergency_without_a_real_word_is_refused(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    program = Program(browser.client, runtime, cleo)
    problem = program.post("/tickets/urgent", {**EMERGENCY, "sentence": "the of and"}, status=409)

    assert problem["type"] == "urn:academy:problem:search-first"
    assert program.get("/tickets") == {"tickets": [], "total": 0}


def test_files_travel_with_the_ticket_and_a_bad_one_is_named(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    program = Program(browser.client, runtime, cleo)
    enquiry = program.unlock()
    held = send_files(program, enquiry, 200, screen_png=picture(), fake_png=HTML)

    assert [(one["name"], one["media_type"]) for one in held["files"]] == [
        ("screen.png", "image/png")
    ]
    [refused] = held["refused"]
    assert refused.startswith("fake.png is not what its name says.")
    reference = program.ask(enquiry)["reference"]
    browser.sign_in(cleo)
    assert "screen.png" in browser.open(f"/requests/{reference}").main
    send_files(program, enquiry, 409, late_png=picture())


def test_a_reader_hands_over_and_the_administrator_sends(
    browser: Browser, runtime: Runtime, finn: SignedIn, cleo: SignedIn
) -> None:
    reader = Program(browser.client, runtime, finn)
    enquiry = reader.start()
    [to] = [
        one for one in reader.get("/administrators")["administrators"] if one["name"] == cleo.name
    ]
    said = {"administrator": to["id"], "title": "No mail", "description": "None.", "priority": 3}
    body = {**said, "reason": "tried-it"}
    problem = reader.post(f"/enquiries/{enquiry}/handover", body, status=409)
    assert problem["missing"] == ["search"]
    reader.search(enquiry)
    reader.post(f"/enquiries/{enquiry}/handover", body, status=200)

    administrator = Program(browser.client, runtime, cleo)
    ticket = administrator.ask(enquiry, title="No mail")
    assert ticket["trail"]["searches"][0]["terms"] == FINDS


def test_nobody_is_handed_an_enquiry_of_another_organisation(
    browser: Browser, runtime: Runtime, finn: SignedIn, dai: SignedIn
) -> None:
    reader = Program(browser.client, runtime, finn)
    enquiry = reader.start()
    reader.search(enquiry)
    said = {"title": "No mail", "description": "None.", "priority": 3, "reason": "tried-it"}

    body = {**said, "administrator": str(dai.id)}
    reader.post(f"/enquiries/{enquiry}/handover", body, status=404)
