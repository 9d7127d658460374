"""WebVTT: cues with their seconds, faults with their line, a transcript that reads like text."""

import pytest

from portal.content.videos import Cue, VttError, read_cues, stored_cues, transcript

GOOD = """WEBVTT
Language: en

NOTE made by hand

first
00:01.000 --> 00:02.500 align:start
Open the <b>page</b>,
then wait.

01:00:03.250 --> 01:00:04.000
Done.
"""


def test_cues_have_seconds_and_plain_words():
    assert read_cues(GOOD) == (
        Cue(1.0, 2.5, "Open the page, then wait."),
        Cue(3_603.25, 3_604.0, "Done."),
    )


def test_line_ends_of_other_systems_and_a_byte_order_mark_change_nothing():
    assert read_cues("\ufeff" + GOOD.replace("\n", "\r\n")) == read_cues(GOOD)


FAULT_ROWS = [
    ("no header", "00:01.000 --> 00:02.000\na", 1, "starts with WEBVTT"),
    ("no cue", "WEBVTT\n\nNOTE nothing", 1, "no cue"),
    ("a comma in the time", "WEBVTT\n\n00:01,000 --> 00:02,000\na", 3, "cannot be read"),
    ("one minute sign", "WEBVTT\n\n0:01.000 --> 00:02.000\na", 3, "cannot be read"),
    (
        "no empty line",
        "WEBVTT\n\n00:01.000 --> 00:02.000\na\n00:02.000 --> 00:03.000\nb",
        3,
        "read",
    ),
    ("an end before the start", "WEBVTT\n\n00:02.000 --> 00:01.000\na", 3, "ends before"),
    (
        "a start before the last one",
        "WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb",
        6,
        "the one above",
    ),
    ("no words", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", 3, "no text"),
]


@pytest.mark.parametrize(
    ("text", "line", "sentence"), [r[1:] for r in FAULT_ROWS], ids=[r[0] for r in FAULT_ROWS]
)
def test_a_fault_is_named_with_its_line(text, line, sentence):
    with pytest.raises(VttError) as refused:
        read_cues(text)

    assert refused.value.line == line
    assert sentence in refused.value.sentence


def test_a_paragraph_ends_where_a_sentence_ends_and_a_pause_follows():
    cues = [
        Cue(0, 2, "This video shows"),
        Cue(2, 4, "two things."),
        Cue(4.2, 5, "They are easy."),
        Cue(6.5, 8, "First, look"),
        Cue(9.5, 10, "around."),
    ]

    paragraphs = transcript(cues)

    assert [(p.start, p.text) for p in paragraphs] == [
        (0, "This video shows two things. They are easy."),
        (6.5, "First, look around."),
    ]


def test_a_stored_text_that_cannot_be_read_has_no_cues() -> None:
    assert stored_cues("WEBVTT\n\n00:00 -> nowhere\nHello\n") == ()
