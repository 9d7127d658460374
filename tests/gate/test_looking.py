"""Searching, reading and dismissing on the record, and what it takes to unlock the form."""

import pytest

from portal.accounts.signed_in import SignedIn
from portal.finding.finder import Finder
from portal.gate.diagnosis import Diagnosis, diagnose
from portal.gate.enquiring import find_current_enquiry, start_enquiry
from portal.gate.errors import EnquiryOver
from portal.gate.looking import Wish, dismiss, search_on_record, solve
from portal.gate.policy import GateRules, Missing, State, UnlockedBy, WhyDismissed
from portal.gate.ruling import what_is_left
from portal.gate.trail import freeze
from portal.runtime import Runtime
from tests.gate.steps import FINDS, FINDS_NOTHING, item, read, search, unlocked_enquiry
from tests.world import Clock


def test_a_search_is_written_down_with_what_was_shown(runtime: Runtime, cleo: SignedIn) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        found = search(db, runtime, enquiry, cleo, FINDS)

        [row] = enquiry.searches
        assert row.terms == FINDS
        assert [shown.slug for shown in row.shown] == [hit.slug for hit in found.hits]
        assert row.shown[0].slug == "simulated-mail-missing"
        assert enquiry.missing(GateRules()) == (Missing.READING_OR_DISMISSAL,)


@pytest.mark.parametrize("terms", ["the of and", "!!! ???", "   "], ids=["stop", "signs", "blank"])
def test_a_search_without_real_words_counts_nothing(
    runtime: Runtime, cleo: SignedIn, terms: str
) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, terms)

        assert enquiry.state == State.LOOKING
        assert enquiry.missing(GateRules()) == (Missing.SEARCH,)


def test_reading_what_was_shown_unlocks(runtime: Runtime, cleo: SignedIn) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, FINDS)
        read(db, runtime, enquiry, cleo)

        assert (enquiry.state, enquiry.unlocked_by) == (State.UNLOCKED, UnlockedBy.READING)
        assert enquiry.missing(GateRules()) == ()


def test_reading_what_was_not_shown_does_not(runtime: Runtime, cleo: SignedIn) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, "password")
        read(db, runtime, enquiry, cleo, "simulated-mail-missing")

        assert enquiry.state == State.LOOKING


def test_finding_nothing_unlocks_and_says_so(runtime: Runtime, cleo: SignedIn) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, FINDS_NOTHING)

        assert enquiry.unlocked_by == UnlockedBy.NOTHING_FOUND
        assert diagnose(enquiry) == Diagnosis.NOTHING_FOUND


def test_a_broken_search_unlocks_and_says_so(runtime: Runtime, cleo: SignedIn) -> None:
    runtime.engine.close()
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        found = search(db, runtime, enquiry, cleo, FINDS)

        assert found.is_down
        assert found.hits[0].slug == "simulated-mail-missing"
        assert enquiry.unlocked_by == UnlockedBy.SEARCH_DOWN
        assert diagnose(enquiry) == Diagnosis.SHOWN_NOT_OPENED
        enquiry.searches[0].total = 0
        assert diagnose(enquiry) == Diagnosis.SEARCH_DOWN


def test_the_same_search_again_is_one_search(runtime: Runtime, cleo: SignedIn) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, FINDS)
        search(db, runtime, enquiry, cleo, FINDS)

        assert len(enquiry.searches) == 1


def test_a_solved_enquiry_takes_nothing_more_and_names_only_what_was_met(
    runtime: Runtime, cleo: SignedIn
) -> None:
    with runtime.database.writing() as db:
        enquiry = unlocked_enquiry(db, runtime, cleo)
        never_met = item(db, cleo, "reset-a-password").item_id
        solve(db, enquiry, never_met, at=runtime.now())

        assert (enquiry.state, enquiry.solved_by_id) == (State.SOLVED, None)
        with pytest.raises(EnquiryOver):
            search(db, runtime, enquiry, cleo, FINDS)


def test_an_enquiry_left_alone_for_a_day_is_over(
    runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    with runtime.database.writing() as db:
        enquiry = unlocked_enquiry(db, runtime, cleo)
        clock.go(hours=2)
        enquiry.keep_draft({"title": "No mail"}, clock())
        clock.go(hours=23)
        assert enquiry.is_unlocked(clock())
        clock.go(hours=1)

        assert not enquiry.is_unlocked(clock())
        assert find_current_enquiry(db, cleo, clock()) is None
        assert what_is_left(db, enquiry, clock()) == (Missing.SEARCH,)
        with pytest.raises(EnquiryOver):
            dismiss(db, enquiry, WhyDismissed.OUT_OF_DATE, "", at=clock())


@pytest.mark.parametrize(
    ("came_to_ask", "hours", "is_carried"),
    [
        pytest.param(False, 11, True, id="looked this morning"),
        pytest.param(False, 12, False, id="looked yesterday"),
        pytest.param(True, 23, True, id="asked yesterday"),
    ],
)
def test_what_was_searched_lately_is_carried_along(
    runtime: Runtime, cleo: SignedIn, clock: Clock, came_to_ask: bool, hours: int, is_carried: bool
) -> None:
    with runtime.database.writing() as db:
        first = start_enquiry(db, runtime, cleo)
        search(db, runtime, first, cleo, FINDS)
        if came_to_ask:
            first.ask(clock())
        clock.go(hours=hours)

        assert (find_current_enquiry(db, cleo, clock()) is first) == is_carried


def test_the_title_is_what_was_typed_when_coming_to_ask(
    runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, "password")
        search(db, runtime, enquiry, cleo, "sender")
        assert enquiry.own_words == "sender"

        clock.go(minutes=1)
        enquiry.ask(clock())
        search(db, runtime, enquiry, cleo, FINDS)
        search(db, runtime, enquiry, cleo, "quarantine")
        clock.go(minutes=1)
        enquiry.ask(clock())
        assert enquiry.own_words == FINDS


def test_a_filter_that_leaves_nothing_does_not_unlock(runtime: Runtime, cleo: SignedIn) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        wish = Wish(terms=FINDS, prefer_lang="en", topic="people", kind="video")
        finder = Finder(runtime.engine, db)
        found = search_on_record(db, finder, enquiry, wish, reader=cleo, at=runtime.now())

        assert found.total == 0
        assert enquiry.state == State.LOOKING
        search(db, runtime, enquiry, cleo, FINDS)
        [row] = enquiry.searches
        assert row.total == len(row.shown) > 0
        assert diagnose(enquiry) == Diagnosis.SHOWN_NOT_OPENED

        wish = Wish(terms=FINDS_NOTHING, prefer_lang="en", kind="video")
        search_on_record(db, finder, enquiry, wish, reader=cleo, at=runtime.now())
        assert enquiry.state == State.LOOKING
        search(db, runtime, enquiry, cleo, FINDS_NOTHING)
        assert enquiry.unlocked_by == UnlockedBy.NOTHING_FOUND


def test_the_trail_freezes_titles_positions_and_words(runtime: Runtime, cleo: SignedIn) -> None:
    with runtime.database.writing() as db:
        trail = freeze(unlocked_enquiry(db, runtime, cleo))

    [searched] = trail["searches"]
    assert searched["terms"] == FINDS
    assert searched["shown"][0]["title"] == "Users do not receive simulated phishing mail"
    assert searched["shown"][0]["was_opened"] is True
    assert [reading["slug"] for reading in trail["readings"]] == ["simulated-mail-missing"]
    assert trail["dismissal"] == {"reason": "tried-it", "words": "Still no mail."}
