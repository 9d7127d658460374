"""How much a word counts in a document, and what a match is worth: BM25F in two halves.

A weight and a length are final when a document is written, whatever comes or goes beside it;
the length is compared with the others of its language when a match is scored.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import NamedTuple

from search.analysis import chunks, exact_term, stop_words, term, words
from search.arrays import Floats
from search.interface import Document

SATURATION = 1.2
EVENNESS = 0.65  # BM25's b: how strongly the words of a longer document count for less
EXACT = 0.25
LONGEST_JOINED = 16
STEP = 1.02  # weights are rounded to powers of it, in every engine alike


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a document, and how much each of its words counts."""

    weight: float
    is_short: bool = False
    has_joined: bool = False


TITLE = Field(weight=5.0, is_short=True, has_joined=True)
TAGS = Field(weight=3.0, is_short=True, has_joined=True)
HEADINGS = Field(weight=2.5, is_short=True, has_joined=True)
SUMMARY = Field(weight=2.0, is_short=True)
CHAPTERS = Field(weight=2.0)
BODY = Field(weight=1.0)
CUES = Field(weight=0.6)


class Weighed(NamedTuple):
    """The index terms of a document with their weights, and its length in weighted words."""

    terms: dict[str, float]
    length: float


def fields(document: Document) -> Iterator[tuple[Field, Iterable[str]]]:
    yield TITLE, (document.title,)
    yield TAGS, document.tags
    yield HEADINGS, document.headings
    yield SUMMARY, (document.summary,)
    yield CHAPTERS, (moment.text for moment in document.moments if moment.kind == "chapter")
    yield BODY, (document.body,)
    yield CUES, (moment.text for moment in document.moments if moment.kind == "cue")


def weigh(document: Document) -> Weighed:
    length = 0.0
    weights: defaultdict[str, float] = defaultdict(float)
    for each, texts in fields(document):
        texts = tuple(texts)
        counts = _real_words(texts, document.lang)
        length += each.weight * counts.total()
        for word, count in counts.items():
            weights[term(word, document.lang)] += count * each.weight
            if each.is_short:
                weights[exact_term(word, document.lang)] += count * each.weight
        if each.has_joined:
            for pair in _joined(texts, document.lang):
                weights[term(pair, document.lang)] += each.weight
    terms = {each: STEP ** level_of(weight) for each, weight in weights.items()}
    return Weighed(terms, round(length, 1))


def level_of(weight: float) -> int:
    """Return the step of a weight; few different weights are cheap to file and to compare."""
    return round(log(weight) / log(STEP))


def _real_words(texts: Iterable[str], lang: str) -> Counter[str]:
    common = stop_words(lang)
    return Counter(word.text for text in texts for word in words(text) if word.text not in common)


def _joined(texts: Iterable[str], lang: str) -> Iterator[str]:
    """Yield neighbours as one word, so that `login` finds `Log in`."""
    common = stop_words(lang)
    for text in texts:
        single = [chunk.parts[0].text for chunk in chunks(text) if len(chunk.parts) == 1]
        for left, right in pairwise(single):
            if not (left in common and right in common) and len(left + right) <= LONGEST_JOINED:
                yield left + right


def length_factors(lengths: Floats) -> Floats:
    """Return how each length compares with the average, which has the factor one."""
    average = lengths.mean() if len(lengths) else 0.0
    return 1 - EVENNESS + EVENNESS * lengths / max(float(average), 1.0)


def rarity(documents_with: int, documents: int) -> float:
    """Return BM25's inverse document frequency, which is never negative."""
    return log(1 + (documents - documents_with + 0.5) / (documents_with + 0.5))


def worth(weight: Floats, factor: Floats, rare: float) -> Floats:
    """Return what one matched term adds to the score of each document."""
    return rare * weight * (SATURATION + 1) / (weight + SATURATION * factor)
