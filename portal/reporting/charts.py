"""Charts as numbers: where each bar or cell of a server-rendered SVG lies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.reporting.policy import FEWEST_TO_COMPARE, Outcome

WIDTH, HEIGHT, FOOT = 720, 220, 24
STACKED = (Outcome.SOLVED, Outcome.RAISED, Outcome.JOINED, Outcome.REVERSED, Outcome.UNKNOWN)
MOST_LABELS = 8
ROW, LYING, GAP = 46, 220, 8
MOST_LINES, LONGEST_LABEL = 10, 48
STEPS_OF_SHADE = 4

Stack = Sequence[tuple[str, int]]
"""What lies on each other, or beside each other: kinds with their counts."""


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


@dataclass(frozen=True)
class Line:
    """One row of lying bars: what it is about stands above, what is said of it behind."""

    label: str
    top: int
    bars: Sequence[Bar]
    ends: float
    said: str


def columns(weeks: Mapping[date, Stack]) -> Sequence[Column]:
    """Return one column a week, as high as all that is counted; none where that is too little."""
    if sum(map(_all, weeks.values())) < FEWEST_TO_COMPARE:
        return []
    highest = max(_all(stack) for stack in weeks.values()) or 1
    step = WIDTH / len(weeks)
    every = -(-len(weeks) // MOST_LABELS)
    return [
        Column(
            week_on,
            round((n + 0.5) * step, 2),
            _stack(stack, left=n * step, width=step, highest=highest),
            n % every == 0,
        )
        for n, (week_on, stack) in enumerate(weeks.items())
    ]


def _stack(stack: Stack, *, left: float, width: float, highest: int) -> list[Bar]:
    bars, top, room = [], float(HEIGHT - FOOT), HEIGHT - FOOT - 16
    for kind, count in stack:
        height = count / highest * room
        top -= height
        if height:
            x, wide = round(left + width * 0.15, 2), round(width * 0.7, 2)
            bars.append(Bar(kind, x, round(top, 2), wide, round(height, 2)))
    return bars


def lying(rows: Sequence[tuple[str, Stack, str]]) -> Sequence[Line]:
    """Return a line for each row of (label, what it counts, what is said of it)."""
    shown = rows[:MOST_LINES]
    most = max((_all(stack) for _, stack, _ in shown), default=1) or 1
    scale = LYING / most
    return [
        Line(
            *(_short(label), n * ROW, list(_lie(stack, top=n * ROW, scale=scale))),
            *(round(_all(stack) * scale + GAP, 2), said),
        )
        for n, (label, stack, said) in enumerate(shown)
    ]


def _lie(stack: Stack, *, top: int, scale: float) -> Iterator[Bar]:
    left = 0.0
    for kind, count in stack:
        if count:
            yield Bar(kind, round(left, 2), top + 20, round(count * scale, 2), 16)
        left += count * scale


def _all(stack: Stack) -> int:
    return sum(count for _, count in stack)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def shades(counts: Sequence[int]) -> Sequence[int]:
    """Return for each 0 for none, and 1 to 4 for its part of the most; nothing for too few."""
    if sum(counts) < FEWEST_TO_COMPARE:
        return []
    return [-(-count * STEPS_OF_SHADE // max(counts)) for count in counts]
