"""Open incidents that somebody's words may be about."""

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.finding.showing import KnownProblem
from portal.finding.words import real_words
from portal.incidents.models import Incident
from portal.incidents.queries import open_incidents_for


def known_problems(db: Session, text: str, reader: SignedIn, lang: str) -> list[KnownProblem]:
    """Return the open incidents that share a word with the text, the newest first."""
    if not text:
        return []
    found = (one for one in open_incidents_for(db, reader) if _is_about(one, text))
    return [_known(one, lang) for one in found]


def _is_about(incident: Incident, text: str) -> bool:
    return any(
        real_words(text, lang) & real_words(f"{title} {' '.join(incident.components)}", lang)
        for lang, title in incident.title.items()
    )


def _known(incident: Incident, lang: str) -> KnownProblem:
    own = lang if lang in incident.title else next(iter(incident.title))
    href = f"/incidents/{incident.id}"
    return KnownProblem(incident.words(own), own, href, incident.next_update_at)
