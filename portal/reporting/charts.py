"""Charts as numbers: where each bar or cell of a server-rendered SVG lies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.reporting.policy import FEWEST_TO_COMPARE, Outcome

WIDTH, HEIGHT, FOOT, HEAD, MARGIN = 720, 220, 24, 16, 56
MOST_MARKS, ROUND = 4, (1, 2, 5)
A_WEEK = timedelta(weeks=1)
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
class Mark:
    """A count on the scale beside the columns, and how high it stands."""

    count: int
    y: float


@dataclass(frozen=True)
class Standing:
    """One column a week with the scale to read them by; nothing where there is too little."""

    columns: Sequence[Column] = ()
    marks: Sequence[Mark] = ()

    def has_part_weeks(self, from_on: date, to_on: date) -> bool:
        """Whether the first or the last week reaches beyond the period."""
        weeks = [column.week_on for column in self.columns]
        return bool(weeks) and (weeks[0] < from_on or weeks[-1] + A_WEEK - to_on > timedelta(1))


@dataclass(frozen=True)
class Line:
    """One row of lying bars: what it is about stands above, what is said of it behind."""

    label: str
    top: int
    bars: Sequence[Bar]
    ends: float
    said: str


def standing(weeks: Mapping[date, Stack]) -> Standing:
    """Draw every week from the first to the last, as high as all that is counted in it."""
    if sum(map(_all, weeks.values())) < FEWEST_TO_COMPARE:
        return Standing()
    every_week = _without_holes(weeks)
    highest = max(map(_all, every_week.values()))
    step = (WIDTH - MARGIN) / len(every_week)
    every = -(-len(every_week) // MOST_LABELS)
    columns = [
        Column(
            week_on,
            round(MARGIN + (n + 0.5) * step, 2),
            _stack(stack, left=MARGIN + n * step, width=step, highest=highest),
            n % every == 0,
        )
        for n, (week_on, stack) in enumerate(every_week.items())
    ]
    return Standing(columns, [Mark(count, _height(count, highest)) for count in scale(highest)])


def _without_holes(weeks: Mapping[date, Stack]) -> Mapping[date, Stack]:
    first, last = min(weeks), max(weeks)
    mondays = (first + n * A_WEEK for n in range((last - first) // A_WEEK + 1))
    return {monday: weeks.get(monday, ()) for monday in mondays}


def scale(highest: int) -> Sequence[int]:
    """Return round counts from nought on that fit below the highest, a few of them."""
    steps = (digit * 10**power for power in range(len(str(highest))) for digit in ROUND)
    step = next(step for step in steps if highest <= step * (MOST_MARKS + 1) - 1)
    return range(0, highest + 1, step)


def _height(count: float, highest: int) -> float:
    return round(HEIGHT - FOOT - count / highest * (HEIGHT - FOOT - HEAD), 2)


def _stack(stack: Stack, *, left: float, width: float, highest: int) -> list[Bar]:
    bars, below = [], 0
    for kind, count in stack:
        if count:
            x, wide = round(left + width * 0.15, 2), round(width * 0.7, 2)
            top, foot = _height(below + count, highest), _height(below, highest)
            bars.append(Bar(kind, x, top, wide, round(foot - top, 2)))
        below += count
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


def shade_ranges(highest: int) -> Sequence[tuple[int, int, int]]:
    """Return (shade, fewest, most) of every shade that some count can have."""
    edges = [highest * shade // STEPS_OF_SHADE for shade in range(STEPS_OF_SHADE + 1)]
    ranges = [(shade, edges[shade - 1] + 1, edges[shade]) for shade in range(1, len(edges))]
    return [(0, 0, 0), *(each for each in ranges if each[1] <= each[2])]
