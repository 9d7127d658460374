"""Why self-help did not solve it, in one word, from what the enquiry holds."""

from enum import StrEnum

from portal.gate.models import Enquiry


class Diagnosis(StrEnum):
    NOTHING_FOUND = "nothing-found"
    SHOWN_NOT_OPENED = "shown-not-opened"
    OPENED_DID_NOT_HELP = "opened-did-not-help"
    SEARCH_DOWN = "search-down"


def diagnose(enquiry: Enquiry) -> Diagnosis:
    """Return what went wrong on the way; what was read weighs more than what was listed."""
    attempt = enquiry.attempt()
    if enquiry.readings:
        return Diagnosis.OPENED_DID_NOT_HELP
    if attempt.searches_with_hits:
        return Diagnosis.SHOWN_NOT_OPENED
    return Diagnosis.SEARCH_DOWN if attempt.searches_while_down else Diagnosis.NOTHING_FOUND
