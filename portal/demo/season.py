"""When people came in the last ninety days: weekdays, office hours, growth, and one bad day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from portal.demo.crowd import QUESTIONS, Question

DAYS = 90
BAD_DAY_AGO = 26
BAD_DAY_COMERS = 14
A_DAY = (6.6, 6.2, 5.9, 5.7, 4.6, 0.8, 0.6)
HOURS = (7, 8, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 16, 17, 19, 21)


@dataclass(frozen=True)
class Coming:
    """Somebody comes with a question at a moment."""

    at: datetime
    who: str
    lang: str
    question: Question


def season(now: datetime, comers: Sequence[tuple[str, str]], chance: Random) -> Iterator[Coming]:
    """Yield everybody who came, day by day."""
    for ago in range(DAYS, 0, -1):
        day = (now - timedelta(days=ago)).replace(minute=0, second=0, microsecond=0)
        for _ in range(_how_many(day, ago, chance)):
            question = chance.choices(QUESTIONS, [q.weight for q in QUESTIONS])[0]
            yield _coming(day, comers, question, chance)
        if ago == _bad_day(now):
            yield from _burst(day, comers, chance)


def _how_many(day: datetime, ago: int, chance: Random) -> int:
    """More come from week to week, as customers are added."""
    expected = A_DAY[day.weekday()] * (1.15 - ago / DAYS * 0.4)
    return int(expected + chance.random())


def _coming(
    day: datetime, comers: Sequence[tuple[str, str]], question: Question, chance: Random
) -> Coming:
    who, lang = chance.choice(comers)
    at = day.replace(hour=chance.choice(HOURS), minute=chance.randrange(60))
    return Coming(at, who, lang, question)


def _bad_day(now: datetime) -> int:
    """Return how many days ago the bad day was: always a working day."""
    day = now - timedelta(days=BAD_DAY_AGO)
    return BAD_DAY_AGO + max(0, day.weekday() - 4)


def _burst(day: datetime, comers: Sequence[tuple[str, str]], chance: Random) -> Iterator[Coming]:
    question = next(q for q in QUESTIONS if q.is_burst)
    for _ in range(BAD_DAY_COMERS):
        who, lang = chance.choice(comers)
        yield Coming(
            day.replace(hour=chance.choice((8, 9, 9, 10)), minute=chance.randrange(60)),
            who,
            lang,
            question,
        )
