"""What nobody goes on with ends by itself, and what was typed is deleted in time."""

from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.accounts.signed_in import SignedIn
from portal.files.holding import files_of, hang_on
from portal.files.models import Holder
from portal.files.storing import keep_upload, path_of
from portal.gate.enquiring import start_enquiry
from portal.gate.lapsing import end_what_was_left
from portal.gate.models import Enquiry
from portal.gate.policy import State
from portal.gate.recorded import Search
from portal.mail.models import OutgoingMail
from portal.reporting.keeping import keep_ledger
from portal.reporting.models import FailedSearch
from portal.runtime import Runtime
from tests.browser import Browser
from tests.gate.steps import FINDS, FINDS_NOTHING, search, unlocked_enquiry
from tests.world import Clock

DRAFT = {"title": "No mail", "description": "Nobody in Lyon gets any."}


@pytest.fixture
def left(runtime: Runtime, cleo: SignedIn) -> UUID:
    """An enquiry with a draft and a file that Cleo walked away from."""
    with runtime.database.writing() as db:
        enquiry = unlocked_enquiry(db, runtime, cleo)
        enquiry.keep_draft(DRAFT, runtime.now())
        log, folder = BytesIO(b"550 refused"), runtime.settings.data_dir
        file = keep_upload(log, "a.log", data_dir=folder, new_id=runtime.new_id, most_bytes=99)
        hang_on(db, runtime, [file], Holder.ENQUIRY, enquiry.id, by=cleo)
        return enquiry.id


def stored(runtime: Runtime, enquiry_id: UUID) -> Enquiry:
    with runtime.database.reading() as db:
        return db.get_one(Enquiry, enquiry_id)


def files(runtime: Runtime, enquiry_id: UUID) -> list[str]:
    """The names of an enquiry's files whose bytes are on disk."""
    with runtime.database.reading() as db:
        held = files_of(db, Holder.ENQUIRY, enquiry_id)
    return [one.name for one in held if path_of(runtime.settings.data_dir, one.id).exists()]


def mails(runtime: Runtime) -> int:
    with runtime.database.reading() as db:
        return db.scalar(select(func.count()).select_from(OutgoingMail)) or 0


def test_after_a_day_it_lapses_and_is_remembered_by_mail_once(
    runtime: Runtime, left: UUID, clock: Clock
) -> None:
    clock.go(hours=23)
    assert end_what_was_left(runtime) == 0
    clock.go(hours=1)
    assert end_what_was_left(runtime) == 1
    assert end_what_was_left(runtime) == 0

    assert stored(runtime, left).state == State.LAPSED
    assert mails(runtime) == 1


def test_after_thirty_days_the_text_is_gone_and_the_counts_stay(
    runtime: Runtime, left: UUID, clock: Clock
) -> None:
    clock.go(days=29)
    end_what_was_left(runtime)
    assert stored(runtime, left).draft == DRAFT
    assert files(runtime, left) == ["a.log"]
    clock.go(days=1)
    end_what_was_left(runtime)

    enquiry = stored(runtime, left)
    assert (enquiry.draft, enquiry.missing_words) == ({}, "")
    assert [search.terms for search in enquiry.searches] == [""]
    assert len(enquiry.readings) == 1
    assert not [one for one in (runtime.settings.data_dir / "files").rglob("*") if one.is_file()]


def test_what_was_typed_can_be_taken_up_after_a_fresh_search(
    browser: Browser, runtime: Runtime, cleo: SignedIn, left: UUID, clock: Clock
) -> None:
    clock.go(hours=30)
    end_what_was_left(runtime)
    browser.sign_in(cleo)

    assert DRAFT["description"] in browser.open(f"/help/{left}/kept").main
    browser.send(f"/help/{left}/kept", {})
    assert browser.address.endswith("/help?q=No+mail")
    assert stored(runtime, left).state == State.LAPSED
    with runtime.database.reading() as db:
        [taken_up] = db.scalars(select(Enquiry.id).where(Enquiry.id != left))
    assert {**stored(runtime, taken_up).draft} == DRAFT
    assert (files(runtime, taken_up), files(runtime, left)) == (["a.log"], [])


def test_people_see_what_is_recorded_of_them(
    browser: Browser, cleo: SignedIn, dai: SignedIn, finn: SignedIn, left: UUID
) -> None:
    assert FINDS in browser.sign_in(cleo).open("/account/enquiries").main
    for another in (dai, finn):  # Finn is a colleague
        assert FINDS not in browser.sign_in(another).open("/account/enquiries").main


def test_no_copy_of_a_deleted_text_is_left(runtime: Runtime, cleo: SignedIn, clock: Clock) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, FINDS_NOTHING)
        enquiry.ask(runtime.now())
        kept = start_enquiry(db, runtime, cleo)
        search(db, runtime, kept, cleo, FINDS)
        kept.solve(None, runtime.now())
    clock.go(days=1)
    end_what_was_left(runtime)
    assert keep_ledger(runtime)
    clock.go(days=30)
    end_what_was_left(runtime)
    keep_ledger(runtime)

    with runtime.database.reading() as db:
        assert sorted(db.scalars(select(Search.terms))) == ["", FINDS]  # what was solved stays
        assert FINDS_NOTHING not in db.scalars(select(FailedSearch.terms)).all()


def test_the_account_shows_it_too(browser: Browser, cleo: SignedIn, left: UUID) -> None:
    assert FINDS in browser.sign_in(cleo).open("/account").main
