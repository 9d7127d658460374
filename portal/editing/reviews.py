"""Review dates: when one is due, the item's owner is told by mail, once."""

from datetime import date

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Person
from portal.content.listing import IS_CURRENT
from portal.content.models import Item, Revision, Translation
from portal.content.policy import State
from portal.editing.models import ReviewReminder
from portal.mail.writing import Letter, post
from portal.runtime import Runtime

AT_ONCE = 100


def remind_of_reviews(runtime: Runtime) -> int:
    """Put the reminders that are due into the outbox; return how many."""
    today = runtime.now().date()
    with runtime.database.reading() as db:
        if not db.execute(_due(today).limit(1)).first():
            return 0
    with runtime.database.writing() as db:
        due = _due(today).limit(AT_ONCE).with_for_update(of=Translation, skip_locked=True)
        found = db.execute(due).all()
        for translation, revision, owner in found:
            _remind(db, runtime, translation, revision.title, owner)
        return len(found)


def _remind(
    db: Session, runtime: Runtime, translation: Translation, title: str, owner: Person
) -> None:
    told = ReviewReminder(translation_id=translation.id, review_on=translation.review_on)
    told.at = runtime.now()
    db.add(told)
    letter = Letter("review_due", {"title": title, "translation": translation}, translation.item_id)
    post(db, runtime, recipient(owner, runtime), letter)


def _due(today: date) -> Select[Translation, Revision, Person]:
    was_told = exists().where(
        ReviewReminder.translation_id == Translation.id,
        ReviewReminder.review_on == Translation.review_on,
    )
    return (
        select(Translation, Revision, Person)
        .join(Revision, IS_CURRENT)
        .join(Item, Item.id == Translation.item_id)
        .join(Person, Person.id == Item.owner_id)
        .where(Translation.review_on <= today, Translation.state == State.PUBLISHED, ~was_told)
        .order_by(Translation.review_on, Translation.id)
    )
