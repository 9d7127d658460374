"""Opening a ticket: one transaction, once per enquiry, whatever is sent how often."""

from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.errors import Busy, Refusal
from portal.gate.enquiring import find_own_enquiry, start_enquiry
from portal.gate.errors import EnquiryOver, SearchFirst
from portal.gate.policy import State
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.errors import KeyUsedOtherwise
from portal.service_desk.forms import RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.reference import read_reference
from tests.gate.steps import FINDS, search, unlocked_enquiry

FORM = RequestForm(priority=2, title="No simulated mail", description="Nobody gets any.")


def opened(runtime: Runtime, person: SignedIn, key: str | None = None) -> Ticket:
    with runtime.database.writing() as db:
        enquiry = unlocked_enquiry(db, runtime, person)
        return open_ticket(db, runtime, Opening(person, enquiry, FORM, "en", key))


def sent_again(
    runtime: Runtime, person: SignedIn, enquiry_id: UUID, form: RequestForm, key: str | None
) -> str:
    with runtime.database.writing() as db:
        enquiry = find_own_enquiry(db, person, enquiry_id)
        assert enquiry is not None
        return open_ticket(db, runtime, Opening(person, enquiry, form, "en", key)).reference


def count(runtime: Runtime, table: type) -> int:
    with runtime.database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_a_ticket_carries_reference_trail_promise_and_tier(
    runtime: Runtime, cleo: SignedIn
) -> None:
    ticket = opened(runtime, cleo)

    assert read_reference(ticket.reference, "AA") == ticket.reference
    assert ticket.tier == "enhanced"
    assert ticket.due_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    assert ticket.due_working["promise"] == "enhanced"
    assert ticket.trail["searches"][0]["terms"] == FINDS
    assert ticket.diagnosis == "opened-did-not-help"


def test_the_enquiry_is_used_up_and_the_event_written(runtime: Runtime, cleo: SignedIn) -> None:
    ticket = opened(runtime, cleo)

    with runtime.database.reading() as db:
        enquiry = find_own_enquiry(db, cleo, ticket.enquiry_id)
        assert enquiry is not None
        assert enquiry.state == State.RAISED
        event = db.scalar(select(Event).where(Event.kind == "ticket.opened"))
        assert event is not None
        assert event.subject_id == ticket.id


def test_receipt_and_notice_wait_in_the_outbox(runtime: Runtime, cleo: SignedIn) -> None:
    ticket = opened(runtime, cleo)

    with runtime.database.reading() as db:
        mails = db.scalars(select(OutgoingMail).order_by(OutgoingMail.to_address)).all()
    assert [mail.to_address for mail in mails] == ["ben@academy.example", "cleo@northwind.example"]
    assert all(ticket.reference in mail.subject for mail in mails)


def test_a_locked_enquiry_opens_nothing_and_says_what_is_missing(
    runtime: Runtime, cleo: SignedIn
) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, FINDS)

    with pytest.raises(SearchFirst) as refused:
        sent_again(runtime, cleo, enquiry.id, FORM, None)

    assert refused.value.facts["missing"] == ("reading-or-dismissal",)
    assert count(runtime, Ticket) == 0


def test_a_used_enquiry_opens_no_second_ticket(runtime: Runtime, cleo: SignedIn) -> None:
    ticket = opened(runtime, cleo)

    with pytest.raises(EnquiryOver) as refused:
        sent_again(runtime, cleo, ticket.enquiry_id, FORM, None)

    assert refused.value.facts["reference"] == ticket.reference


def test_the_same_key_and_body_give_the_same_ticket(runtime: Runtime, cleo: SignedIn) -> None:
    first = opened(runtime, cleo, key="k1")

    assert sent_again(runtime, cleo, first.enquiry_id, FORM, "k1") == first.reference
    assert count(runtime, Ticket) == 1
    assert count(runtime, OutgoingMail) == 2


def test_the_same_key_with_another_body_is_refused(runtime: Runtime, cleo: SignedIn) -> None:
    first = opened(runtime, cleo, key="k1")
    other = FORM.model_copy(update={"title": "Something else"})

    with pytest.raises(KeyUsedOtherwise):
        sent_again(runtime, cleo, first.enquiry_id, other, "k1")


def test_a_key_belongs_to_its_person(runtime: Runtime, cleo: SignedIn, dai: SignedIn) -> None:
    assert opened(runtime, cleo, key="k1").reference != opened(runtime, dai, key="k1").reference


def test_of_eight_at_once_exactly_one_opens_a_ticket(runtime: Runtime, cleo: SignedIn) -> None:
    with runtime.database.writing() as db:
        enquiry_id = unlocked_enquiry(db, runtime, cleo).id
    references: list[str] = []
    refused: list[Refusal] = []
    start = Barrier(8)

    def send(key: str | None) -> None:
        start.wait()
        try:
            references.append(until_it_has_a_turn(key))
        except Refusal as refusal:
            refused.append(refusal)

    def until_it_has_a_turn(key: str | None) -> str:
        """Send, and send again when the Academy is busy, as it asks for."""
        while True:
            with suppress(Busy):
                return sent_again(runtime, cleo, enquiry_id, FORM, key)

    threads = [Thread(target=send, args=("same" if n % 2 else None,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(runtime, Ticket) == 1
    assert len(set(references)) == 1
    assert len(references) + len(refused) == 8
    assert {type(refusal) for refusal in refused} <= {EnquiryOver}


def test_a_ticket_keeps_the_tier_it_was_opened_under(
    runtime: Runtime, dai: SignedIn, cleo: SignedIn
) -> None:
    assert opened(runtime, dai).due_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert opened(runtime, cleo).due_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
