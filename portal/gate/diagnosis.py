"""Why self-help did not solve it, in one word, from what the enquiry holds."""

from enum import StrEnum

from portal.finding.words import real_words
from portal.gate.models import Enquiry

FEWEST_WORDS_TO_JUDGE = 3


class Diagnosis(StrEnum):
    NOTHING_FOUND = "nothing-found"
    SHOWN_NOT_OPENED = "shown-not-opened"
    OPENED_DID_NOT_HELP = "opened-did-not-help"
    NOT_SEARCHED_FOR_REAL = "not-searched-for-real"
    SEARCH_DOWN = "search-down"
    URGENT = "urgent"


def diagnose(enquiry: Enquiry, description: str = "", lang: str = "en") -> Diagnosis:
    """Return what went wrong on the way; what was read weighs more than what was listed."""
    attempt = enquiry.attempt()
    if enquiry.urgent_at is not None:
        return Diagnosis.URGENT
    if enquiry.readings:
        return Diagnosis.OPENED_DID_NOT_HELP
    if attempt.searches_while_down and not attempt.searches_with_hits:
        return Diagnosis.SEARCH_DOWN
    if not _searched_for_it(enquiry, description, lang):
        return Diagnosis.NOT_SEARCHED_FOR_REAL
    return Diagnosis.SHOWN_NOT_OPENED if attempt.searches_with_hits else Diagnosis.NOTHING_FOUND


def _searched_for_it(enquiry: Enquiry, description: str, lang: str) -> bool:
    """Whether a search, or a title that it showed, shares a word with what is asked now.

    Searches that have nothing to do with it were typed to get past the gate. A description
    of fewer than three words is no measure.
    """
    told = real_words(description, lang)
    if len(told) < FEWEST_WORDS_TO_JUDGE:
        return True
    asked = [search.terms for search in enquiry.searches if search.is_real]
    met = [*asked, *(shown.title for shown in enquiry.shown())]
    return any(told & real_words(text, lang) for text in met)
