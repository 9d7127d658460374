"""The desk at work: one takes, the clock keeps its start, notes stay inside, endings are worded."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.errors import Refusal
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.changes import Note
from portal.service_desk.clocks import AnswerClock
from portal.service_desk.desk_forms import ClosingForm, SeverityForm, WaitingForm
from portal.service_desk.errors import AlreadyTaken, NothingToTake, TicketClosed
from portal.service_desk.models import Outcome, Ticket, TicketState
from portal.service_desk.outcomes import REOPEN, WORDS, closing_words
from portal.service_desk.queueing import Day, QueueFilter, queue_page
from portal.service_desk.working_on import (
    change_severity,
    close,
    take,
    take_next,
    wait_for_customer,
)
from portal.web.languages import translations
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.service_desk.test_replying import say
from tests.world import Clock

CANARY = "the turquoise marmot"


def clocks(runtime: Runtime, ticket: Ticket) -> list[AnswerClock]:
    with runtime.database.reading() as db:
        return list(db.get_one(Ticket, ticket.id).clocks)


def weigh(runtime: Runtime, ticket: Ticket, priority: int, by: SignedIn) -> None:
    with runtime.database.writing() as db:
        form = SeverityForm(priority=priority, why="Only one person is hit.")
        change_severity(db, runtime, db.get_one(Ticket, ticket.id), form, by=by)


def pause(runtime: Runtime, ticket: Ticket, by: SignedIn, why: str = "The log file.") -> None:
    with runtime.database.writing() as db:
        form = WaitingForm(waiting_for=why)
        wait_for_customer(db, runtime, db.get_one(Ticket, ticket.id), form, by=by)


def waits_for(runtime: Runtime, ticket: Ticket) -> str:
    with runtime.database.reading() as db:
        return db.get_one(Ticket, ticket.id).waits_for


def finish(runtime: Runtime, ticket: Ticket, outcome: Outcome, by: SignedIn) -> str:
    with runtime.database.writing() as db:
        found, form = db.get_one(Ticket, ticket.id), ClosingForm(outcome=outcome)
        words = closing_words(db, found, form, base_url="http://academy")
        close(db, runtime, found, form, words, by=by)
        return words


def test_an_answer_in_time_is_met_and_one_too_late_is_missed_for_ever(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    say(runtime, ticket, ben, "Try this.")
    clock.go(minutes=1)
    say(runtime, ticket, cleo, "It did not help.")
    clock.go(hours=240)
    say(runtime, ticket, ben, "Then this.")

    runs = [(one.kind, one.is_met, one.is_over) for one in clocks(runtime, ticket)]

    assert runs == [("first", True, True), ("next", False, True)]


def test_another_severity_counts_from_the_same_start_and_keeps_the_reason(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    clock.go(minutes=30)
    weigh(runtime, ticket, 1, ben)

    [run] = clocks(runtime, ticket)
    with runtime.database.reading() as db:
        found = db.get_one(Ticket, ticket.id)
        [change] = found.changes

    assert run.started_at == ticket.opened_at
    assert run.due_at == found.due_at == ticket.opened_at + timedelta(hours=2)
    assert (change.before, change.after, change.by_id) == ("P2", "P1", ben.id)
    assert change.why == "Only one person is hit."


def test_waiting_for_the_customer_gives_the_time_back(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    assert ticket.due_at is not None
    clock.go(minutes=30)
    pause(runtime, ticket, ben)
    assert waits_for(runtime, ticket) == "The log file."
    clock.go(minutes=45)
    replied = say(runtime, ticket, cleo, "Here it is.")
    assert waits_for(runtime, ticket) == ""

    [run] = clocks(runtime, ticket)

    assert replied.state == TicketState.OURS
    assert (run.kind, run.is_over) == ("first", False)
    assert run.due_at == ticket.due_at + timedelta(minutes=45)

    pause(runtime, ticket, ben, "The other log file.")
    assert waits_for(runtime, ticket) == "The other log file."
    say(runtime, ticket, ben, "Found it without.")
    assert waits_for(runtime, ticket) == ""


def test_an_answer_while_the_clock_pauses_counts_as_given_when_it_last_ran(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    pause(runtime, ticket, ben)
    clock.go(days=3)
    say(runtime, ticket, ben, "Found it without.")

    [run] = clocks(runtime, ticket)

    assert (run.is_over, run.is_met) == (True, True)


def test_a_second_taker_is_told_who_was_first(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, mia: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    with runtime.database.writing() as db:
        take(db, runtime, db.get_one(Ticket, ticket.id), by=ben)

    with runtime.database.writing() as db, pytest.raises(AlreadyTaken) as refused:
        take(db, runtime, db.get_one(Ticket, ticket.id), by=mia)

    assert refused.value.facts == {"name": ben.name}


def test_what_a_suspended_agent_owned_waits_for_everybody(
    runtime: Runtime, clock: Clock, cleo: SignedIn, ben: SignedIn, mia: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    with runtime.database.writing() as db:
        take(db, runtime, db.get_one(Ticket, ticket.id), by=ben)
        db.get_one(Person, ben.id).disabled_at = clock.at
    with runtime.database.reading() as db:
        unowned = queue_page(db, QueueFilter(is_unowned=True), Day.at(clock.at, "GMT"))
        assert [one.id for one, _ in unowned.rows] == [ticket.id]

    with runtime.database.writing() as db:
        assert take_next(db, runtime, by=mia).id == ticket.id
    waits = opened(runtime, cleo)
    pause(runtime, waits, mia)
    with runtime.database.writing() as db, pytest.raises(NothingToTake):
        take_next(db, runtime, by=mia)  # it is the customer's turn
    with runtime.database.reading() as db:
        change = db.get_one(Ticket, ticket.id).changes[-1]
        assert (change.before, change.after) == (ben.name, mia.name)


def test_agents_who_take_at_the_same_moment_never_get_the_same_ticket(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, mia: SignedIn
) -> None:
    waiting = {opened(runtime, cleo).id for _ in range(6)}
    taken: list[UUID] = []
    together = Barrier(4)

    def work(agent: SignedIn) -> None:
        together.wait()
        while True:
            try:
                with runtime.database.writing() as db:
                    taken.append(take_next(db, runtime, by=agent).id)
            except NothingToTake:
                return

    agents = [Thread(target=work, args=(one,)) for one in (ben, mia, ben, mia)]
    for one in agents:
        one.start()
    for one in agents:
        one.join()

    assert (len(taken), set(taken)) == (6, waiting)


def test_a_closed_ticket_takes_no_answer(runtime: Runtime, cleo: SignedIn, ben: SignedIn) -> None:
    ticket = opened(runtime, cleo)
    finish(runtime, ticket, Outcome.NOT_OURS, ben)

    with pytest.raises(TicketClosed):
        say(runtime, ticket, ben, "One more thing.")


@pytest.mark.parametrize(
    ("outcome", "lang"), [(Outcome.NOT_OURS, "en"), (Outcome.NOT_REPRODUCED, "fr")]
)
def test_what_is_out_of_scope_is_told_in_the_customers_language(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, outcome: Outcome, lang: str
) -> None:
    ticket = opened(runtime, cleo)
    with runtime.database.writing() as db:
        db.get_one(Person, cleo.id).lang = lang

    words = finish(runtime, ticket, outcome, ben)

    with runtime.database.reading() as db:
        found = db.get_one(Ticket, ticket.id)
        assert (found.state, found.outcome) == (TicketState.CLOSED, outcome)
        assert found.replies[-1].text == words
    say = translations(lang).gettext
    assert words == f"{say(WORDS[outcome])}\n\n{say(REOPEN)}"


def test_a_reply_within_14_days_opens_it_again_and_no_later(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    finish(runtime, ticket, Outcome.SOLVED, ben)
    clock.go(hours=24 * 14)
    assert say(runtime, ticket, cleo, "It came back.").state == TicketState.OURS
    finish(runtime, ticket, Outcome.SOLVED, ben)
    clock.go(hours=24 * 14, minutes=1)

    with pytest.raises(TicketClosed):
        say(runtime, ticket, cleo, "And again.")


def test_an_internal_note_is_nowhere_a_customer_looks_and_stops_no_clock(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    browser.sign_in(ben)
    browser.open(f"/desk/requests/{ticket.reference}")
    browser.send(f"/desk/requests/{ticket.reference}/notes", {"note": CANARY})
    assert CANARY in browser.html
    browser.sign_in(cleo)

    for path in ("/requests", f"/requests/{ticket.reference}", "/"):
        browser.open(path)
        assert CANARY not in browser.html

    with runtime.database.reading() as db:
        assert db.get_one(Ticket, ticket.id).is_ours
        assert not [one for one in db.scalars(select(OutgoingMail)) if CANARY in str(vars(one))]


def test_a_note_that_quotes_the_customers_address_is_confirmed_first(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    path, note = f"/desk/requests/{ticket.reference}", f"Wrote to {cleo.email}"
    browser.sign_in(ben)
    browser.open(path)
    browser.send(f"{path}/notes", {"note": note}, status=422)
    assert "This is an internal note, not an answer." in browser.html

    browser.send(f"{path}/notes", {"note": note, "sure": "yes"})

    with runtime.database.reading() as db:
        assert [one.text for one in db.scalars(select(Note))] == [note]


def test_a_customer_who_found_the_answer_closes_and_rates_the_request(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    path = f"/requests/{ticket.reference}"
    slug = ticket.trail["readings"][0]["slug"]
    browser.sign_in(cleo)
    browser.open(path)
    browser.send(f"{path}/solution", {"slug": slug})
    browser.send(f"{path}/rating", {"rating": "4", "rating_words": "Kind people."})

    with runtime.database.reading() as db:
        found = db.get_one(Ticket, ticket.id)
        assert (found.outcome, found.answered_with) == (Outcome.SELF_SOLVED, slug)
        assert (found.rating, found.rating_words) == (4, "Kind people.")
        assert found.clocks[0].is_met is None
    assert "You rated it 4 of 5" in browser.html


def test_the_queue_finds_by_reference_read_aloud_words_and_owner(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    browser.sign_in(ben)
    spoken = ticket.reference.lower().replace("-", " ")

    for query, is_there in (
        (f"?q={spoken}", True),
        ("?q=simulated+northwind", True),
        ("?q=wxyz", False),
        ("?owner=mine", False),
        ("?owner=nobody", True),
    ):
        browser.open(f"/desk{query}")
        assert (ticket.reference in browser.html) is is_there, query


def test_what_is_refused_leaves_the_ticket_as_it_was(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    finish(runtime, ticket, Outcome.SOLVED, ben)

    with pytest.raises(Refusal):
        weigh(runtime, ticket, 1, ben)

    with runtime.database.reading() as db:
        assert db.get_one(Ticket, ticket.id).priority == 2
