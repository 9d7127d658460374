"""The words of a text as the index files them, to compare what people wrote."""

from functools import lru_cache

from search.analysis import chunks, clean, fold, stem, stop_words, words


def real_words(text: str, lang: str) -> frozenset[str]:
    """Return the words folded and stemmed, without those that stand in every text."""
    common = _common(lang)
    return frozenset(stem(word.text, lang) for word in words(text) if word.text not in common)


def in_order(text: str, lang: str) -> list[tuple[str, int, int]]:
    """Return every word folded and stemmed, and where it stands in the text."""
    parts = (part for chunk in chunks(text) for part in chunk.parts)
    return [(stem(part.text, lang), part.start, part.end) for part in parts]


@lru_cache
def _common(lang: str) -> frozenset[str]:
    return frozenset(fold(word) for word in stop_words(lang))


def as_asked(terms: str) -> str:
    """Return the terms of a search so that the same question counts once: cleaned and folded."""
    return " ".join(clean(terms).casefold().split())
