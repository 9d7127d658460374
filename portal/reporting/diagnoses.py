"""Why self-help did not solve what became a request, and what mends it."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.gate.diagnosis import Diagnosis
from portal.reporting.filters import Filters
from portal.reporting.gap_policy import Way
from portal.reporting.ledger import IS_RAISED
from portal.reporting.models import LedgerRow
from portal.words import N_

NAMES: Mapping[str, str] = {
    Diagnosis.NOTHING_FOUND: N_("Nothing was found"),
    Diagnosis.SHOWN_NOT_OPENED: N_("Shown, not opened"),
    Diagnosis.OPENED_DID_NOT_HELP: N_("Opened, did not help"),
    Diagnosis.NOT_SEARCHED_FOR_REAL: N_("Searched for something else"),
    Diagnosis.URGENT: N_("Urgent"),
    Diagnosis.SEARCH_DOWN: N_("Search was down"),
}
MENDED_BY: Mapping[str, str] = {
    Diagnosis.NOTHING_FOUND: N_("A synonym, or a new article"),
    Diagnosis.SHOWN_NOT_OPENED: N_("A better title or summary"),
    Diagnosis.OPENED_DID_NOT_HELP: N_("Rewriting what was read"),
    Diagnosis.NOT_SEARCHED_FOR_REAL: N_("No article: the gate was only passed by"),
    Diagnosis.URGENT: N_("No article: it could not wait"),
    Diagnosis.SEARCH_DOWN: N_("The operator: search must be up"),
}

GAPS_OF: Mapping[str, Way] = {
    Diagnosis.NOTHING_FOUND: Way.FOUND_NOTHING,
    Diagnosis.SHOWN_NOT_OPENED: Way.NOT_OPENED,
    Diagnosis.OPENED_DID_NOT_HELP: Way.RAISED_AFTER_READING,
}


def diagnoses(db: Session, filters: Filters) -> Mapping[str, int]:
    """Return how many requests had each diagnosis, every diagnosis named."""
    rows = db.execute(
        select(LedgerRow.diagnosis, func.count())
        .where(*filters.on(LedgerRow), IS_RAISED)
        .group_by(LedgerRow.diagnosis)
    )
    found = {diagnosis: count for diagnosis, count in rows if diagnosis}
    return {name: found.pop(name, 0) for name in NAMES} | found
