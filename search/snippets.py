"""Marked titles and excerpts: escaped text in which only `<mark>` is ours."""

import re
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import NamedTuple

from search.analysis import chunks, term, visible, written_chunks
from search.arrays import Kept

EXCERPT_LENGTH = 220
LEAD = 50
LONGEST_WORD_KEPT = 30
READ_AHEAD = 30_000
TEXTS_KEPT = 2_000
LETTERS_KEPT = 15_000_000
_SPACES = re.compile("[^\\S\u00a0\u202f]+")  # a French no-break space stays one
_BREAK = re.compile(r"(?<=[^\s.,:;!?…])[ \t\r]*\n\s*")  # of a line that does not end a sentence


def mark(text: str, wanted: frozenset[str], lang: str) -> str:
    """Return the whole text as HTML, wanted words marked."""
    readable = visible(text)
    found = (
        Match(at + start, at + end, each)
        for at, written in written_chunks(readable)
        for start, end, each in _terms(written, lang)
        if each in wanted
    )
    return "".join(_marked(readable, found))


def best_excerpt(texts: Iterable[str], wanted: frozenset[str], lang: str) -> str:
    """Return an excerpt of the first text that says any of the words, else of the first at all."""
    written = [text for text in texts if text]
    telling = (text for text in written if _says(text, wanted, lang))
    return excerpt(next(telling, written[0] if written else ""), wanted, lang)


def _says(text: str, wanted: frozenset[str], lang: str) -> bool:
    return not wanted.isdisjoint(placed(_readable(text), lang).terms)


@lru_cache(maxsize=TEXTS_KEPT)
def _readable(text: str) -> str:
    """Return the text in one line; what stood in cells or headings is kept apart by a dot."""
    lines = _BREAK.sub(" · ", text[:READ_AHEAD].strip())
    return _SPACES.sub(" ", visible(lines)).strip()


def excerpt(text: str, wanted: frozenset[str], lang: str, length: int = EXCERPT_LENGTH) -> str:
    """Return as HTML the stretch of text in which the most wanted words stand together."""
    readable = _readable(text)
    found = list(placed(readable, lang).matches(wanted))
    first = _best_start(found, len(wanted), length - LEAD)
    start = _back_to_space(readable, max(0, first - LEAD))
    end = _back_to_space(readable, start + length)
    inside = (match for match in found if start <= match.start and match.end <= end)
    shown = "".join(_marked(readable[:end], inside, start)).strip()
    return ("… " if start else "") + shown + (" …" if end < len(readable) else "")


class Match(NamedTuple):
    """A wanted term and the part of a text that shows it."""

    start: int
    end: int
    term: str


class Placed(NamedTuple):
    """Every index term of a text and where it stands."""

    terms: tuple[str, ...]
    starts: "array[int]"
    ends: "array[int]"

    def matches(self, wanted: frozenset[str]) -> Iterator[Match]:
        for place, each in enumerate(self.terms):
            if each in wanted:
                yield Match(self.starts[place], self.ends[place], each)


_known: Kept[Placed] = Kept(LETTERS_KEPT)


def placed(text: str, lang: str) -> Placed:
    """Kept for the texts shown most: reading one again costs more than scoring the query."""
    key = f"{lang} {text}"
    found = _known.get(key)
    if found is None:
        found = _placed(text, lang)
        _known.keep(key, found, len(text))
    return found


def _placed(text: str, lang: str) -> Placed:
    terms: list[str] = []
    starts, ends = array("I"), array("I")
    for at, written in written_chunks(text):
        for start, end, each in _terms(written, lang):
            terms.append(each)
            starts.append(at + start)
            ends.append(at + end)
    return Placed(tuple(terms), starts, ends)


@lru_cache(maxsize=100_000)
def _terms(written: str, lang: str) -> tuple[Match, ...]:
    found = [word for chunk in chunks(written) for word in chunk.words()]
    return tuple(Match(word.start, word.end, term(word.text, lang)) for word in found)


def _best_start(found: Iterable[Match], most: int, length: int) -> int:
    """Return where the first stretch of `length` with the most different terms starts."""
    stretch: deque[Match] = deque()
    terms: Counter[str] = Counter()
    best, best_start = 0, 0
    for match in found:
        stretch.append(match)
        terms[match.term] += 1
        while match.end - stretch[0].start > length and len(stretch) > 1:
            _drop_first(stretch, terms)
        if len(terms) > best:
            best, best_start = len(terms), stretch[0].start
        if best == most:
            break
    return best_start


def _drop_first(stretch: deque[Match], terms: Counter[str]) -> None:
    gone = stretch.popleft().term
    terms[gone] -= 1
    if not terms[gone]:
        del terms[gone]


def _back_to_space(text: str, position: int) -> int:
    """Return the nearest start of a word before `position`, if one is near."""
    if position <= 0 or position >= len(text):
        return min(max(position, 0), len(text))
    space = text.rfind(" ", max(0, position - LONGEST_WORD_KEPT), position + 1)
    return position if space < 0 else space + 1


def _marked(text: str, found: Iterable[Match], start_at: int = 0) -> Iterator[str]:
    done = start_at
    for start, end in _merged(found):
        yield escape(text[done:start])
        yield f"<mark>{escape(text[start:end])}</mark>"
        done = end
    yield escape(text[done:])


def _merged(found: Iterable[Match]) -> Iterator[tuple[int, int]]:
    """Join what overlaps: the parts of `e-mail` lie inside its joined form."""
    start = end = 0
    for match in sorted(found):
        if match.start > end or end == 0:
            if end:
                yield start, end
            start, end = match.start, match.end
        end = max(end, match.end)
    if end:
        yield start, end
