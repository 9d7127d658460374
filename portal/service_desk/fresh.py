"""Answers to what somebody is writing that they have not met on the way."""

from collections.abc import Mapping

from portal.accounts.signed_in import SignedIn
from portal.finding.finder import Finder, Found
from portal.gate.looking import Wish, find
from portal.gate.models import Enquiry

MOST = 3
FROM_HOW_MANY = 12


def fresh_answers(
    finder: Finder, enquiry: Enquiry, typed: Mapping[str, str], *, reader: SignedIn, lang: str
) -> Found | None:
    """Return up to three, best first. Nothing is recorded: the person did not search."""
    text = f"{typed.get('title', '')} {typed.get('description', '')}"
    if not text.strip():
        return None
    found = find(finder, Wish(terms=text, prefer_lang=lang, limit=FROM_HOW_MANY), reader)
    met = {str(reading.translation_id) for reading in enquiry.readings}
    met |= {str(item.translation_id) for item in enquiry.shown()}
    return found.without(met, most=MOST)
