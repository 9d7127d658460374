"""How long a text takes to read and how hard it is, by the formula its language has."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from portal.content.views import minutes_of

SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?:[\s»”\"')\]]+|$)|\n")
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
VOWELS = re.compile("[aeiouyœæ]+")
SILENT_END = re.compile("(?<=[^aeiouy])es?$")
FEWEST_WORDS = 30
LONGEST_SENTENCE = 30
LONG_WORD = 6

# The published weights of sentence length and syllables per word, all on the scale of Flesch.
FORMULAS = {
    "en": (206.835, 1.015, 84.6),  # Flesch 1948
    "fr": (207.0, 1.015, 73.6),  # Kandel and Moles 1958
    "de": (180.0, 1.0, 58.5),  # Amstad 1978
    "es": (206.84, 1.02, 60.0),  # Fernández Huerta 1959
    "it": (217.0, 1.3, 60.0),  # Franchina and Vacca 1972
}
EASY, MEDIUM = 60, 40


class Level(StrEnum):
    """How hard a text is for its readers."""

    TOO_SHORT = "too-short"
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True)
class Measure:
    """What was measured of a text; `longest` is its longest sentence."""

    minutes: int
    words: int
    level: Level
    longest: str = ""
    longest_words: int = 0


def measure(plain_text: str, lang: str) -> Measure:
    sentences = [found for part in SENTENCE_END.split(plain_text) if (found := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    longest = max(sentences, key=len, default=[])
    return Measure(
        minutes=minutes_of(plain_text, None),
        words=len(words),
        level=_level(words, len(sentences), lang),
        longest=" ".join(longest),
        longest_words=len(longest),
    )


def _level(words: list[str], sentences: int, lang: str) -> Level:
    if len(words) < FEWEST_WORDS:
        return Level.TOO_SHORT
    ease = _ease(words, sentences, lang)
    return Level.EASY if ease >= EASY else Level.MEDIUM if ease >= MEDIUM else Level.HARD


def _ease(words: list[str], sentences: int, lang: str) -> float:
    """Return 100 for very easy to 0 for very hard; without a formula of its own, by LIX."""
    per_sentence = len(words) / sentences
    if lang not in FORMULAS:
        long_words = sum(len(word) > LONG_WORD for word in words)
        return 110 - (per_sentence + 100 * long_words / len(words))
    start, by_length, by_syllables = FORMULAS[lang]
    per_word = sum(syllables(word, lang) for word in words) / len(words)
    return start - by_length * per_sentence - by_syllables * per_word


@lru_cache(maxsize=50_000)
def syllables(word: str, lang: str) -> int:
    """Return how many groups of vowels are heard: a last e is silent in English and French."""
    low = word.casefold()
    heard = SILENT_END.sub("", low) if lang in {"en", "fr"} else low
    plain = "".join(c for c in unicodedata.normalize("NFD", heard) if not unicodedata.combining(c))
    return max(1, len(VOWELS.findall(plain)))
