"""When an enquiry unlocks the form."""

import pytest

from portal.gate.policy import Attempt, GateRules, Missing, UnlockedBy, missing, unlocked_by

RULES = GateRules()
FOUND = Attempt(searches=1, searches_with_hits=1)


@pytest.mark.parametrize(
    ("attempt", "left", "reason"),
    [
        pytest.param(Attempt(), (Missing.SEARCH,), None, id="nothing yet"),
        pytest.param(
            Attempt(readings_of_shown=1), (Missing.SEARCH,), None, id="read without a search"
        ),
        pytest.param(
            Attempt(is_dismissed=True), (Missing.SEARCH,), None, id="dismissed without a search"
        ),
        pytest.param(FOUND, (Missing.READING_OR_DISMISSAL,), None, id="found, nothing said"),
        pytest.param(
            Attempt(searches=1, searches_with_hits=1, readings_of_shown=1),
            (),
            UnlockedBy.READING,
            id="read one of those shown",
        ),
        pytest.param(
            Attempt(searches=1, searches_with_hits=1, is_dismissed=True),
            (),
            UnlockedBy.DISMISSAL,
            id="none of them was about it",
        ),
        pytest.param(
            Attempt(searches=1, searches_without_hits=1),
            (),
            UnlockedBy.NOTHING_FOUND,
            id="nothing found",
        ),
        pytest.param(
            Attempt(searches_while_down=1), (), UnlockedBy.SEARCH_DOWN, id="search was down"
        ),
    ],
)
def test_the_rule(attempt: Attempt, left: tuple[Missing, ...], reason: UnlockedBy | None) -> None:
    assert missing(attempt, RULES) == left
    assert unlocked_by(attempt, RULES) == reason


def test_rules_may_ask_for_more_searches() -> None:
    assert missing(FOUND, GateRules(searches=2)) == (Missing.SEARCH,)


def test_no_rule_does_without_a_search() -> None:
    rules = GateRules(searches=0, asks_for_reading_or_dismissal=False)

    assert missing(Attempt(is_dismissed=True), rules) == (Missing.SEARCH,)
    assert unlocked_by(Attempt(readings_of_shown=1), rules) is None


def test_rules_may_ask_for_a_search_alone() -> None:
    rules = GateRules(asks_for_reading_or_dismissal=False)

    assert unlocked_by(FOUND, rules) == UnlockedBy.SEARCH_ALONE
