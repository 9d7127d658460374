"""What a chart says, so that nobody need trust the eye: scale, weeks without a case, shades."""

from datetime import date, timedelta

import pytest

from portal.reporting.charts import FOOT, HEIGHT, scale, shade_ranges, shades, standing

MONDAY = date(2026, 11, 2)


def test_curves_begin_at_twenty() -> None:
    assert not standing({MONDAY: [("solved", 19)]}).columns
    assert not shades([19, 0])
    assert shades([15, 5, 0]) == [4, 2, 0]


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4]),
        (42, [0, 10, 20, 30, 40]),
        (100, [0, 50, 100]),
        (3_999, [0, 1_000, 2_000, 3_000]),
    ],
)
def test_the_scale_has_a_few_round_marks(highest: int, marks: list[int]) -> None:
    assert list(scale(highest)) == marks


def test_a_week_in_which_nobody_came_keeps_its_place_and_columns_reach_their_count() -> None:
    weeks = {MONDAY: [("solved", 15), ("raised", 5)], MONDAY + timedelta(21): [("raised", 10)]}
    drawn = standing(weeks)

    assert [column.week_on.day for column in drawn.columns] == [2, 9, 16, 23]
    assert [len(column.bars) for column in drawn.columns] == [2, 0, 0, 1]
    heights = {mark.count: mark.y for mark in drawn.marks}
    assert heights[0] == HEIGHT - FOOT
    assert [column.bars[-1].y for column in drawn.columns[::3]] == [heights[20], heights[10]]


@pytest.mark.parametrize(
    ("from_on", "to_on", "is_part"),
    [(2, 8, False), (1, 9, False), (3, 8, True), (2, 7, True)],
    ids=["whole", "wider", "begins-late", "ends-early"],
)
def test_a_week_that_is_counted_in_part_is_known(from_on: int, to_on: int, is_part: bool) -> None:
    drawn = standing({MONDAY: [("solved", 20)]})
    period = date(2026, 11, from_on), date(2026, 11, to_on)
    assert drawn.has_part_weeks(*period) == is_part


@pytest.mark.parametrize("highest", [1, 2, 3, 7, 40, 1_001])
def test_each_shade_says_which_counts_it_stands_for(highest: int) -> None:
    said = {shade: range(fewest, most + 1) for shade, fewest, most in shade_ranges(highest)}
    counts = [*range(highest + 1), *[highest] * 20]  # never too few
    for count, shade in zip(counts, shades(counts), strict=True):
        assert count in said[shade]
