"""The words of a text as the index files them, to compare what people wrote."""

from functools import lru_cache

from search.analysis import clean, fold, stem, stop_words, words


def real_words(text: str, lang: str) -> frozenset[str]:
    """Return the words folded and stemmed, without those that stand in every text."""
    common = _common(lang)
    return frozenset(stem(word.text, lang) for word in words(text) if word.text not in common)


@lru_cache
def _common(lang: str) -> frozenset[str]:
    return frozenset(fold(word) for word in stop_words(lang))


def as_asked(terms: str) -> str:
    """Return the terms of a search so that the same question counts once: cleaned and folded."""
    return " ".join(clean(terms).casefold().split())
