"""Searches that fail: nothing was found, or nothing of what was shown was opened."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Function, case, func, select, text
from sqlalchemy.orm import Session

from portal.reporting.filters import Filters
from portal.reporting.models import FailedDay, FailedSearch
from portal.reporting.policy import Outcome

MOST_LISTED = 50
IS_KEPT = FailedSearch.terms != ""  # an erased person's searches are counted without words
WAYS_ROUND = ("enable_seqscan", "enable_hashagg", "enable_bitmapscan")


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

    @property
    def failed(self) -> int:
        return self.found_nothing + self.not_opened


@dataclass(frozen=True)
class Failed:
    """How many searches failed in which way, and how many of both ended in a request."""

    found_nothing: int = 0
    not_opened: int = 0
    raised: int = 0

    @property
    def all(self) -> int:
        return self.found_nothing + self.not_opened

    def __add__(self, other: "Failed") -> "Failed":
        return Failed(
            self.found_nothing + other.found_nothing,
            self.not_opened + other.not_opened,
            self.raised + other.raised,
        )


@dataclass(frozen=True)
class Failing:
    """How many searches failed in each week, and the questions that did so most often."""

    weeks: Mapping[date, Failed]
    most: Sequence[FailedTerms]

    @property
    def total(self) -> Failed:
        return sum(self.weeks.values(), Failed())


def failing(db: Session, filters: Filters) -> Failing:
    return Failing(_weekly(db, filters), most_failing(db, filters))


def _weekly(db: Session, filters: Filters) -> Mapping[date, Failed]:
    """Count from the days, or from the searches of one organisation."""
    table: type[FailedDay] | type[FailedSearch] = FailedDay
    count: Function[int] = func.sum(FailedDay.searches)
    if filters.organisation_id:
        table, count = FailedSearch, func.count()
    by = table.began_on, table.found_nothing, table.outcome
    rows = db.execute(select(*by, count).where(*filters.on(table)).group_by(*by).order_by(*by))
    weeks: dict[date, Failed] = {}
    for began_on, found_nothing, outcome, searches in rows:
        week_on = began_on - timedelta(days=began_on.weekday())
        nothing = int(searches) if found_nothing else 0
        raised = int(searches) if outcome == Outcome.RAISED else 0
        more = Failed(nothing, int(searches) - nothing, raised)
        weeks[week_on] = weeks.get(week_on, Failed()) + more
    return weeks


def most_failing(db: Session, filters: Filters, limit: int = MOST_LISTED) -> list[FailedTerms]:
    """Return the questions that failed most often, and what became of those who asked."""
    count, terms = func.count(), FailedSearch.terms
    wanted = _in_order_of_terms(db, filters)
    often = select(terms).where(*wanted).group_by(terms).order_by(count.desc(), terms).limit(limit)
    with _walking_an_index(db):
        most = db.scalars(often).all()
    nothing = func.sum(case((FailedSearch.found_nothing, 1), else_=0))
    ended = [_ended(*outcomes) for outcomes in _CLASSES]
    rows = db.execute(
        select(terms, nothing, count - nothing, *ended)
        .where(terms.in_(most), *filters.on(FailedSearch))
        .group_by(terms)
        .order_by(count.desc(), terms)
    )
    return [FailedTerms(row[0], *(int(number) for number in row[1:])) for row in rows]


def _in_order_of_terms(db: Session, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions such that one walk along the index of terms counts them.

    Left alone, both databases collect a year of texts first, at three times the cost.
    """
    if filters.organisation_id or _is_postgresql(db):
        return [*filters.on(FailedSearch), IS_KEPT]
    began_on = func.coalesce(FailedSearch.began_on, FailedSearch.began_on)
    within = began_on >= filters.from_on, began_on <= filters.to_on
    return [*within, *filters.narrowing(FailedSearch), IS_KEPT]


@contextmanager
def _walking_an_index(db: Session) -> Iterator[None]:
    """Keep PostgreSQL from reading the table and hashing its texts."""
    ways = WAYS_ROUND if _is_postgresql(db) else ()
    for way in ways:
        db.execute(text(f"SET LOCAL {way} = off"))
    yield
    for way in ways:
        db.execute(text(f"SET LOCAL {way} = on"))


def _is_postgresql(db: Session) -> bool:
    return db.get_bind().dialect.name == "postgresql"


_CLASSES = (
    (Outcome.SOLVED,),
    (Outcome.RAISED, Outcome.JOINED),
    (Outcome.UNKNOWN, Outcome.REVERSED),
    (Outcome.LOOKED,),
)


def _ended(*outcomes: Outcome):  # type: ignore[no-untyped-def]
    return func.sum(case((FailedSearch.outcome.in_(outcomes), 1), else_=0))
