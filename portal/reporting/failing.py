"""Searches that fail: nothing was found, or nothing of what was shown was opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.reporting.filters import Filters
from portal.reporting.models import FailedSearch
from portal.reporting.policy import Outcome

MOST_LISTED = 50


@dataclass(frozen=True)
class FailedTerms:
    """One question, how often it failed in which way, and what became of those who asked."""

    terms: str
    found_nothing: int
    not_opened: int
    solved: int
    raised: int
    unknown: int
    looked: int


@dataclass(frozen=True)
class Failing:
    """How many searches failed in all, and the questions that did so most often."""

    found_nothing: int
    not_opened: int
    raised: int
    most: Sequence[FailedTerms]


def failing(db: Session, filters: Filters) -> Failing:
    nothing = func.sum(case((FailedSearch.found_nothing, 1), else_=0))
    count = func.count()
    ended = [_ended(*outcomes) for outcomes in _CLASSES]
    wanted = filters.on(FailedSearch)
    rows = db.execute(
        select(FailedSearch.terms, nothing, count - nothing, *ended)
        .where(*wanted)
        .group_by(FailedSearch.terms)
        .order_by(count.desc(), FailedSearch.terms)
        .limit(MOST_LISTED)
    )
    whole = select(nothing, count - nothing, _ended(Outcome.RAISED)).where(*wanted)
    found = [int(number or 0) for number in db.execute(whole).one()]
    most = [FailedTerms(row[0], *(int(number) for number in row[1:])) for row in rows]
    return Failing(found[0], found[1], found[2], most)


_CLASSES = (
    (Outcome.SOLVED,),
    (Outcome.RAISED, Outcome.JOINED),
    (Outcome.UNKNOWN, Outcome.REVERSED),
    (Outcome.LOOKED,),
)


def _ended(*outcomes: Outcome):  # type: ignore[no-untyped-def]
    return func.sum(case((FailedSearch.outcome.in_(outcomes), 1), else_=0))
