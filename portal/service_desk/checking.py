"""What a note or a closing must not say: faults beside the field, nothing stored yet."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.content.models import Topic
from portal.runtime import Runtime
from portal.service_desk.desk_forms import (
    AnswerForm,
    AreaForm,
    ClosingForm,
    LinkForm,
    NoteForm,
)
from portal.service_desk.linking import offered_to
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.picking import address_for_requester
from portal.service_desk.queries import find_ticket
from portal.service_desk.reference import read_reference
from portal.web.forms import FieldError
from portal.words import N_

NOT_READABLE = N_("There is no article or video with that address that the customer may read.")
OTHER_AREA = "other"
CAME_MEANWHILE = N_(
    "A message came while you were writing. Read it, then send your answer: nothing was sent yet."
)
GIVE_ANOTHER = N_("Give the reference of another request of the same organisation.")


def faults_of_answer(ticket: Ticket, form: AnswerForm) -> list[FieldError]:
    """What came since the answer was begun is read first; the same answer sent twice is none."""
    came = [one for one in ticket.replies if one.key is None or one.key != form.key]
    if form.seen is None or len(came) <= form.seen:
        return []
    return [FieldError("text", CAME_MEANWHILE)]


def faults_of_note(ticket: Ticket, form: NoteForm) -> list[FieldError]:
    """A note that quotes the customer's address may have been meant as an answer: ask once."""
    if form.sure or ticket.requester.email.casefold() not in form.note.casefold():
        return []
    return [
        FieldError("note", "This note quotes the customer's address. Confirm that it is internal.")
    ]


def faults_of_area(db: Session, form: AreaForm) -> list[FieldError]:
    """An area is one of the topics, or something else."""
    if form.area == OTHER_AREA or db.scalar(select(exists().where(Topic.slug == form.area))):
        return []
    return [FieldError("area", "Choose one of the answers.")]


def faults_of_incident(
    db: Session, runtime: Runtime, ticket: Ticket, form: LinkForm
) -> list[FieldError]:
    """A ticket belongs to a fault that is offered for it, or to none."""
    offered = {one.id for one in offered_to(db, ticket, runtime.now())}
    if form.incident_id is None or form.incident_id in offered:
        return []
    return [FieldError("incident_id", "Choose one of the answers.")]


def faults_of_closing(
    db: Session, runtime: Runtime, ticket: Ticket, form: ClosingForm
) -> list[FieldError]:
    """The customer can read the item; a duplicate is of another request of theirs."""
    faults = []
    if form.article and not address_for_requester(db, ticket, form.article, ""):
        faults.append(FieldError("article", NOT_READABLE))
    if form.outcome == Outcome.DUPLICATE and not _is_of_same(db, runtime, ticket, form):
        faults.append(FieldError("duplicate_of", GIVE_ANOTHER))
    return faults


def _is_of_same(db: Session, runtime: Runtime, ticket: Ticket, form: ClosingForm) -> bool:
    wanted = read_reference(form.duplicate_of, runtime.settings.reference_prefix)
    other = find_ticket(db, wanted) if wanted else None
    if other is None or other is ticket or other.organisation_id != ticket.organisation_id:
        return False
    form.duplicate_of = other.reference
    return True
