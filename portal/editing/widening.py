"""Where a second person looks at each text, that person also looks before more people read it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.models import Item, Translation
from portal.content.policy import Stage, widens
from portal.editing.errors import FourEyes
from portal.editing.steps import StepKind, note_step
from portal.runtime import Runtime
from portal.web.dependencies import held
from portal.words import N_

WIDER = N_(
    "Here a second person looks at a text before more people read it. Take what is published "
    "back to draft, choose its readers, then send it to review."
)


def check_readers(
    db: Session, runtime: Runtime, item: Item, audience: str, *, by: SignedIn
) -> None:
    """Raise FourEyes when that gives more people what is published; ask again what was approved."""
    if not (runtime.settings.four_eyes and widens(item.audience, audience)):
        return
    of_item = select(Translation).filter_by(item_id=item.id).order_by(Translation.id)
    versions = [held(db, version) for version in db.scalars(of_item)]
    if any(version.is_published for version in versions):
        raise FourEyes(WIDER)
    for version in versions:
        if version.stage in {Stage.APPROVED, Stage.SCHEDULED}:
            version.stage, version.publish_at = Stage.IN_REVIEW, None
            change, number = f"{item.audience} → {audience}", version.proposed_number or 0
            note_step(db, runtime, version, StepKind.SENT, number, by=by.id, comment=change)
