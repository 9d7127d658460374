"""From text to words to index terms: folding, elisions, compounds, stems. Shared by all engines."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from search.stop_words import STOP_WORDS

MOST_CHARACTERS = 200
LONGEST_WORD = 64

_ALGORITHMS = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "it": "italian",
    "sv": "swedish",
    "da": "danish",
}
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_RUN = rf"[^\W_\u02bc](?:[^\W_\u02bc]|[{_MARKS}{_UNSEEN}])*"
_APOSTROPHES = "'\u2019\u02bc\uff07"
_HYPHENS = "\\-\u2010\u2011"
_CHUNK = re.compile(rf"{_RUN}(?:[{_APOSTROPHES}{_HYPHENS}]{_RUN})*")
_HYPHEN = re.compile(f"[{_HYPHENS}]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_ELIDED = re.compile(
    "[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|un|all|dell|dall|nell|sull|coll|quest"
)
_LETTERS = str.maketrans(
    {"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_UNREADABLE = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff]"
)


class Word(NamedTuple):
    """A folded word and where it stands in the text it came from."""

    text: str
    start: int
    end: int


class Chunk(NamedTuple):
    """What is written together: `e-mail` has two parts, and `email` as its joined form."""

    parts: tuple[Word, ...]
    joined: Word | None = None

    def words(self) -> tuple[Word, ...]:
        return self.parts if self.joined is None else (*self.parts, self.joined)


def visible(text: str) -> str:
    """Return `text` without lone surrogates, controls and marks that turn writing round."""
    return _UNREADABLE.sub("", _BREAKS.sub(" ", text))


def clean(text: str) -> str:
    """Return a query as it is searched. Cut first: NFKC sorts long runs of accents slowly."""
    readable = visible(text[: 10 * MOST_CHARACTERS])
    return unicodedata.normalize("NFKC", readable)[:MOST_CHARACTERS].strip()


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return the word without case, accents and ligatures: `Œuvré` and `oeuvre` are one."""
    if word.isascii():
        return word[:LONGEST_WORD].casefold()
    plain = unicodedata.normalize("NFKC", word[:MOST_CHARACTERS]).casefold()
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", plain)
        if unicodedata.category(sign) not in {"Mn", "Me", "Cf"}
    )
    return bare.translate(_LETTERS)[:LONGEST_WORD]


def written_chunks(text: str) -> list[tuple[int, str]]:
    """Return where each chunk starts, and the chunk as it is written."""
    return [(match.start(), match.group()) for match in _CHUNK.finditer(text)]


def chunks(text: str) -> Iterator[Chunk]:
    for start, written in written_chunks(text):
        yield _chunk(written, start)


def words(text: str) -> Iterator[Word]:
    """Yield every form a document is found by: parts, and what they make when joined."""
    for chunk in chunks(text):
        yield from chunk.words()


def _chunk(text: str, start: int) -> Chunk:
    if text.isalnum() and "\u02bc" not in text:
        return Chunk((Word(fold(text), start, start + len(text)),))
    parts = tuple(part for part in _parts(text, start) if part.text)
    if len(parts) < 2:
        return Chunk(parts)
    joined = "".join(part.text for part in parts)[:LONGEST_WORD]
    return Chunk(parts, Word(joined, parts[0].start, start + len(text)))


def _parts(text: str, start: int) -> Iterator[Word]:
    for piece in _HYPHEN.split(text):
        skipped = _elision(piece)
        word = _without_possessive(piece[skipped:])
        yield Word(_bare(word), start + skipped, start + skipped + len(word))
        start += len(piece) + 1


def _elision(piece: str) -> int:
    """Return how many signs of `l'` or `qu'` stand before the word itself."""
    head = _APOSTROPHE.split(piece, maxsplit=1)
    is_elided = len(head) == 2 and _ELIDED.fullmatch(fold(head[0]))
    return len(head[0]) + 1 if is_elided else 0


def _without_possessive(word: str) -> str:
    has_possessive = len(word) > 2 and word[-1] in "sS" and word[-2] in "'\u2019\u02bc\uff07"
    return word[:-2] if has_possessive else word


def _bare(word: str) -> str:
    return fold(_APOSTROPHE.sub("", word))


def base_language(lang: str) -> str:
    """Return `en` for `en-GB`."""
    return lang.partition("-")[0].lower()


def stop_words(lang: str) -> frozenset[str]:
    return STOP_WORDS.get(base_language(lang), frozenset())


_STEMMING = threading.Lock()  # a snowball stemmer keeps the word it works on in itself
_STEMMERS = {lang: snowballstemmer.stemmer(name) for lang, name in _ALGORITHMS.items()}


@lru_cache(maxsize=200_000)
def stem(word: str, lang: str) -> str:
    """Return the stem of a folded word; a language without a stemmer keeps the word."""
    stemmer = _STEMMERS.get(base_language(lang))
    if stemmer is None:
        return word
    with _STEMMING:
        return str(stemmer.stemWord(word))


@lru_cache(maxsize=200_000)
def term(word: str, lang: str) -> str:
    """Return what the index files a word under: languages never meet."""
    return f"{lang}:{stem(word, lang)}"


def exact_term(word: str, lang: str) -> str:
    """Return what short texts also file the unstemmed word under."""
    return f"{lang}={word}"
