"""Whatever people do: each enquiry in one class, and a stranger comes to the same figures."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from portal.accounts.signed_in import SignedIn
from portal.errors import Invalid
from portal.gate.models import Enquiry
from portal.reporting.exporting import export_lines, figures_as_facts
from portal.reporting.failing import Failed, failing
from portal.reporting.filters import AskedFilters, Filters
from portal.reporting.ledger import total, under_way, weekly
from portal.reporting.models import FailedDay, FailedSearch, LedgerRow, LedgerState
from portal.reporting.policy import Outcome
from portal.reporting.verifying import part_of, verify_lines
from portal.service_desk.desk_forms import OwnSolutionForm
from portal.service_desk.ending import solve_oneself
from tests.reporting.life import TERMS, Life
from tests.world import Cast

EVER = Filters(date(2026, 1, 1), date(2100, 12, 31))
EPISODES = st.lists(
    st.tuples(
        st.sampled_from(["cleo", "finn", "dai"]),
        st.sampled_from(["look", "ask", "solved", "raised", "alone"]),
        st.sampled_from(TERMS),
        st.sampled_from([1, 30, 24 * 8, 24 * 15]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


def live(life: Life, people: Cast, episodes: list[tuple[str, str, str, int, bool]]) -> None:
    for who, what, terms, hours, keeps in episodes:
        person = getattr(people, who)
        if what in {"raised", "alone"}:
            ticket = life.raised(replace(person, role=people.cleo.role), terms)
            if what == "alone":
                solve_oneself(life.db, life.runtime, ticket, OwnSolutionForm(), by=person)
        else:
            getattr(life, what)(person, terms)
        life.clock.go(hours=hours)
        if keeps:
            life.keep()
    life.keep()


def lines_of(life: Life) -> list[str]:
    return list(export_lines(life.db, life.runtime, lambda done: None))


def kept(life: Life) -> list[tuple[object, ...]]:
    rows = life.db.execute(
        select(LedgerRow.enquiry_id, LedgerRow.outcome, LedgerRow.reversed_by_id).order_by(
            LedgerRow.enquiry_id
        )
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(episodes=EPISODES)
def test_any_story_adds_up(
    life: Life, people: Cast, episodes: list[tuple[str, str, str, int, bool]]
) -> None:
    life.db.rollback()
    live(life, people, episodes)

    enquiries = set(life.db.scalars(select(Enquiry.id).where(Enquiry.asked_at.is_not(None))))
    rows = life.db.scalars(select(LedgerRow)).all()
    counted = {row.enquiry_id for row in rows if row.outcome != Outcome.LOOKED}
    figures = total(weekly(life.db, AskedFilters().filters("2026-01-01", "", life.clock().date())))
    assert len(counted) + under_way(life.db) == len(enquiries)
    assert counted <= enquiries
    assert figures.asked == len(counted)

    verdict = verify_lines(lines_of(life))
    assert verdict.faults == []
    assert verdict.figures == figures_as_facts(figures)

    check_failures(life)

    at_once = kept(life)
    life.db.execute(delete(LedgerRow))
    life.db.execute(delete(LedgerState))
    life.keep()
    assert kept(life) == at_once
    check_failures(life)


def check_failures(life: Life) -> None:
    """What is counted by day, by organisation and by question is the same as row by row."""
    rows = life.db.scalars(select(FailedSearch)).all()
    by_day = select(FailedDay.outcome, func.sum(FailedDay.searches)).group_by(FailedDay.outcome)
    assert dict(list(life.db.execute(by_day))) == Counter(row.outcome for row in rows)
    found = failing(life.db, EVER)
    nothing = sum(row.found_nothing for row in rows)
    raised = sum(row.outcome == Outcome.RAISED for row in rows)
    assert found.total == Failed(nothing, len(rows) - nothing, raised)
    assert sum(one.found_nothing + one.not_opened for one in found.most) == len(rows)
    by_organisation = [
        failing(life.db, replace(EVER, organisation_id=id_)).total
        for id_ in {row.organisation_id for row in rows}
    ]
    assert sum(by_organisation, Failed()) == found.total


def test_a_part_of_the_file_gives_the_filtered_page_its_figures(
    life: Life, people: Cast, cleo: SignedIn
) -> None:
    live(
        life, people, [("cleo", "solved", "quokka", 200, True), ("dai", "raised", "reset", 1, True)]
    )
    asked = {"tier": "enhanced", "organisation": str(cleo.organisation_id)}
    filters = AskedFilters(**asked).filters("2026-11-01", "2026-11-30", life.clock().date())
    only = ["from=2026-11-01", "to=2026-11-30", "tier=enhanced"]
    only += [f"organisation={cleo.organisation_id.hex}"]

    verdict = verify_lines(lines_of(life), part_of(only))

    assert verdict.part == figures_as_facts(total(weekly(life.db, filters)))
    assert (verdict.part["solved"], verdict.figures["raised"]) == (1, 1)
    with pytest.raises(Invalid):
        part_of(["wether=fine"])


def changed(lines: list[str], number: int, **facts: object) -> list[str]:
    row = {**json.loads(lines[number]), **facts}
    return [*lines[:number], json.dumps(row), *lines[number + 1 :]]


def test_a_stranger_sees_every_touched_row(life: Life, cleo: SignedIn, dai: SignedIn) -> None:
    life.solved(cleo, "simulated mail missing")
    life.raised(cleo, "simulated mail missing")
    life.solved(dai, "reset password")
    life.keep()
    lines = lines_of(life)
    row = json.loads(lines[1])
    assert row["outcome"] == "reversed"
    unlinked = {key: row[key] for key in row if not key.startswith("reversed")}

    assert verify_lines(lines).faults == []
    touched = {
        "a reversal denied": [lines[0], json.dumps({**unlinked, "outcome": "solved"}), *lines[2:]],
        "a class changed": changed(lines, 2, outcome="unknown"),
        "a row left out": [*lines[:1], *lines[2:]],
        "a row twice": [*lines[:2], *lines[1:]],
        "a figure changed": changed(lines, len(lines) - 1, figures={"solved": 2}),
        "the end cut off": lines[:-1],
        "another week": changed(lines, 3, began_on="2026-01-05"),
    }
    assert [what for what, file in touched.items() if not verify_lines(file).faults] == []


def test_the_file_holds_no_word_that_was_typed(life: Life, cleo: SignedIn) -> None:
    life.raised(cleo, "simulated mail missing")
    life.keep()

    text = "".join(lines_of(life))

    assert "simul" not in text
    assert cleo.name not in text
    assert cleo.email not in text


def test_two_exports_hash_words_by_different_keys(life: Life, cleo: SignedIn) -> None:
    life.solved(cleo, "simulated mail missing")
    life.keep()

    first, second = (json.loads(lines_of(life)[1])["words"] for _ in range(2))

    assert len(first) == len(second) == 3
    assert set(first).isdisjoint(second)
