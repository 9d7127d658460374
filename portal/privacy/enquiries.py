"""An erased person's enquiries: what happened is still counted, what was typed is gone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.editing.models import Voice
from portal.gate.models import Enquiry
from portal.privacy.scrubbing import DELETED
from portal.reporting.gap_models import Gap, GapCase
from portal.reporting.gap_words import forget_words
from portal.reporting.models import FailedSearch, LedgerMatter, LedgerRow


def erase_texts(db: Session, person_id: UUID, now: datetime) -> int:
    """Forget what was typed in every enquiry, and every copy of it; return how many there were."""
    own = db.scalars(select(Enquiry).where(Enquiry.person_id == person_id)).all()
    typed = {search.terms for enquiry in own for search in enquiry.searches}
    for enquiry in own:
        enquiry.forget_text(now)
    db.flush()
    _erase_copies(db, person_id)
    forget_words(db, [enquiry.id for enquiry in own])
    _rename_gaps(db, person_id, {text.casefold() for text in typed if text})
    handed = update(Enquiry).where(Enquiry.handed_to_id == person_id)
    db.execute(handed.values(handed_to_id=None))
    db.execute(update(Voice).where(Voice.person_id == person_id).values(words=""))
    return len(own)


def _erase_copies(db: Session, person_id: UUID) -> None:
    """Empty what the ledger kept of the words. Classes, counts and reversals stay as judged."""
    rows = select(LedgerRow.enquiry_id).where(LedgerRow.person_id == person_id)
    own = select(Enquiry.id).where(Enquiry.person_id == person_id)
    for table, words in ((FailedSearch, {"terms": ""}), (LedgerMatter, {"words": ""})):
        theirs = or_(table.enquiry_id.in_(rows), table.enquiry_id.in_(own))
        db.execute(update(table).where(theirs).values(words))


def _rename_gaps(db: Session, person_id: UUID, typed: set[str]) -> None:
    """Let no gap be called by their words; its cases are counted on."""
    cases = select(GapCase.gap_id).where(GapCase.person_id == person_id)
    for gap in db.scalars(select(Gap).where(Gap.id.in_(cases))):
        others = GapCase.gap_id == gap.id, GapCase.person_id != person_id
        if gap.sentence.casefold() in typed:
            gap.sentence = DELETED
        if db.scalar(select(GapCase.enquiry_id).where(*others).limit(1)) is None:
            gap.sentence, gap.words = DELETED, f"erased-{gap.id.hex}"
