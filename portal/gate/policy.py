"""The states of an enquiry, and the rule that says when it unlocks the form. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LAPSES_AFTER = timedelta(hours=24)
CARRIED_FOR = timedelta(hours=12)
WAITS_FOR_A_COLLEAGUE = timedelta(days=14)
FORGOTTEN_AFTER = timedelta(days=30)


class State(StrEnum):
    LOOKING = "looking"
    UNLOCKED = "unlocked"
    SOLVED = "solved"
    RAISED = "raised"
    LAPSED = "lapsed"


OPEN_STATES = (State.LOOKING, State.UNLOCKED)


class Missing(StrEnum):
    """What is left to do before the form opens."""

    SEARCH = "search"
    READING_OR_DISMISSAL = "reading-or-dismissal"


class UnlockedBy(StrEnum):
    """Why the form opened."""

    READING = "reading"
    DISMISSAL = "dismissal"
    NOTHING_FOUND = "nothing-found"
    SEARCH_DOWN = "search-down"
    SEARCH_ALONE = "search-alone"
    EXEMPT_AREA = "exempt-area"
    URGENT = "urgent"


class WhyDismissed(StrEnum):
    """What "none of these solved it" means."""

    NOT_MY_PROBLEM = "not-my-problem"
    TRIED_IT = "tried-it"
    COULD_NOT_FOLLOW = "could-not-follow"
    OUT_OF_DATE = "out-of-date"


class WhyUrgent(StrEnum):
    """What makes it an emergency, in the customer's own judgement."""

    NOBODY_CAN_WORK = "nobody-can-work"
    DATA_AT_RISK = "data-at-risk"


@dataclass(frozen=True)
class GateRules:
    """How much self-help comes before the form.

    One search is always asked for: it is what the ticket's trail begins with.
    """

    searches: int = 1
    asks_for_reading_or_dismissal: bool = True
    is_exempt: bool = False
    urgent_allowed: bool = True


@dataclass(frozen=True)
class Attempt:
    """What an enquiry holds so far, counted: only searches with real words are."""

    searches: int = 0
    searches_with_hits: int = 0
    searches_without_hits: int = 0
    searches_while_down: int = 0
    readings_of_shown: int = 0
    is_dismissed: bool = False
    is_urgent: bool = False


def missing(attempt: Attempt, rules: GateRules) -> tuple[Missing, ...]:
    """Return what is left to do, in the order in which to do it."""
    if attempt.searches_while_down:
        return ()
    if attempt.searches < searches_asked_for(attempt, rules):
        return (Missing.SEARCH,)
    return () if unlocked_by(attempt, rules) else (Missing.READING_OR_DISMISSAL,)


def unlocked_by(attempt: Attempt, rules: GateRules) -> UnlockedBy | None:
    """Return why the form is open, or None while it is locked.

    A search that finds nothing, or cannot search, opens it by itself.
    """
    if attempt.searches_while_down:
        return UnlockedBy.SEARCH_DOWN
    if attempt.searches < searches_asked_for(attempt, rules):
        return None
    return next((reason for reason, holds in _reasons(attempt, rules) if holds), None)


def searches_asked_for(attempt: Attempt, rules: GateRules) -> int:
    """Return how many searches with real words come first: an emergency needs one."""
    return 1 if attempt.is_urgent or rules.is_exempt else max(rules.searches, 1)


def _reasons(attempt: Attempt, rules: GateRules) -> Iterator[tuple[UnlockedBy, bool]]:
    yield UnlockedBy.URGENT, attempt.is_urgent
    yield UnlockedBy.READING, bool(attempt.readings_of_shown)
    yield UnlockedBy.DISMISSAL, attempt.is_dismissed
    yield UnlockedBy.NOTHING_FOUND, bool(attempt.searches_without_hits)
    yield UnlockedBy.EXEMPT_AREA, rules.is_exempt
    yield UnlockedBy.SEARCH_ALONE, not rules.asks_for_reading_or_dismissal
