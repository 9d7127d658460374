"""When people came in the last ninety days: weekdays, office hours, growth, and one bad day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from portal.demo.crowd import QUESTIONS, Question

DAYS = 90
BAD_DAY_AGO = 26
BAD_DAY_COMERS = 16
SEASONS = ((62, 52, 0.7), (16, 0, 1.7))
"""From and to how many days ago how many more came: a holiday, and the audits of the year's end."""
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
    yield from _burst(bad_morning(now), comers, chance)


def _how_many(day: datetime, ago: int, chance: Random) -> int:
    """More come from week to week, as customers are added."""
    busy = next((more for begin, end, more in SEASONS if end <= ago < begin), 1)
    expected = A_DAY[day.weekday()] * (1.15 - ago / DAYS * 0.4) * busy
    return int(expected + chance.random())


def _coming(
    day: datetime, comers: Sequence[tuple[str, str]], question: Question, chance: Random
) -> Coming:
    who, lang = chance.choice(comers)
    at = day.replace(hour=chance.choice(HOURS), minute=chance.randrange(60))
    return Coming(at, who, lang, question)


def bad_morning(now: datetime) -> datetime:
    """Return when the bad day began to be one: always on a working day."""
    day = now - timedelta(days=BAD_DAY_AGO)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=8, minute=40, second=0, microsecond=0)


def _burst(
    morning: datetime, comers: Sequence[tuple[str, str]], chance: Random
) -> Iterator[Coming]:
    question = next(q for q in QUESTIONS if q.is_burst)
    for _ in range(BAD_DAY_COMERS):
        who, lang = chance.choice(comers)
        at = morning + timedelta(minutes=chance.randrange(-30, 150))
        yield Coming(at, who, lang, question)
