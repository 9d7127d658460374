"""Asking the last ninety days' searches again with other synonyms or pins, before they are kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.policy import Role, audiences_of
from portal.finding.finder import Finder
from portal.finding.guidance import Guidance, current_guidance
from portal.finding.touching import touched_by
from portal.finding.words import as_asked
from portal.gate.models import Enquiry
from portal.gate.recorded import Search
from portal.runtime import Runtime
from search.interface import Hit, Query

PERIOD = timedelta(days=90)
MOST_QUERIES = 200
AT_ONCE = 50
MOST_READ = 20_000
HITS_COMPARED = 10
CUSTOMERS_READ = audiences_of(Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Question:
    """The same words, asked in the same language, and how often."""

    terms: str
    lang: str
    times: int


@dataclass(frozen=True)
class Replayed:
    """One question answered twice: what the first page wins and loses."""

    question: Question
    before: Sequence[Hit]
    after: Sequence[Hit]
    total_before: int
    total_after: int

    @property
    def won(self) -> Sequence[Hit]:
        return _without(self.after, self.before)

    @property
    def lost(self) -> Sequence[Hit]:
        return _without(self.before, self.after)

    @property
    def new_first(self) -> Hit | None:
        """Return what stands first now, if that is another than before."""
        first = self.after[0] if self.after else None
        return first if first and [hit.id for hit in self.before[:1]] != [first.id] else None

    @property
    def is_changed(self) -> bool:
        return bool(self.won or self.lost or self.new_first)


@dataclass(frozen=True)
class Replay:
    """A stretch of the questions that the change can touch; `total` is how many there are.

    Searches whose words are deleted by now cannot be asked again: `deleted` counts them.
    """

    replayed: Sequence[Replayed]
    start: int
    total: int
    times: int
    deleted: int = 0

    @property
    def changed(self) -> Sequence[Replayed]:
        return [one for one in self.replayed if one.is_changed]

    @property
    def won(self) -> int:
        return sum(len(one.won) for one in self.replayed)

    @property
    def lost(self) -> int:
        return sum(len(one.lost) for one in self.replayed)

    @property
    def end(self) -> int:
        return self.start + len(self.replayed)

    @property
    def next_start(self) -> int | None:
        return self.end if self.end < self.total else None


def replay(db: Session, runtime: Runtime, tried: Guidance, *, start: int = 0) -> Replay:
    """Answer the most frequent questions the change can touch, as it is and as it would be."""
    stored = current_guidance(db)
    questions = _questions(db, runtime, stored, tried)
    finder = Finder(runtime.engine, db)
    some = questions[start : start + AT_ONCE]
    replayed = [_asked_twice(finder, question, stored, tried) for question in some]
    times, deleted = (
        sum(each.times for each in questions),
        _deleted_since(db, runtime.now() - PERIOD),
    )
    return Replay(replayed, start, len(questions), times, deleted)


def _questions(
    db: Session, runtime: Runtime, stored: Guidance, tried: Guidance
) -> Sequence[Question]:
    touched = touched_by(stored, tried)
    usual = runtime.settings.default_language
    asked = _asked_since(db, runtime.now() - PERIOD, usual)
    return list(islice((each for each in asked if each.terms in touched), MOST_QUERIES))


def _asked_since(db: Session, since: datetime, usual_lang: str) -> Sequence[Question]:
    """Return what was asked, the most frequent first."""
    count = func.count()
    rows = db.execute(
        select(Search.terms, Person.lang, count)
        .join(Enquiry, Enquiry.id == Search.enquiry_id)
        .join(Person, Person.id == Enquiry.person_id)
        .where(Search.at >= since, Search.is_real, Search.terms != "")
        .group_by(Search.terms, Person.lang)
        .order_by(count.desc(), Search.terms)
        .limit(MOST_READ)
    )
    counted: Counter[tuple[str, str]] = Counter()
    for terms, lang, times in rows:
        counted[as_asked(terms), lang or usual_lang] += times
    by_frequency = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [Question(terms, lang, times) for (terms, lang), times in by_frequency]


def _deleted_since(db: Session, since: datetime) -> int:
    gone = select(func.count()).where(Search.at >= since, Search.is_real, Search.terms == "")
    return db.scalar(gone) or 0


def _asked_twice(finder: Finder, question: Question, stored: Guidance, tried: Guidance) -> Replayed:
    query = Query(question.terms, question.lang, audiences=CUSTOMERS_READ, limit=HITS_COMPARED)
    before, after = finder.answer(query, stored), finder.answer(query, tried)
    return Replayed(question, before.hits, after.hits, before.total, after.total)


def _without(hits: Sequence[Hit], others: Sequence[Hit]) -> Sequence[Hit]:
    known = {hit.id for hit in others}
    return [hit for hit in hits if hit.id not in known]
