"""Files on a request: with the draft, with the ticket, in the thread; and whose they are."""

import io
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.errors import Invalid
from portal.files.holding import MB, hang_on, move
from portal.files.models import Holder, StoredFile
from portal.files.storing import keep_upload, path_of
from portal.gate.lapsing import end_what_was_left
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from tests.browser import Browser, Page
from tests.files import specimens as made
from tests.gate.steps import unlocked_enquiry
from tests.service_desk.test_opening import opened
from tests.world import Cast, Clock

LOG = "mail 5%00 #1.log"
DETAILS = {"priority": "3", "title": "No mail", "description": "Nobody in Lyon gets any."}


def upload(
    browser: Browser, path: str, form: dict[str, str], *files: tuple[str, bytes], status: int = 200
) -> Page:
    """Send a form with files as a browser does, and follow where it leads."""
    sent = [("files", (name, io.BytesIO(content), "image/png")) for name, content in files]
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": browser.origin}
    answer: Any = browser.client.post(path, data=form, files=sent, headers=headers)
    browser.html, browser.address = answer.text, str(answer.url)
    assert answer.status_code == status, Page(answer.text).main
    return Page(answer.text)


def stored(runtime: Runtime) -> list[StoredFile]:
    with runtime.database.reading() as db:
        return list(db.scalars(select(StoredFile).order_by(StoredFile.name)))


@pytest.fixture
def form(browser: Browser, runtime: Runtime, cleo: SignedIn) -> str:
    with runtime.database.writing() as db:
        enquiry = unlocked_enquiry(db, runtime, cleo)
    browser.sign_in(cleo)
    return f"/help/{enquiry.id}"


def test_files_travel_with_the_form_and_with_the_ticket(
    browser: Browser, runtime: Runtime, form: str, ben: SignedIn
) -> None:
    check = upload(
        browser, f"{form}/details", DETAILS, ("shot.png", made.picture()), (LOG, b"none\n")
    )
    assert "shot.png" in check.main
    assert LOG in check.main
    browser.send(f"{form}/ticket", {})

    with runtime.database.reading() as db:
        ticket = db.scalars(select(Ticket)).one()
    assert {(file.holder, file.holder_id) for file in stored(runtime)} == {("ticket", ticket.id)}
    thread = browser.sign_in(ben).open(f"/desk/requests/{ticket.reference}")
    assert LOG in thread.main
    [log, shot] = stored(runtime)
    [link] = [one.get("href") for one in thread.all("a") if f"/files/{log.id}" in one.get("href")]
    assert link == f"/files/{log.id}/mail 5%2500 %231.log"
    saved = browser.client.get(f"/files/{log.id}/mail.log")
    assert saved.content == b"none\n"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in saved.headers["content-security-policy"]
    assert saved.headers["cache-control"] == "private, no-store"
    assert browser.client.get(f"/files/{shot.id}/preview").headers["content-type"] == "image/webp"


def test_one_bad_file_is_named_and_the_rest_is_kept(
    browser: Browser, runtime: Runtime, form: str
) -> None:
    page = upload(
        browser,
        f"{form}/details",
        DETAILS,
        ("good.png", made.picture()),
        ("bad.png", made.HTML),
        status=422,
    )

    assert "bad.png is not what its name says" in page.main
    assert [file.name for file in stored(runtime)] == ["good.png"]
    assert DETAILS["description"] in browser.html
    file_id = stored(runtime)[0].id
    browser.send(f"{form}/files/{file_id}/removal", DETAILS)
    assert stored(runtime) == []
    assert list(runtime.settings.data_dir.glob("files/*/*")) == []


def test_the_quota_of_a_day_is_named(browser: Browser, runtime: Runtime, form: str) -> None:
    object.__setattr__(runtime.settings, "files_mb_a_day", 0)
    page = upload(browser, f"{form}/files", DETAILS, ("a.txt", b"text"), status=422)
    assert "a.txt was not taken: 0 MB within a day are the limit." in page.main

    object.__setattr__(runtime.settings, "files_mb_a_day", 1)
    page = upload(browser, f"{form}/files", DETAILS, ("b.txt", b"x" * (MB + 1)), status=422)
    assert "b.txt was not taken: 1 MB within a day are the limit." in page.main
    assert stored(runtime) == []


def test_forms_that_come_at_once_share_the_quota_of_a_day(runtime: Runtime, cleo: SignedIn) -> None:
    object.__setattr__(runtime.settings, "files_mb_a_day", 1)
    data_dir, content = runtime.settings.data_dir, b"x" * 600_000
    first, second = (
        keep_upload(io.BytesIO(content), "a.txt", data_dir=data_dir, new_id=uuid4, most_bytes=MB)
        for _ in range(2)
    )
    with runtime.database.writing() as db:
        hang_on(db, runtime, [first], Holder.ENQUIRY, uuid4(), by=cleo)
    with pytest.raises(Invalid), runtime.database.writing() as db:
        hang_on(db, runtime, [second], Holder.ENQUIRY, uuid4(), by=cleo)

    assert [file.id for file in stored(runtime)] == [first.id]
    assert not path_of(data_dir, second.id).exists()


def test_a_reply_and_an_answer_carry_files(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    browser.sign_in(cleo)
    page = upload(
        browser,
        f"/requests/{ticket.reference}/replies",
        {"text": "Nothing typed is lost.", "key": "k"},
        ("bad.png", made.HTML),
        status=422,
    )
    assert "bad.png is not what its name says" in page.main
    assert "Nothing typed is lost." in browser.html
    upload(
        browser,
        f"/requests/{ticket.reference}/replies",
        {"text": "See here.", "key": "k"},
        ("new.txt", b"more"),
    )
    browser.sign_in(ben)
    page = upload(
        browser,
        f"/desk/requests/{ticket.reference}/replies",
        {"text": "Try this.", "key": "k2"},
        ("how.pdf", made.PDF),
    )

    assert "new.txt" in page.main
    assert "how.pdf" in page.main


@pytest.mark.parametrize(
    ("where", "field", "keeps"),
    [
        pytest.param("/help/{enquiry}/details", "description", True, id="details"),
        pytest.param("/help/{enquiry}/draft", "description", True, id="draft"),
        pytest.param("/requests/{ticket}/replies", "text", False, id="reply"),
        pytest.param("/desk/requests/{ticket}/replies", "text", True, id="answer"),
        pytest.param("/desk/requests/{ticket}/notes", "note", True, id="note"),
    ],
)
def test_a_refused_file_is_named_and_what_became_of_the_others(
    browser: Browser, runtime: Runtime, people: Cast, form: str, where: str, field: str, keeps: bool
) -> None:
    ticket = opened(runtime, people.cleo)
    browser.sign_in(people.ben if where.startswith("/desk") else people.cleo)
    path = where.format(enquiry=form.removeprefix("/help/"), ticket=ticket.reference)
    said = {**DETAILS, field: "Look.", "key": "k", "note_key": "n"}
    sent = [("good.png", made.picture()), ("bad.png", made.HTML), ("more.txt", b"more")]
    page = upload(browser, path, said, *sent, status=422)

    again = "Choose these files once more: good.png, more.txt."
    assert "bad.png is not what its name says" in page.main
    assert (again in page.main) is not keeps
    [named] = [one.get("href") for one in page.all("a") if "bad.png" in one.text]
    assert named == ("#note-files" if field == "note" else "#files")
    assert [one.text for one in page.all("a") if one.text == "more.txt"] == ["more.txt"] * keeps
    assert [one.name for one in stored(runtime)] == ["good.png", "more.txt"] * keeps


def test_a_reply_without_words_says_that_its_files_must_be_chosen_again(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    path = f"/requests/{opened(runtime, cleo).reference}/replies"
    page = upload(
        browser.sign_in(cleo), path, {"text": "", "key": "k"}, ("a.txt", b"a"), status=422
    )
    assert "Choose these files once more: a.txt." in page.main


@pytest.mark.parametrize("who", ["dai", "finn", "eva", None])
def test_nobody_else_gets_a_byte(
    browser: Browser, runtime: Runtime, people: Cast, form: str, who: str | None
) -> None:
    upload(browser, f"{form}/details", DETAILS, ("shot.png", made.picture()))
    [file] = stored(runtime)
    if who is None:
        browser.client.cookies.clear()
    else:
        browser.sign_in(getattr(people, who))

    assert_out_of_reach(browser, file)
    sent = opened(runtime, people.cleo)
    with runtime.database.writing() as db:
        move(db, (Holder.ENQUIRY, file.holder_id), (Holder.TICKET, sent.id))
    assert_out_of_reach(browser, file)


def assert_out_of_reach(browser: Browser, file: StoredFile) -> None:
    for path in (f"/files/{file.id}/shot.png", f"/files/{file.id}/preview"):
        for headers in ({}, {"Range": "bytes=0-9"}, {"If-None-Match": "*"}):
            answer = browser.client.get(path, headers=headers, follow_redirects=False)
            assert answer.status_code in {303, 404}
            assert b"PNG" not in answer.content


def test_nobody_signed_out_spools_a_byte(browser: Browser, runtime: Runtime, form: str) -> None:
    browser.client.cookies.clear()
    upload(browser, f"{form}/files", {}, ("a.txt", b"x" * 3_000_000), status=401)

    assert list(runtime.settings.data_dir.glob("files/*/*")) == []


def test_what_was_sent_to_a_foreign_enquiry_is_not_kept(
    browser: Browser, runtime: Runtime, form: str, dai: SignedIn
) -> None:
    browser.sign_in(dai)
    upload(browser, f"{form}/files", {}, ("a.txt", b"text"), status=404)

    assert list(runtime.settings.data_dir.glob("files/*/*")) == []
    assert stored(runtime) == []


def test_a_foreign_file_cannot_be_taken_away_through_an_enquiry_of_ones_own(
    browser: Browser, runtime: Runtime, form: str, dai: SignedIn
) -> None:
    upload(browser, f"{form}/files", DETAILS, ("a.txt", b"text"))
    [file] = stored(runtime)
    with runtime.database.writing() as db:
        own = unlocked_enquiry(db, runtime, dai)

    browser.sign_in(dai).send(f"/help/{own.id}/files/{file.id}/removal", DETAILS)

    assert [one.id for one in stored(runtime)] == [file.id]
    assert path_of(runtime.settings.data_dir, file.id).exists()


def test_files_go_along_when_it_is_added_to_an_open_request(
    browser: Browser, runtime: Runtime, cleo: SignedIn, form: str
) -> None:
    ticket = opened(runtime, cleo)
    upload(browser, f"{form}/details", DETAILS, ("shot.png", made.picture()))
    thread = browser.send(f"{form}/additions/{ticket.reference}", {"text": "Paris has it as well."})

    assert "shot.png" in thread.main
    assert [file.holder for file in stored(runtime)] == ["reply"]


def test_files_left_with_an_unsent_request_go_when_its_text_goes(
    browser: Browser, runtime: Runtime, clock: Clock, form: str
) -> None:
    upload(browser, f"{form}/details", DETAILS, ("shot.png", made.picture()))
    path = path_of(runtime.settings.data_dir, stored(runtime)[0].id)
    clock.go(days=2)
    end_what_was_left(runtime)
    assert path.exists()
    clock.go(days=29)
    end_what_was_left(runtime)

    assert stored(runtime) == []
    assert not path.exists()


def test_files_come_along_when_an_unsent_request_is_taken_up_again(
    browser: Browser, runtime: Runtime, clock: Clock, cleo: SignedIn, form: str
) -> None:
    upload(browser, f"{form}/details", DETAILS, ("shot.png", made.picture()))
    before, file_id = stored(runtime)[0].holder_id, stored(runtime)[0].id
    clock.go(hours=30)
    end_what_was_left(runtime)
    browser.sign_in(cleo).send(f"{form}/files/{file_id}/removal", DETAILS, status=409)
    browser.send(f"{form}/kept", {})

    assert [file.holder_id == before for file in stored(runtime)] == [False]
    assert path_of(runtime.settings.data_dir, file_id).exists()


@pytest.mark.parametrize("step", ["files", "details", "draft"])
def test_an_enquiry_that_is_over_takes_no_files(
    browser: Browser, runtime: Runtime, cleo: SignedIn, step: str
) -> None:
    used = opened(runtime, cleo).enquiry_id
    browser.sign_in(cleo)
    upload(browser, f"/help/{used}/{step}", DETAILS, ("late.txt", b"text"), status=409)

    assert list(runtime.settings.data_dir.glob("files/*/*")) == []
    assert stored(runtime) == []
