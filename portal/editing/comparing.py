"""Two texts compared word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.editing.article_text import ArticleText

WORDS = re.compile(r"\s+|\w+|[^\w\s]+")
MOST_WORDS = 3_000  # of one changed passage; a longer one is shown as a whole


@dataclass(frozen=True)
class Piece:
    """Words that both texts have, or that only the older or the newer one has."""

    kind: str  # same, gone, new
    words: str


def compare(older: str, newer: str) -> list[Piece]:
    """Return both texts as one: lines are compared first, then the words of those that differ."""
    return list(_joined(_by_line(older, newer)))


def compare_texts(older: ArticleText, newer: ArticleText) -> list[tuple[str, list[Piece]]]:
    """Return field by field what differs; a field that is the same in both is left out."""
    pairs = (
        ("title", older.title, newer.title),
        ("summary", older.summary, newer.summary),
        ("tags", ", ".join(older.tags), ", ".join(newer.tags)),
        ("source", older.source, newer.source),
        ("tell_us", older.tell_us, newer.tell_us),
    )
    return [(name, compare(before, after)) for name, before, after in pairs if before != after]


def _by_line(older: str, newer: str) -> Iterator[Piece]:
    before, after = older.splitlines(keepends=True), newer.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[a:b]))
        else:
            yield from _by_word("".join(before[a:b]), "".join(after[c:d]))


def _by_word(older: str, newer: str) -> Iterator[Piece]:
    before, after = WORDS.findall(older), WORDS.findall(newer)
    if max(len(before), len(after)) > MOST_WORDS:
        yield from (Piece("gone", older), Piece("new", newer))
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[a:b]))
        else:
            yield from (Piece("gone", "".join(before[a:b])), Piece("new", "".join(after[c:d])))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Leave empty pieces out."""
    return (piece for piece in pieces if piece.words)
