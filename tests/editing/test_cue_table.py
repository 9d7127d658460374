"""Captions as rows: times as people write them, headings that become chapters, faults by row."""

import pytest

from portal.content.videos import read_cues
from portal.editing.cue_parts import Part
from portal.editing.cue_table import (
    Row,
    beside,
    chapters_from_headings,
    check_rows,
    in_order,
    rows_of,
    to_vtt,
    with_originals,
)

ROWS = [
    Row("1", "3", "Open the page.", "Where it is"),
    Row("0:03", "1:02,5", "Look around."),
    Row("1:02.500", "1:00:04", "Sign in.", "What to do"),
]


def test_rows_and_text_say_the_same() -> None:
    vtt = to_vtt(ROWS)

    assert vtt is not None
    assert [cue.start for cue in read_cues(vtt)] == [1.0, 3.0, 62.5]
    assert rows_of(vtt)[2] == Row("00:01:02.500", "01:00:04.000", "Sign in.", "What to do")
    assert to_vtt(rows_of(vtt)) == vtt


def test_rows_come_in_the_order_of_their_times_and_blank_ones_go() -> None:
    assert to_vtt([ROWS[2], Row(), ROWS[0], ROWS[1]]) == to_vtt(ROWS)
    assert to_vtt([Row(), Row()]) is None


def test_no_text_breaks_out_of_its_cue() -> None:
    vtt = to_vtt([Row("1", "2", "a --> b\n\n00:05.000 --> 00:06.000\nc", "x\n\ny --> z")])

    assert vtt is not None
    assert len(read_cues(vtt)) == 1


@pytest.mark.parametrize(
    "text", ["Press <Enter> & wait", "<b></b>", "a &lt; b", "<!-- x", "\u200b"]
)
def test_signs_that_mean_something_in_webvtt_are_read_as_they_were_typed(text: str) -> None:
    vtt = to_vtt([Row("1", "2", text)])

    assert vtt is not None
    assert [cue.text for cue in read_cues(vtt)] == [text]
    assert check_rows([Row("1", "2", text)]) == []


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (Row("soon", "3", "a"), "start-2"),
        (Row("1", "", "a"), "end-2"),
        (Row("3", "3", "a"), "end-2"),
        (Row("1", "2", ""), "text-2"),
        (Row("1:2:3:4", "9", "a"), "start-2"),
    ],
)
def test_a_fault_names_its_row(row: Row, field: str) -> None:
    [fault] = check_rows([ROWS[0], row])

    assert (fault.field_id, fault.facts) == (field, {"row": 2})


def test_headings_of_the_transcript_become_chapters() -> None:
    assert chapters_from_headings(to_vtt(ROWS)) == [
        Row("00:00:00.000", "00:01:02.500", "Where it is"),
        Row("00:01:02.500", "01:00:04.000", "What to do"),
    ]
    assert chapters_from_headings(to_vtt([Row("1", "2", "a")])) == []
    assert chapters_from_headings(None) == []


def test_a_translation_stands_beside_the_rows_of_its_original() -> None:
    own = [Row("0:01", "0:03", "Ouvrez la page."), Row("0:30", "0:40", "À part.")]

    paired = beside(ROWS, own)

    assert [(row.original, row.text) for row in paired] == [
        ("Where it is: Open the page.", "Ouvrez la page."),
        ("Look around.", ""),
        ("", "À part."),
        ("What to do: Sign in.", ""),
    ]
    assert with_originals([Row("1.0", "3", "Ouvrez")], paired)[0].original == paired[0].original


def test_a_translation_of_another_film_stands_beside_the_same_places() -> None:
    paired = in_order(ROWS, [Row("0:02", "0:04", "Ouvrez la page.")])

    assert [(row.start, row.original) for row in paired] == [
        ("0:02", "Where it is: Open the page."),
        ("", "Look around."),
        ("", "What to do: Sign in."),
    ]
    assert with_originals([Row(), Row("9", "10", "Regardez")], paired)[1].original == "Look around."


@pytest.mark.parametrize(
    ("asked", "rows", "first", "last", "beside"),
    [
        pytest.param(1, 0, 1, 0, [], id="an empty table"),
        pytest.param(1, 500, 1, 500, [], id="all in one"),
        pytest.param(2, 1_200, 501, 1_000, [1, 3], id="in the middle"),
        pytest.param(9, 1_200, 1_001, 1_200, [2], id="beyond the end"),
        pytest.param(-1, 501, 1, 500, [2], id="before the beginning"),
    ],
)
def test_a_long_table_comes_in_parts_that_leave_the_others_alone(
    asked: int, rows: int, first: int, last: int, beside: list[int]
) -> None:
    table = [Row(str(n), str(n + 1), f"Cue {n}") for n in range(1, rows + 1)]

    part = Part.wanted(asked, table)

    assert (part.first, part.last) == (first, last)
    assert [each.number for each in part.beside] == beside
    assert list(part.of(table)) == table[first - 1 : last]
    assert part.within(table, [Row()] * 2) == [*table[: first - 1], Row(), Row(), *table[last:]]
    assert Part(0, rows=rows).within(table, [Row()]) == [Row()]
