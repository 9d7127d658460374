"""What a mistyped word may have meant: the nearest words of what this reader may read."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from search.analysis import base_language
from search.arrays import Flags, Integers
from search.vocabulary import LONGEST, Vocabulary, WordList, signatures

SHORTEST_CORRECTED = 4
SHORTEST_WITH_TWO_EDITS = 8
MOST_CANDIDATES = 5
SHORTEST_PART = 3


class Candidate(NamedTuple):
    """A word to read instead. `word` is as written, `edits` how far it is from what was typed."""

    word: str
    edits: int
    documents: int
    lang: str


def most_edits(word: str) -> int:
    if len(word) < SHORTEST_CORRECTED or len(word) >= LONGEST or word.isdigit():
        return 0
    return 1 if len(word) < SHORTEST_WITH_TWO_EDITS else 2


def candidates(
    word: str, vocabulary: Vocabulary, audiences: Collection[str], prefer_lang: str
) -> list[Candidate]:
    """Return the likeliest first: fewest edits, the reader's language, then the commonest."""
    found: dict[tuple[str, str], Candidate] = {}
    for lang, listed in vocabulary.lists(audiences):
        for each in _near(word, lang, listed):
            known = found.get((lang, each.word), each._replace(documents=0))
            total = known.documents + each.documents
            found[lang, each.word] = each._replace(documents=total)
    return sorted(found.values(), key=lambda each: _order(each, word, prefer_lang))[
        :MOST_CANDIDATES
    ]


def parts(word: str, vocabulary: Vocabulary, audiences: Collection[str]) -> list[Candidate]:
    """Return the ways to read one word as two: `whitelist` as `white list`."""
    found = []
    for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        left, right = word[:place], word[place:]
        for lang, listed in vocabulary.lists(audiences):
            least = min(listed.counts.get(left, 0), listed.counts.get(right, 0))
            if least:
                text = f"{listed.written[left]} {listed.written[right]}"
                found.append(Candidate(text, 1, least, lang))
    return sorted(found, key=lambda each: (-each.documents, each.word))[:1]


def _order(each: Candidate, typed: str, prefer_lang: str) -> tuple[int, bool, bool, int, str]:
    """Few people mistype the first letter."""
    is_foreign = base_language(each.lang) != base_language(prefer_lang)
    return each.edits, is_foreign, each.word[:1] != typed[:1], -each.documents, each.word


def _near(word: str, lang: str, listed: WordList) -> list[Candidate]:
    most = most_edits(word)
    if not most or not listed.words:
        return []
    places = np.flatnonzero(_may_be_near(word, listed, most))
    edits = distances(word, listed.letters[places], listed.lengths[places], most)
    return [
        Candidate(listed.written[near], int(far), listed.counts[near], lang)
        for near, far in (
            (listed.words[place], far) for place, far in zip(places, edits, strict=True)
        )
        if 0 < far <= most
    ]


def _may_be_near(word: str, listed: WordList, most: int) -> Flags:
    """Compare lengths and sets of letters first: few words are left to measure."""
    codes = np.array([word], dtype=f"U{LONGEST}").view(np.uint32).reshape(1, LONGEST)
    changed = np.bitwise_count(listed.signatures ^ signatures(codes)[0])
    near: Flags = (np.abs(listed.lengths - len(word)) <= most) & (changed <= 2 * most)
    return near


def distances(word: str, letters: Integers, lengths: Integers, most: int) -> Integers:
    """Return how many letters to change, add, drop or swap; more than `most` is `most + 1`."""
    far = np.full(len(lengths), most + 1)
    typed = [ord(letter) for letter in word]
    rows = [[np.minimum(far, place) for place in range(len(typed) + 1)]]
    found = far.copy()
    for place in range(1, min(len(typed) + most, LONGEST) + 1):
        rows.append(_next_row(typed, letters, rows, most))
        found = np.where(lengths == place, rows[-1][-1], found)
    edits: Integers = np.minimum(found, far)
    return edits


def _next_row(
    typed: list[int], letters: Integers, rows: list[list[Integers]], most: int
) -> list[Integers]:
    """Measure one letter more of each word; cells too far from the diagonal cannot matter."""
    place, last = len(rows), rows[-1]
    far = np.full(len(letters), most + 1)
    row = [np.minimum(far, place)]
    for at in range(1, len(typed) + 1):
        if abs(at - place) > most:
            row.append(far)
            continue
        is_other = letters[:, place - 1] != typed[at - 1]
        cell = np.minimum(last[at - 1] + is_other, np.minimum(last[at], row[at - 1]) + 1)
        if at > 1 and place > 1:
            is_swapped = letters[:, place - 1] == typed[at - 2]
            is_swapped &= letters[:, place - 2] == typed[at - 1]
            cell = np.where(is_swapped, np.minimum(cell, rows[-2][at - 2] + 1), cell)
        row.append(cell)
    return row
