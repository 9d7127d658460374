"""The rule that says when an enquiry unlocks the form. Pure."""

from dataclasses import dataclass
from enum import StrEnum


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


class WhyDismissed(StrEnum):
    """What "none of these solved it" means."""

    NOT_MY_PROBLEM = "not-my-problem"
    TRIED_IT = "tried-it"
    COULD_NOT_FOLLOW = "could-not-follow"
    OUT_OF_DATE = "out-of-date"


@dataclass(frozen=True)
class GateRules:
    """How much self-help comes before the form."""

    searches: int = 1
    asks_for_reading_or_dismissal: bool = True


@dataclass(frozen=True)
class Attempt:
    """What an enquiry holds so far, counted: only searches with real words are."""

    searches: int = 0
    searches_with_hits: int = 0
    searches_without_hits: int = 0
    searches_while_down: int = 0
    readings_of_shown: int = 0
    is_dismissed: bool = False


def missing(attempt: Attempt, rules: GateRules) -> tuple[Missing, ...]:
    """Return what is left to do, in the order in which to do it."""
    if attempt.searches_while_down:
        return ()
    if attempt.searches < rules.searches:
        return (Missing.SEARCH,)
    return () if unlocked_by(attempt, rules) else (Missing.READING_OR_DISMISSAL,)


def unlocked_by(attempt: Attempt, rules: GateRules) -> UnlockedBy | None:
    """Return why the form is open, or None while it is locked.

    A search that finds nothing, or cannot search, opens it by itself.
    """
    if attempt.searches_while_down:
        return UnlockedBy.SEARCH_DOWN
    if attempt.searches < rules.searches:
        return None
    if attempt.readings_of_shown:
        return UnlockedBy.READING
    if attempt.is_dismissed:
        return UnlockedBy.DISMISSAL
    if attempt.searches_without_hits:
        return UnlockedBy.NOTHING_FOUND
    return None if rules.asks_for_reading_or_dismissal else UnlockedBy.SEARCH_ALONE
