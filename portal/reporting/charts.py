"""Charts as numbers: where each bar or cell of a server-rendered SVG lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.reporting.policy import Figures, Outcome

WIDTH, HEIGHT, FOOT = 720, 220, 24
STACKED = (Outcome.SOLVED, Outcome.RAISED, Outcome.JOINED, Outcome.REVERSED, Outcome.UNKNOWN)
MOST_LABELS = 8
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


def parts(counts: Mapping[str, int], *, width: float = 100) -> list[Bar]:
    """Return a bar that lies, divided into its parts."""
    whole, left, bars = sum(counts.values()), 0.0, []
    for kind, count in counts.items():
        wide = count / whole * width if whole else 0
        if wide:
            bars.append(Bar(kind, round(left, 3), 0, round(wide, 3), 12))
        left += wide
    return bars


def shade(count: int, most: int) -> int:
    """Return 0 for none, and 1 to 4 for its part of the most."""
    return -(-count * STEPS_OF_SHADE // most) if most else 0
