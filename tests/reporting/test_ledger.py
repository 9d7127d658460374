"""Each enquiry in one class, figures that are the sums of rows, and reversals as they happen."""

from collections import Counter
from datetime import date
from statistics import median
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.gate.looking import need_at_once
from portal.gate.policy import WhyUrgent
from portal.incidents.models import Incident, IncidentJoin
from portal.reporting.filters import AskedFilters, Filters
from portal.reporting.gate_health import gate_health, median_of
from portal.reporting.ledger import every_row, total, under_way, weekly
from portal.reporting.models import FailedDay, FailedSearch, ItemRead, LedgerRow
from portal.reporting.policy import Figures
from portal.service_desk.desk_forms import OwnSolutionForm, SeverityForm
from portal.service_desk.ending import solve_oneself
from portal.service_desk.forms import ReplyForm
from portal.service_desk.replying import reply_as_customer
from portal.service_desk.working_on import change_severity
from tests.reporting.life import Life

ALL = Filters(date(2026, 1, 1), date(2026, 12, 31))


def row(life: Life, enquiry_id: UUID) -> LedgerRow:
    return life.db.get_one(LedgerRow, enquiry_id)


def figures(life: Life, **asked: str) -> Figures:
    filters = AskedFilters(**asked).filters("", "", life.clock().date())
    return total(weekly(life.db, filters))


def test_every_ending_has_its_class(life: Life, cleo: SignedIn, dai: SignedIn) -> None:
    life.solved(cleo, "simulated mail missing")
    life.raised(dai, "reset password")
    life.look(cleo, "export csv report", reads=True)
    life.ask(dai, "quokka")
    life.clock.go(hours=25)
    life.keep()

    expected = Figures(solved=1, raised=1, unknown=1, looked=1, helped_themselves=1)
    assert figures(life) == expected


def test_who_is_still_looking_is_in_no_class_yet(life: Life, cleo: SignedIn) -> None:
    life.ask(cleo, "quokka")
    life.keep()

    assert figures(life) == Figures()
    assert under_way(life.db) == 1


def test_who_joined_a_known_fault_on_the_way_is_a_class_of_its_own(
    life: Life, cleo: SignedIn, dai: SignedIn, ben: SignedIn
) -> None:
    life.ask(cleo, "quokka")
    life.ask(dai, "quokka")
    fault = Incident(
        id=life.runtime.new_id(),
        title={"en": "Mail"},
        components=[],
        hits_everybody=True,
        opened_at=life.clock(),
        created_by_id=ben.id,
    )
    join = IncidentJoin(id=life.runtime.new_id(), incident_id=fault.id, at=life.clock())
    join.person_id, join.organisation_id = cleo.id, cleo.organisation_id
    life.db.add(fault)
    life.db.flush()
    life.db.add(join)
    life.clock.go(hours=25)
    life.keep()

    assert figures(life) == Figures(joined=1, unknown=1)


def test_a_solved_one_is_reversed_and_both_rows_are_linked(life: Life, cleo: SignedIn) -> None:
    solved = life.solved(cleo, "simulated mail missing")
    life.keep()
    life.clock.go(days=3)
    ticket = life.raised(cleo, "simulated mail missing again")
    life.keep()

    assert row(life, solved.id).outcome == "reversed"
    assert row(life, solved.id).reversed_by_id == ticket.enquiry_id
    assert figures(life) == Figures(reversed=1, raised=1)


def test_the_failed_searches_of_a_day_follow_when_it_is_reversed(
    life: Life, cleo: SignedIn
) -> None:
    life.solved(cleo, "quokka")
    life.keep()
    assert failed_days(life) == [("solved", 1)]
    life.clock.go(days=1)
    life.raised(cleo, "quokka")
    life.keep()

    assert failed_days(life) == [("reversed", 1), ("raised", 1)]


def failed_days(life: Life) -> list[tuple[str, int]]:
    rows = life.db.execute(
        select(FailedDay.outcome, FailedDay.searches).order_by(FailedDay.began_on)
    )
    return [(outcome, searches) for outcome, searches in rows]


def test_the_first_request_reverses_whatever_the_order_of_writing(
    life: Life, cleo: SignedIn
) -> None:
    solved = life.solved(cleo, "simulated mail missing")
    life.clock.go(days=1)
    first = life.raised(cleo, "simulated mail missing")
    life.clock.go(days=1)
    life.raised(cleo, "simulated mail missing")
    life.keep()

    assert row(life, solved.id).reversed_by_id == first.enquiry_id


def test_another_limit_of_days_has_every_row_judged_anew(life: Life, cleo: SignedIn) -> None:
    solved = life.solved(cleo, "simulated mail missing")
    life.clock.go(days=20)
    life.raised(cleo, "simulated mail missing")
    life.keep()
    assert row(life, solved.id).outcome == "solved"

    life.keep(reversed_within_days=21)
    assert row(life, solved.id).outcome == "reversed"

    life.keep()
    assert row(life, solved.id).outcome == "solved"
    assert row(life, solved.id).reversed_by_id is None


def test_a_reversed_row_takes_along_what_was_counted_with_it(life: Life, cleo: SignedIn) -> None:
    solved = life.solved(cleo, "simulated mail missing", by=life.items()[0].item_id)
    life.keep()
    life.raised(cleo, "simulated mail missing")
    life.keep()

    read = life.db.scalars(select(ItemRead).where(ItemRead.enquiry_id == solved.id)).one()
    life.db.refresh(read)
    assert (read.outcome, read.solved) == ("reversed", True)


def test_searches_that_failed_keep_what_became_of_them(
    life: Life, cleo: SignedIn, dai: SignedIn
) -> None:
    life.raised(cleo, "reset password")
    life.ask(dai, "quokka")
    life.solved(dai, "simulated mail missing")
    life.clock.go(hours=25)
    life.keep()

    failed = life.db.scalars(select(FailedSearch).order_by(FailedSearch.terms)).all()
    assert [(one.terms, one.found_nothing, one.outcome) for one in failed] == [
        ("quokka", True, "unknown"),
        ("reset password", False, "raised"),
    ]


def test_a_long_ledger_is_read_in_parts(life: Life, cleo: SignedIn) -> None:
    for _ in range(5):
        life.solved(cleo, "reset password")
        life.raised(cleo, "export csv report")
    life.keep()

    parts = list(every_row(life.db, at_once=3))

    assert [len(part) for part in parts] == [3, 3, 3, 1]
    assert len({line[0].enquiry_id for part in parts for line in part}) == 10


def test_filters_narrow_to_their_part(life: Life, cleo: SignedIn, dai: SignedIn) -> None:
    life.solved(cleo, "simulated mail missing")
    life.raised(dai, "reset password", area="people")
    life.keep()

    assert figures(life, tier="enhanced") == Figures(solved=1)
    assert figures(life, organisation=str(dai.organisation_id)) == Figures(raised=1)
    assert figures(life, topic="people") == Figures(raised=1)
    assert figures(life, lang="fr") == Figures()


def test_steps_are_timed_from_what_the_server_wrote(life: Life, cleo: SignedIn) -> None:
    ticket = life.raised(cleo, "reset password")
    life.keep()

    found = row(life, ticket.enquiry_id)
    assert (found.search_s, found.read_s, found.write_s) == (0, 180, 240)


@pytest.mark.parametrize(
    ("weights", "lowered"),
    [([3], True), ([2, 4], True), ([3, 1], False), ([], False)],
    ids=["lowered", "lowered twice", "lowered and raised again", "left alone"],
)
def test_an_urgent_request_was_lowered_when_it_weighs_less_than_it_was_sent_with(
    life: Life, cleo: SignedIn, ben: SignedIn, weights: list[int], lowered: bool
) -> None:
    enquiry = life.ask(cleo, "reset password")
    need_at_once(life.db, enquiry, WhyUrgent.NOBODY_CAN_WORK, at=life.clock())
    ticket = life.send(cleo, enquiry, "reset password", priority=1)
    life.keep()
    for weight in weights:
        life.clock.go(minutes=1)
        form = SeverityForm(priority=weight, why="…")
        change_severity(life.db, life.runtime, ticket, form, by=ben)
    life.keep()

    health = gate_health(life.db, ALL)
    assert (health.raised, health.urgent, health.lowered) == (1, 1, int(lowered))


@pytest.mark.parametrize(
    "seconds", [[3], [1, 2], [1, 4, 4, 9], [5, 5, 5, 6, 7], [0, 1, 1, 8]], ids=str
)
def test_a_median_is_that_of_the_cases_one_by_one(seconds: list[int]) -> None:
    assert median_of(sorted(Counter(seconds).items())) == int(median(seconds))


def test_finding_the_answer_after_sending_stays_a_request_and_is_counted_beside_it(
    life: Life, cleo: SignedIn
) -> None:
    solved = life.solved(cleo, "reset password")
    life.keep()
    ticket = life.raised(cleo, "reset password")
    solve_oneself(life.db, life.runtime, ticket, OwnSolutionForm(), by=cleo)
    life.keep()
    assert figures(life) == Figures(reversed=1, raised=1, self_solved=1)
    assert row(life, solved.id).reversed_by_id == ticket.enquiry_id

    reply_as_customer(life.db, life.runtime, ticket, ReplyForm(text="It is back."), by=cleo)
    life.keep()
    assert figures(life) == Figures(reversed=1, raised=1)
