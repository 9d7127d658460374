"""How much a word counts in a document, and what a match is worth: BM25F in two halves.

A field's length is compared with the usual length of such a field, not with this index's average:
a weight is then final when a document is written, whatever comes or goes beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log

from search.analysis import exact_term, stop_words, term, words
from search.interface import Document

SATURATION = 1.2
EXACT = 0.25


@dataclass(frozen=True, slots=True)
class Field:
    """`evenness` is BM25's b: how strongly a longer field's words count for less."""

    weight: float
    usual_length: int
    evenness: float = 0.75
    is_short: bool = False


TITLE = Field(weight=5.0, usual_length=5, evenness=0.5, is_short=True)
TAGS = Field(weight=3.0, usual_length=4, evenness=0.5, is_short=True)
HEADINGS = Field(weight=2.5, usual_length=20, is_short=True)
SUMMARY = Field(weight=2.0, usual_length=15, is_short=True)
CHAPTERS = Field(weight=2.0, usual_length=30)
BODY = Field(weight=1.0, usual_length=300)
CUES = Field(weight=0.6, usual_length=1000)


def fields(document: Document) -> Iterator[tuple[Field, Iterable[str]]]:
    yield TITLE, (document.title,)
    yield TAGS, document.tags
    yield HEADINGS, document.headings
    yield SUMMARY, (document.summary,)
    yield CHAPTERS, (moment.text for moment in document.moments if moment.kind == "chapter")
    yield BODY, (document.body,)
    yield CUES, (moment.text for moment in document.moments if moment.kind == "cue")


def weigh(document: Document) -> dict[str, float]:
    """Return every index term of a document with its weight over all fields."""
    weights: defaultdict[str, float] = defaultdict(float)
    for each, texts in fields(document):
        counts = _real_words(texts, document.lang)
        share = each.weight / _length_factor(each, counts.total())
        for word, count in counts.items():
            weights[term(word, document.lang)] += count * share
            if each.is_short:
                weights[exact_term(word, document.lang)] += count * share
    return weights


def _real_words(texts: Iterable[str], lang: str) -> Counter[str]:
    common = stop_words(lang)
    return Counter(word.text for text in texts for word in words(text) if word.text not in common)


def _length_factor(each: Field, length: int) -> float:
    """Below half the usual length nothing is gained: one word is no better than a sentence."""
    compared = max(length / each.usual_length, 0.5)
    return 1 - each.evenness + each.evenness * compared


def rarity(documents_with: int, documents: int) -> float:
    """Return BM25's inverse document frequency, which is never negative."""
    return log(1 + (documents - documents_with + 0.5) / (documents_with + 0.5))


def worth(weight: float, rare: float) -> float:
    """Return what one matched term adds to a document's score."""
    return rare * weight * (SATURATION + 1) / (weight + SATURATION)
