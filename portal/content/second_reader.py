"""Where a second person reads each text first, an import goes round that only if it is told to."""

from sqlalchemy.orm import Session

from portal.activity.recording import record
from portal.content.errors import ContentRefused
from portal.content.storing import Storing
from portal.runtime import Runtime

UNREAD = (
    "This would go to readers though nobody else has read it (ACADEMY_FOUR_EYES). "
    "Bring it in with status draft, or say --publish."
)
APPROVED = (
    "It was approved elsewhere, and nobody here has read it (ACADEMY_FOUR_EYES). "
    "Say --publish to trust it."
)


def note_unread(db: Session, runtime: Runtime, storing: Storing, *, publishes: bool) -> None:
    """Write down what goes to readers by this import alone; raise ContentRefused unless it may."""
    if not runtime.settings.four_eyes:
        return
    complaints = [
        *(member.complaint("status", UNREAD) for member in storing.unread),
        *(member.complaint("status", APPROVED) for member in storing.restoring.approved),
    ]
    if not complaints:
        return
    if not publishes:
        raise ContentRefused(complaints)
    record(db, "content.imported-past-review", at=runtime.now(), texts=len(complaints))
