"""Two texts compared word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from portal.editing.cue_table import as_lines
from portal.editing.item_text import ItemText

WORDS = re.compile(r"\s+|\w+|[^\w\s]+")
AROUND = {"captions": 2, "chapters": 2}  # lines around a change that show where it is
MOST_WORDS = 3_000  # of one changed passage; a longer one is shown as a whole


@dataclass(frozen=True)
class Piece:
    """Words that both texts have, or that only the older or the newer one has."""

    kind: str  # same, gone, new
    words: str


def compare(older: str, newer: str) -> list[Piece]:
    """Return both texts as one: lines are compared first, then the words of those that differ."""
    return list(_joined(_by_line(older, newer)))


def compare_texts(
    older: ItemText, newer: ItemText, names: Mapping[UUID, str] | None = None
) -> list[tuple[str, list[Piece]]]:
    """Return field by field what differs; a field that is the same in both is left out.

    `names` are those of films and posters; captions and chapters are compared as they are read.
    """
    before, after = (_fields(text, names or {}) for text in (older, newer))
    pairs = ((name, was, after[name]) for name, was in before.items() if was != after[name])
    return [(name, _near(compare(was, now), AROUND.get(name, 0))) for name, was, now in pairs]


def _near(pieces: list[Piece], lines: int) -> list[Piece]:
    """Leave out what is the same far from any change, but for so many lines; 0 leaves all."""
    last = len(pieces) - 1
    return [
        Piece("same", _ends(piece.words, lines if n else 0, lines if n < last else 0))
        if lines and piece.kind == "same"
        else piece
        for n, piece in enumerate(pieces)
    ]


def _ends(words: str, head: int, tail: int) -> str:
    lines = words.splitlines(keepends=True)
    if len(lines) <= head + tail + 1:
        return words
    return "".join([*lines[:head], "…\n", *lines[len(lines) - tail :]])


def _fields(text: ItemText, names: Mapping[UUID, str]) -> Mapping[str, str]:
    media, poster = (names.get(id_, "") if id_ else "" for id_ in (text.media_id, text.poster_id))
    return {
        "title": text.title,
        "summary": text.summary,
        "film": media,
        "source_url": text.source_url or "",
        "poster": poster,
        "duration": str(text.duration_s or ""),
        "captions": as_lines(text.captions_vtt),
        "chapters": as_lines(text.chapters_vtt),
        "tags": ", ".join(text.tags),
        "source": text.source,
        "tell_us": text.tell_us,
    }


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
