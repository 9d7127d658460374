"""What a note or a closing must not say: faults beside the field, nothing stored yet."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.content.models import Translation
from portal.runtime import Runtime
from portal.service_desk.desk_forms import ClosingForm, NoteForm
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.queries import find_ticket
from portal.service_desk.reference import read_reference
from portal.web.forms import FieldError
from portal.words import N_

GIVE_ANOTHER = N_("Give the reference of another request of the same organisation.")


def faults_of_note(ticket: Ticket, form: NoteForm) -> list[FieldError]:
    """A note that quotes the customer's address may have been meant as an answer: ask once."""
    if form.sure or ticket.requester.email.casefold() not in form.note.casefold():
        return []
    return [
        FieldError("note", "This note quotes the customer's address. Confirm that it is internal.")
    ]


def faults_of_closing(
    db: Session, runtime: Runtime, ticket: Ticket, form: ClosingForm
) -> list[FieldError]:
    """An article must exist; a duplicate is of another request of the same organisation."""
    faults = []
    if form.article and not db.scalar(select(exists().where(Translation.slug == form.article))):
        faults.append(FieldError("article", "There is no article with that address."))
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
