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
from portal.service_desk.forms import ReplyForm
from portal.service_desk.replying import answer, reply_as_customer
from tests.reporting.counting import is_in_time
from tests.reporting.life import Life
from tests.world import Cast

YEAR = Filters(date(2026, 1, 1), date(2026, 12, 31))
TURNS = st.lists(st.integers(1, 4 * 24 * 60), min_size=1, max_size=4)


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
    life: Life, people: Cast, who: str, priority: int, on: date, at: time, turns: list[int]
) -> None:
    life.db.rollback()
    life.clock.at = datetime.combine(on, at.replace(second=0, microsecond=0), tzinfo=UTC)
    person, ben = getattr(people, who), people.ben
    ticket = life.raised(person, "export csv report", priority=priority)
    for number, minutes in enumerate(turns):
        life.clock.go(minutes=minutes)
        by, say = (person, reply_as_customer) if number % 2 else (ben, answer)
        say(life.db, life.runtime, ticket, ReplyForm(text="…"), by=by)
    life.keep()

    runs = life.db.scalars(select(AnswerRun).order_by(AnswerRun.number)).all()
    judged = [run.outcome for run in runs if run.stopped_at]
    counted = [
        "met" if is_in_time(run.tier, priority, run.started_at, run.stopped_at) else "missed"
        for run in runs
        if run.stopped_at
    ]
    assert judged == counted
    assert len(runs) == (len(turns) + 1) // 2 + (len(turns) % 2 == 0)


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
