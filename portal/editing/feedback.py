"""What readers say did not help: one to-do per item, language and reason, and its owner is told."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.content.listing import IS_CURRENT
from portal.content.models import Item, Revision, Translation
from portal.content.policy import State
from portal.editing.models import Todo, TodoState, Voice
from portal.gate.models import Enquiry
from portal.gate.policy import WhyDismissed
from portal.mail.writing import Letter, post
from portal.reporting.models import ItemRead
from portal.runtime import Runtime

ABOUT_THE_ITEM = (
    WhyDismissed.TRIED_IT,
    WhyDismissed.COULD_NOT_FOLLOW,
    WhyDismissed.OUT_OF_DATE,
)
TAKEN_UP_FOR = timedelta(days=30)
AT_ONCE = 100


def readable_version(db: Session, item_id: UUID, lang: str, reader: SignedIn) -> Revision | None:
    """Return the text of that language when this reader may read it now."""
    return db.scalar(
        select(Revision)
        .join(Translation, IS_CURRENT)
        .join(Item, Item.id == Translation.item_id)
        .where(
            Translation.item_id == item_id,
            Translation.lang == lang,
            Translation.state == State.PUBLISHED,
            Item.audience.in_(reader.audiences),
        )
    )


def give_feedback(
    db: Session,
    runtime: Runtime,
    version: tuple[UUID, str],
    why: WhyDismissed,
    *,
    words: str = "",
    by: UUID,
    enquiry_id: UUID | None = None,
) -> Todo:
    """Add a reader's voice to the to-do about this; the first opens it, and the owner is told."""
    item_id, lang = version
    record(db, "feedback.given", at=runtime.now(), actor_id=by, subject_id=item_id, why=why)
    todo = _open_todo(db, item_id, lang, why) or _new_todo(db, runtime, item_id, lang, why)
    voice = next((one for one in todo.voices if one.person_id == by), None)
    if voice is None:
        voice = Voice(id=runtime.new_id(), person_id=by, words="")
        todo.voices.append(voice)
    voice.words, voice.at = words or voice.words, runtime.now()
    voice.enquiry_id = enquiry_id or voice.enquiry_id
    db.flush()
    return todo


def take_up_dismissals(runtime: Runtime) -> int:
    """Make to-dos of what people said at the gate of the items they had opened."""
    with runtime.database.reading() as db:
        if not db.execute(_not_taken_up(runtime, 1)).first():
            return 0
    with runtime.database.writing() as db:
        found = db.execute(_not_taken_up(runtime, AT_ONCE)).all()
        for item_id, lang, why, enquiry_id, person_id in found:
            reason = WhyDismissed(why)
            give_feedback(db, runtime, (item_id, lang), reason, by=person_id, enquiry_id=enquiry_id)
        return len(found)


def _not_taken_up(runtime: Runtime, limit: int) -> Select[UUID, str, str, UUID, UUID]:
    heard = exists().where(
        Voice.todo_id == Todo.id,
        Todo.item_id == ItemRead.item_id,
        Todo.lang == ItemRead.lang,
        Todo.why == ItemRead.why_dismissed,
        Voice.person_id == Enquiry.person_id,
        Voice.at >= Enquiry.ended_at,
    )
    wanted = (
        select(ItemRead.item_id, ItemRead.lang, ItemRead.why_dismissed)
        .add_columns(ItemRead.enquiry_id, Enquiry.person_id)
        .join(Enquiry, Enquiry.id == ItemRead.enquiry_id)
        .join(Item, Item.id == ItemRead.item_id)
        .where(
            ItemRead.began_on >= (runtime.now() - TAKEN_UP_FOR).date(),
            ItemRead.why_dismissed.in_(ABOUT_THE_ITEM),
            Enquiry.ended_at.is_not(None),
            ~heard,
        )
    )
    return wanted.order_by(Enquiry.ended_at, ItemRead.item_id).limit(limit)


def _open_todo(db: Session, item_id: UUID, lang: str, why: str) -> Todo | None:
    same = {"item_id": item_id, "lang": lang, "why": why, "state": TodoState.OPEN}
    return db.scalar(select(Todo).filter_by(**same))


def _new_todo(db: Session, runtime: Runtime, item_id: UUID, lang: str, why: WhyDismissed) -> Todo:
    todo = Todo(id=runtime.new_id(), item_id=item_id, lang=lang, why=why)
    todo.state, todo.opened_at = TodoState.OPEN, runtime.now()
    db.add(todo)
    db.flush()
    item = db.get_one(Item, item_id)
    owner = db.get(Person, item.owner_id) if item.owner_id else None
    if owner is not None:
        letter = Letter("item_todo", {"title": title_of(db, item_id, lang), "todo": todo}, item_id)
        post(db, runtime, recipient(owner, runtime), letter)
    return todo


def title_of(db: Session, item_id: UUID, lang: str) -> str:
    """Return the title in that language, else in any."""
    rows = db.execute(
        select(Translation.lang, Revision.title)
        .join(Revision, IS_CURRENT)
        .where(Translation.item_id == item_id)
        .order_by(Translation.lang)
    ).all()
    return next((title for code, title in rows if code == lang), rows[0][1] if rows else "")
