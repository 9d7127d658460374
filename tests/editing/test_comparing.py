"""Two texts compared word by word."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.editing.comparing import MOST_WORDS, compare, compare_texts
from portal.editing.cue_table import Row, to_vtt
from portal.editing.item_text import ItemText


@pytest.mark.parametrize(
    ("older", "newer", "pieces"),
    [
        ("one two", "one two", ["same:one two"]),
        ("one two", "one six", ["same:one ", "gone:two", "new:six"]),
        ("a\nb\nc\n", "a\nc\n", ["same:a\n", "gone:b\n", "same:c\n"]),
        ("", "new", ["new:new"]),
        ("l’été", "l’hiver", ["same:l’", "gone:été", "new:hiver"]),
        ("<b>", "<i>", ["same:<", "gone:b", "new:i", "same:>"]),
    ],
    ids=["same", "a word", "a line", "from nothing", "French", "markup is text"],
)
def test_words_are_gone_new_or_the_same(older: str, newer: str, pieces: list[str]) -> None:
    assert [f"{piece.kind}:{piece.words}" for piece in compare(older, newer)] == pieces


@given(st.text("ab \n.", max_size=60), st.text("ab \n.", max_size=60))
def test_both_texts_can_be_read_off_their_comparison(older: str, newer: str) -> None:
    pieces = compare(older, newer)

    assert "".join(p.words for p in pieces if p.kind != "new") == older
    assert "".join(p.words for p in pieces if p.kind != "gone") == newer


def test_a_passage_too_long_to_compare_is_shown_whole() -> None:
    older, newer = "a " * MOST_WORDS, "b " * MOST_WORDS

    assert [piece.kind for piece in compare(older, newer)] == ["gone", "new"]


def test_of_long_captions_only_what_stands_around_a_change_is_shown() -> None:
    rows = [Row(f"{n}", f"{n + 1}", f"Line {n}.") for n in range(1, 40)]
    older = ItemText("A", "B", [], "", "", captions_vtt=to_vtt(rows))
    rows[20] = replace(rows[20], text="Another.")
    [(name, pieces)] = compare_texts(older, replace(older, captions_vtt=to_vtt(rows)))

    shown = "".join(piece.words for piece in pieces)
    assert name == "captions"
    assert shown.splitlines()[:3] == ["…", "00:00:19.000 Line 19.", "00:00:20.000 Line 20."]
    assert "Another" in shown
    assert shown.splitlines()[-1] == "…"
    assert len(shown.splitlines()) == 7
