"""All that was ever saved of a text, who saved it and why; and how an older text comes back."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision, Translation
from portal.editing.drafting import Seen, find_draft, save_draft
from portal.editing.errors import DraftInTheWay
from portal.editing.item_text import ItemText
from portal.runtime import Runtime
from portal.words import N_

IN_THE_WAY = N_("You have a draft here already. Publish it or throw it away first.")


def history(db: Session, translation: Translation) -> Sequence[tuple[Revision, str | None]]:
    """Return each revision and its author's name, the latest first."""
    rows = db.execute(
        select(Revision, Person.name)
        .outerjoin(Person, Person.id == Revision.author_id)
        .where(Revision.translation_id == translation.id)
        .order_by(Revision.number.desc())
    )
    return [(revision, name) for revision, name in rows]


def restore(
    db: Session, runtime: Runtime, translation: Translation, older: Revision, *, by: SignedIn
) -> None:
    """Make an older text this person's draft: published, it becomes a new revision."""
    if find_draft(db, translation.id, by.id) is not None:
        raise DraftInTheWay(IN_THE_WAY)
    seen = Seen(0, translation.revision_number, older.based_on)
    save_draft(db, runtime, translation, ItemText.of(older), seen=seen, by=by)
