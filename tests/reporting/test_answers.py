"""Answers in time: runs of the clock, against a counter of minutes."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.reporting.answering import Kept, answers_kept
from portal.reporting.filters import Filters
from portal.reporting.models import AnswerRun
from portal.service_desk.desk_forms import OwnSolutionForm, SeverityForm, WaitingForm
from portal.service_desk.ending import solve_oneself
from portal.service_desk.forms import ReplyForm
from portal.service_desk.models import Ticket
from portal.service_desk.replying import answer, reply_as_customer
from portal.service_desk.working_on import change_severity, wait_for_customer
from tests.reporting.counting import judged
from tests.reporting.life import Life
from tests.world import Cast

YEAR = Filters(date(2026, 1, 1), date(2026, 12, 31))
SAYINGS = st.sampled_from(["answer", "answer", "reply", "wait", "weigh"])
TURNS = st.lists(
    st.tuples(st.integers(1, 3 * 24 * 60), SAYINGS, st.integers(1, 5)), min_size=1, max_size=6
)


Turn = tuple[int, str, int]


def say(life: Life, ticket: Ticket, what: str, weight: int, by: SignedIn) -> None:
    """Let somebody say it the way the pages do."""
    db, runtime, form = life.db, life.runtime, ReplyForm(text="…")
    match what:
        case "answer":
            answer(db, runtime, ticket, form, by=by)
        case "reply":
            reply_as_customer(db, runtime, ticket, form, by=by)
        case "wait":
            wait_for_customer(db, runtime, ticket, WaitingForm(waiting_for="…"), by=by)
        case "weigh":
            change_severity(db, runtime, ticket, SeverityForm(priority=weight, why="…"), by=by)


def kept(life: Life) -> Kept:
    return sum(answers_kept(life.db, YEAR, life.clock()).values(), Kept())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    who=st.sampled_from(["cleo", "dai"]),
    priority=st.integers(1, 5),
    on=st.dates(date(2026, 3, 20), date(2026, 12, 10)),
    at=st.times(),
    turns=TURNS,
)
def test_every_run_is_judged_as_a_counter_of_minutes_judges_it(
    life: Life, people: Cast, who: str, priority: int, on: date, at: time, turns: list[Turn]
) -> None:
    life.db.rollback()
    life.clock.at = datetime.combine(on, at.replace(second=0, microsecond=0), tzinfo=UTC)
    person, ben = getattr(people, who), people.ben
    ticket = life.raised(person, "export csv report", priority=priority)
    said = []
    for minutes, what, weight in turns:
        life.clock.go(minutes=minutes)
        say(life, ticket, what, weight, person if what == "reply" else ben)
        said.append((life.clock(), what, weight))
    life.keep()

    runs = life.db.scalars(select(AnswerRun).order_by(AnswerRun.number)).all()
    over = [run.outcome for run in runs if run.stopped_at]
    assert over == list(judged(ticket.tier, priority, ticket.opened_at, said))


@pytest.mark.parametrize(("later", "outcome"), [(0, "met"), (1, "missed")])
def test_an_answer_at_the_promised_second_is_in_time(
    life: Life, cleo: SignedIn, ben: SignedIn, later: int, outcome: str
) -> None:
    ticket = life.raised(cleo, "export csv report", priority=2)
    assert ticket.due_at is not None
    life.clock.at = ticket.due_at
    life.clock.go(seconds=later)
    answer(life.db, life.runtime, ticket, ReplyForm(text="…"), by=ben)
    life.keep()

    assert [run.outcome for run in life.db.scalars(select(AnswerRun))] == [outcome]


def test_an_answer_that_is_overdue_counts_as_late_before_it_is_given(
    life: Life, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = life.raised(cleo, "export csv report", priority=1)
    life.keep()
    assert kept(life) == Kept(running=1)

    life.clock.go(hours=3)
    assert kept(life) == Kept(missed=1)

    answer(life.db, life.runtime, ticket, ReplyForm(text="…"), by=ben)
    life.keep()
    assert kept(life) == Kept(missed=1)


def test_two_replies_in_a_row_are_one_run(life: Life, cleo: SignedIn, ben: SignedIn) -> None:
    ticket = life.raised(cleo, "export csv report")
    for by, say in ((ben, answer), (cleo, reply_as_customer), (cleo, reply_as_customer)):
        life.clock.go(minutes=5)
        say(life.db, life.runtime, ticket, ReplyForm(text="…"), by=by)
    life.keep()

    runs = life.db.scalars(select(AnswerRun).order_by(AnswerRun.number)).all()
    assert [run.outcome for run in runs] == ["met", "running"]
    assert runs[1].due_at == ticket.due_at


def test_a_paused_run_is_within_its_time_however_long_the_customer_takes(
    life: Life, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = life.raised(cleo, "export csv report", priority=1)
    say(life, ticket, "wait", 0, ben)
    life.clock.go(days=30)
    life.keep()

    assert [run.outcome for run in life.db.scalars(select(AnswerRun))] == ["paused"]
    assert kept(life) == Kept(running=1)


@pytest.mark.parametrize(("hours", "outcome"), [(1, "ended"), (3, "missed")])
def test_who_finds_the_answer_needs_ours_no_more_but_one_that_was_late_stays_late(
    life: Life, cleo: SignedIn, hours: int, outcome: str
) -> None:
    ticket = life.raised(cleo, "export csv report", priority=1)
    life.clock.go(hours=hours)
    solve_oneself(life.db, life.runtime, ticket, OwnSolutionForm(), by=cleo)
    life.keep()

    assert [run.outcome for run in life.db.scalars(select(AnswerRun))] == [outcome]
    assert kept(life) == Kept(**{outcome: 1})


def test_a_run_keeps_the_severity_it_was_answered_under(
    life: Life, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = life.raised(cleo, "export csv report", priority=2)
    for what, weight, by in (("answer", 0, ben), ("weigh", 4, ben), ("reply", 0, cleo)):
        life.clock.go(minutes=5)
        say(life, ticket, what, weight, by)
    life.keep()

    runs = life.db.scalars(select(AnswerRun).order_by(AnswerRun.number)).all()
    assert [run.priority for run in runs] == [2, 4]
