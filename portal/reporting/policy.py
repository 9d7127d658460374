"""How an enquiry is counted, and when one that was solved is reversed. Pure."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

FEWEST_TO_COMPARE = 20
FEWEST_SHARED_WORDS = 2


class Outcome(StrEnum):
    """How an enquiry ended; each has exactly one. `looked` never meant to ask us."""

    SOLVED = "solved"
    REVERSED = "reversed"
    RAISED = "raised"
    JOINED = "joined"
    UNKNOWN = "unknown"
    LOOKED = "looked"


class Answered(StrEnum):
    """How a run of a ticket's clock ended, or how it stands; `ended` needed no answer any more."""

    MET = "met"
    MISSED = "missed"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    BEST_EFFORT = "best"


class SameMatter(StrEnum):
    """Why a request is about what was said to be solved."""

    ITEM = "same-item"
    TOPIC = "same-topic"
    WORDS = "same-words"


@dataclass(frozen=True)
class Matter:
    """What an enquiry was about.

    `items` are those that count as its answer: what solved it, or what was opened on the way.
    """

    person_id: UUID
    organisation_id: UUID
    words: frozenset[str]
    items: frozenset[str]
    topic: str


def same_matter(solved: Matter, raised: Matter) -> SameMatter | None:
    """Return why both are one matter, None when they are not; when in doubt, they are.

    Of one person the same topic is enough; of two colleagues a shared word must join it.
    """
    is_same_person = solved.person_id == raised.person_id
    if not is_same_person and solved.organisation_id != raised.organisation_id:
        return None
    if solved.items & raised.items:
        return SameMatter.ITEM
    shared = solved.words & raised.words
    if solved.topic and solved.topic == raised.topic and (is_same_person or shared):
        return SameMatter.TOPIC
    return SameMatter.WORDS if _overlap_much(solved.words, raised.words, shared) else None


def _overlap_much(one: frozenset[str], other: frozenset[str], shared: frozenset[str]) -> bool:
    """Half of the shorter question, and two words at least unless it has only one."""
    shorter = min(len(one), len(other))
    enough = min(FEWEST_SHARED_WORDS, shorter)
    return shorter > 0 and len(shared) >= enough and 2 * len(shared) >= shorter


def is_in_time(solved_at: datetime, raised_at: datetime, *, within: timedelta) -> bool:
    """Whether a request came after it was solved, and soon enough to reverse that."""
    return solved_at < raised_at <= solved_at + within


@dataclass(frozen=True)
class Figures:
    """How many enquiries ended how; every share is worked out from these counts alone.

    `helped_themselves` are those of `looked` that opened something, `self_solved` those of
    `raised` who wrote after sending that they had found the answer.
    """

    solved: int = 0
    reversed: int = 0
    raised: int = 0
    joined: int = 0
    unknown: int = 0
    looked: int = 0
    helped_themselves: int = 0
    self_solved: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        names = [field.name for field in fields(self)]
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def asked(self) -> int:
        """Return the enquiries with intent to ask."""
        return self.solved + self.reversed + self.raised + self.joined + self.unknown

    @property
    def headline(self) -> Fraction | None:
        return _share(self.solved, self.solved + self.raised)

    @property
    def at_least(self) -> Fraction | None:
        return _share(self.solved, self.asked)

    @property
    def at_most(self) -> Fraction | None:
        return _share(self.solved + self.unknown, self.asked)

    @property
    def self_service_score(self) -> Fraction | None:
        return _share(self.helped_themselves, self.raised)

    @property
    def are_too_few(self) -> bool:
        return self.solved + self.raised < FEWEST_TO_COMPARE

    @property
    def are_too_few_to_score(self) -> bool:
        return self.helped_themselves + self.raised < FEWEST_TO_COMPARE

    @classmethod
    def of(cls, outcome: str, count: int, *, with_readings: int, self_solved: int) -> "Figures":
        """Return the figures of so many rows of one class."""
        if outcome == Outcome.LOOKED:
            return cls(looked=count, helped_themselves=with_readings)
        if outcome == Outcome.RAISED:
            return cls(raised=count, self_solved=self_solved)
        return cls(**{outcome: count})


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def percent(share: Fraction | None) -> Decimal | None:
    """Return a share in per cent with one decimal, cut: it never shows more than there was."""
    return None if share is None else Decimal(share * 1_000 // 1).scaleb(-1)
