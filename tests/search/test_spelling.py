"""How far words are from each other, and what is kept ready."""

import random
from itertools import product

import pytest

from search.arrays import Kept
from search.spelling import distances, most_edits
from search.vocabulary import WordList

from .shelf import ask, document, ids

EDITS_ROWS = [
    ("three letters", "log", 0),
    ("four letters", "saml", 1),
    ("seven letters", "account", 1),
    ("eight letters", "password", 2),
    ("digits", "12345678", 0),
    ("too long to be a word", "x" * 40, 0),
]


@pytest.mark.parametrize(
    ("word", "expected"), [row[1:] for row in EDITS_ROWS], ids=[row[0] for row in EDITS_ROWS]
)
def test_longer_words_may_be_further_off(word, expected):
    assert most_edits(word) == expected


def counted(left: str, right: str) -> int:
    """Measure letter by letter, as the books do."""
    table = {(row, 0): row for row in range(len(left) + 1)}
    table |= {(0, column): column for column in range(len(right) + 1)}
    for row, column in product(range(1, len(left) + 1), range(1, len(right) + 1)):
        best = min(
            table[row - 1, column] + 1,
            table[row, column - 1] + 1,
            table[row - 1, column - 1] + (left[row - 1] != right[column - 1]),
        )
        turned = right[column - 2 : column][::-1]
        is_swapped = row > 1 and column > 1 and left[row - 2 : row] == turned
        table[row, column] = min(best, table[row - 2, column - 2] + 1) if is_swapped else best
    return table[len(left), len(right)]


@pytest.mark.parametrize("most", [1, 2])
def test_distances_are_those_counted_letter_by_letter(most):
    chance = random.Random(most)
    words = {"".join(chance.choices("abc", k=chance.randrange(2, 9))) for _ in range(300)}
    listed = WordList(dict.fromkeys(words, 1))

    for typed in list(words)[:40]:
        found = distances(typed, listed.letters, listed.lengths, most)

        expected = [min(counted(typed, word), most + 1) for word in listed.words]
        assert found.tolist() == expected, typed


def test_what_is_kept_stays_within_its_bound():
    kept = Kept(most=10)
    for number in range(20):
        kept.keep(f"k{number}", number, 4)
        kept.get("k0")

    found = [number for number in range(20) if kept.get(f"k{number}") is not None]

    assert found == [0, 19]


def test_an_answer_is_kept_only_as_long_as_its_generation(empty_engine):
    empty_engine.rebuild([document("a", "Quota")], position=1)
    before = ask(empty_engine, "quota")

    assert ask(empty_engine, "quota") is before
    empty_engine.update([document("b", "Quota")], [], position=2)
    assert ids(ask(empty_engine, "quota")) == ["a", "b"]
