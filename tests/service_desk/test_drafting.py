"""While an answer is written: its files wait with it, and what comes meanwhile is read first."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.files.models import Holder, StoredFile
from portal.files.storing import path_of
from portal.runtime import Runtime
from portal.service_desk.drafts import KEPT_FOR, forget_drafts
from portal.service_desk.models import Reply, Ticket
from tests.browser import Browser, Page
from tests.service_desk.test_opening import opened
from tests.service_desk.test_replying import say
from tests.world import Clock

LOG = {"files": ("trace.log", b"10:00 refused\n", "text/plain")}
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = ONE_DATABASE


@pytest.fixture
def ticket(runtime: Runtime, cleo: SignedIn) -> Ticket:
    return opened(runtime, cleo)


def send_with_file(browser: Browser, path: str, form: dict[str, str]) -> Page:
    response = browser.client.post(path, data=form, files=LOG, headers={"Origin": browser.origin})
    browser.html = response.text
    page = Page(response.text)
    assert not page.problems(is_part=False)
    return page


def key_of(browser: Browser, form: str) -> str:
    """Return the key that the page shown last put into that form."""
    [found] = re.findall(rf'/{form}".*?name="key" value="([0-9a-f]+)"', browser.html, re.DOTALL)
    return str(found)


def files(runtime: Runtime) -> list[StoredFile]:
    with runtime.database.reading() as db:
        return list(db.scalars(select(StoredFile)))


@pytest.mark.parametrize(
    ("step", "typed", "form", "holder"),
    [
        ("picks", {"text": "Hello,", "find": "mail"}, "replies", Holder.REPLY),
        ("replies", {"text": ""}, "replies", Holder.REPLY),
        ("notes", {"note": "Wrote to cleo@northwind.example"}, "notes", Holder.NOTE),
    ],
    ids=["article searched for", "text forgotten", "note to be confirmed"],
)
def test_a_chosen_file_is_kept_over_the_step_and_hangs_on_what_is_sent(
    browser: Browser,
    runtime: Runtime,
    ticket: Ticket,
    ben: SignedIn,
    step: str,
    typed: dict[str, str],
    form: str,
    holder: Holder,
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)
    shown = send_with_file(browser, f"{path}/{step}", {**typed, "key": key_of(browser, form)})
    assert "trace.log" in shown.main
    assert [one.holder for one in files(runtime)] == [Holder.DRAFT]

    sent = {"text": "See the log.", "note": "Wrote to them.", "key": key_of(browser, form)}
    for _ in range(2):
        browser.send(f"{path}/{form}", sent)

    [file] = files(runtime)
    assert (file.holder, file.name) == (holder, "trace.log")


def test_a_file_that_waits_can_be_taken_away_and_the_text_stays(
    browser: Browser, runtime: Runtime, ticket: Ticket, ben: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)
    key = key_of(browser, "replies")
    for _ in range(2):
        send_with_file(browser, f"{path}/picks", {"text": "Hello,", "key": key})
    file, other = files(runtime)

    page = browser.send(f"{path}/drafts/reply/{file.id}/removal", {"text": "Hello,", "key": key})

    assert "Hello," in page.main
    assert [one.id for one in files(runtime)] == [other.id]
    assert not path_of(runtime.settings.data_dir, file.id).exists()


def test_a_file_that_waits_is_its_writers_alone(
    browser: Browser, runtime: Runtime, ticket: Ticket, ben: SignedIn, mia: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)
    key = key_of(browser, "replies")
    send_with_file(browser, f"{path}/picks", {"text": "Hello,", "key": key})
    [file] = files(runtime)
    assert browser.client.get(f"/files/{file.id}/trace.log").status_code == 200
    browser.send(f"{path}/notes", {"note": "Of another kind.", "key": key})

    browser.sign_in(mia)
    assert browser.client.get(f"/files/{file.id}/trace.log").status_code == 404
    browser.send(f"{path}/drafts/reply/{file.id}/removal", {"text": "", "key": key})
    browser.send(f"{path}/replies", {"text": "Mine.", "key": key})

    assert [one.holder for one in files(runtime)] == [Holder.DRAFT]


def test_files_of_what_was_never_sent_are_forgotten_after_a_day(
    browser: Browser, runtime: Runtime, ticket: Ticket, ben: SignedIn, clock: Clock
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)
    send_with_file(browser, f"{path}/replies", {"text": "Read this.", "key": "sent"})
    [sent] = files(runtime)
    send_with_file(browser, f"{path}/picks", {"text": "Hello,"})
    [file] = [one for one in files(runtime) if one.id != sent.id]

    clock.at += KEPT_FOR - timedelta(minutes=1)
    assert forget_drafts(runtime) == 0
    clock.go(minutes=1)
    assert forget_drafts(runtime) == 1
    left = [path_of(runtime.settings.data_dir, one.id).exists() for one in (sent, file)]
    assert left == [True, False]


def test_an_answer_begun_before_a_message_came_is_shown_again_and_not_sent(
    browser: Browser, runtime: Runtime, ticket: Ticket, cleo: SignedIn, ben: SignedIn
) -> None:
    path = f"/desk/requests/{ticket.reference}"
    browser.sign_in(ben).open(path)
    typed = {"text": "Try this.", "seen": "0", "key": key_of(browser, "replies")}
    say(runtime, ticket, cleo, "It works again.")

    page = browser.send(f"{path}/replies", typed, status=422)

    assert "A message came while you were writing." in page.main
    assert "It works again." in page.main
    assert "Try this." in page.main
    assert 'name="seen" value="1"' in browser.html
    for _ in range(2):
        browser.send(f"{path}/replies", {**typed, "seen": "1"})
    with runtime.database.reading() as db:
        said = [one.text for one in db.scalars(select(Reply).order_by(Reply.at))]
    assert sorted(said) == ["It works again.", "Try this."]
