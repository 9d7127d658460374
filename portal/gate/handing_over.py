"""A reader lets an administrator of the organisation send what they could not solve."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Person
from portal.accounts.policy import Role
from portal.accounts.queries import people_with
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.errors import NotFound
from portal.gate.errors import SearchFirst
from portal.gate.forms import HandOverForm
from portal.gate.looking import dismiss
from portal.gate.models import Enquiry
from portal.gate.policy import Missing
from portal.gate.ruling import what_is_left
from portal.mail.writing import Letter, post
from portal.runtime import Runtime


def hand_over(
    db: Session, runtime: Runtime, enquiry: Enquiry, form: HandOverForm, *, by: SignedIn
) -> Person:
    """Give the enquiry, its trail and what was typed to a colleague; return who that is.

    Raise SearchFirst while nothing was searched, or nothing was said of what was shown.
    """
    now = runtime.now()
    colleague = _administrator(db, by, form.administrator)
    left = what_is_left(db, enquiry, now)
    if form.reason and Missing.SEARCH not in left:
        dismiss(db, enquiry, form.reason, "", at=now)
        left = what_is_left(db, enquiry, now)
    if left:
        raise SearchFirst("Search first, and say why what you found did not help.", missing=left)
    draft = {"title": form.title, "description": form.description}
    before = enquiry.handed_to_id, enquiry.draft_version
    enquiry.keep_draft({**enquiry.draft, **draft, "priority": str(form.priority)}, now)
    enquiry.hand_to(colleague.id, now)
    if before != (colleague.id, enquiry.draft_version):  # sent twice, it is told once
        _tell(db, runtime, enquiry, colleague, by)
    return colleague


def _administrator(db: Session, by: SignedIn, wanted: UUID) -> Person:
    for person in people_with(db, Role.ADMINISTRATOR, by.organisation_id):
        if person.id == wanted:
            return person
    raise NotFound("There is no such administrator in your organisation.")


def _tell(db: Session, runtime: Runtime, enquiry: Enquiry, colleague: Person, by: SignedIn) -> None:
    record(
        db,
        "gate.handed-over",
        at=runtime.now(),
        actor_id=by.id,
        organisation_id=by.organisation_id,
        subject_id=enquiry.id,
        to=str(colleague.id),
    )
    facts = {"enquiry": enquiry, "author": by.name}
    letter = Letter("enquiry_handed_over", facts, enquiry.id, f"enquiry-{enquiry.id.hex}")
    post(db, runtime, recipient(colleague, runtime), letter)
