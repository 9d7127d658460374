"""What a text is about, as the search sees it: the stems of its words that mean something."""

from search.analysis import clean, stem, stop_words, words


def stems(text: str, lang: str) -> frozenset[str]:
    """Return the stems of a text without stop words and single letters."""
    dropped = stop_words(lang)
    found = (word.text for word in words(clean(text)))
    return frozenset(stem(word, lang) for word in found if len(word) > 1 and word not in dropped)


def as_asked(terms: str) -> str:
    """Return the terms of a search so that the same question counts once: cleaned and folded."""
    return " ".join(clean(terms).casefold().split())
