"""Charts as numbers: where each bar or cell of a server-rendered SVG lies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.reporting.answering import Kept
from portal.reporting.policy import Figures, Outcome

WIDTH, HEIGHT, FOOT = 720, 220, 24
STACKED = (Outcome.SOLVED, Outcome.RAISED, Outcome.JOINED, Outcome.REVERSED, Outcome.UNKNOWN)
MOST_LABELS = 8
ROW, LYING = 30, 360
STEPS_OF_SHADE = 4


@dataclass(frozen=True)
class Bar:
    """A rectangle, and what it stands for."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Column:
    """One week: its bars on top of each other, and where its label stands, if it has one."""

    week_on: date
    middle: float
    bars: Sequence[Bar]
    has_label: bool
    asked: int


def columns(weeks: Mapping[date, Figures]) -> Sequence[Column]:
    """Return one column a week, as high as there were enquiries with intent to ask."""
    if not weeks:
        return []
    highest = max(figures.asked for figures in weeks.values()) or 1
    step = WIDTH / len(weeks)
    every = -(-len(weeks) // MOST_LABELS)
    return [
        Column(
            week_on,
            round((n + 0.5) * step, 2),
            _stack(figures, left=n * step, width=step, highest=highest),
            n % every == 0,
            figures.asked,
        )
        for n, (week_on, figures) in enumerate(weeks.items())
    ]


def _stack(figures: Figures, *, left: float, width: float, highest: int) -> list[Bar]:
    bars, top, room = [], float(HEIGHT - FOOT), HEIGHT - FOOT - 16
    for kind in STACKED:
        height = getattr(figures, kind) / highest * room
        top -= height
        if height:
            x, wide = round(left + width * 0.15, 2), round(width * 0.7, 2)
            bars.append(Bar(kind, x, round(top, 2), wide, round(height, 2)))
    return bars


def lying(kept: Mapping[tuple[str, int], Kept]) -> Mapping[tuple[str, int], Sequence[Bar]]:
    """Return one bar in each row, divided into answers in time, late ones, and the rest."""
    most = max((one.all for one in kept.values()), default=1)
    return {
        key: list(_lie(one, top=number * ROW, scale=LYING / most))
        for number, (key, one) in enumerate(kept.items())
    }


def _lie(one: Kept, *, top: int, scale: float) -> Iterator[Bar]:
    left = 0.0
    rest = one.all - one.met - one.missed
    for kind, count in (("met", one.met), ("missed", one.missed), ("running", rest)):
        if count:
            yield Bar(kind, round(left, 2), top, round(count * scale, 2), 20)
        left += count * scale


def shade(count: int, most: int) -> int:
    """Return 0 for none, and 1 to 4 for its part of the most."""
    return -(-count * STEPS_OF_SHADE // most) if most else 0
