"""How a customer ends a request: the answer was found, and how well it went."""

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.runtime import Runtime
from portal.service_desk.changes import Change
from portal.service_desk.desk_forms import OwnSolutionForm, RatingForm
from portal.service_desk.errors import NotClosedYet
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.telling import tell_of_own_solution
from portal.service_desk.working_on import end


def solve_oneself(
    db: Session, runtime: Runtime, ticket: Ticket, form: OwnSolutionForm, *, by: SignedIn
) -> None:
    """The customer found the answer; of what they opened, perhaps they say where."""
    if ticket.is_closed:
        return
    opened = {one["slug"] for one in ticket.trail["readings"]}
    ticket.answered_with = form.slug if form.slug in opened else ""
    end(db, ticket, Outcome.SELF_SOLVED, by=by, at=runtime.now())
    tell_of_own_solution(db, runtime, ticket, by)


def rate(db: Session, runtime: Runtime, ticket: Ticket, form: RatingForm, *, by: SignedIn) -> None:
    """Keep how well it went; the last rating counts."""
    if not ticket.is_closed:
        raise NotClosedYet("A request is rated when it is closed.")
    before, at = str(ticket.rating or ""), runtime.now()
    ticket.rating, ticket.rating_words = form.rating, form.rating_words
    why = form.rating_words
    ticket.note_change(Change.RATING, before, str(form.rating), why=why, by=by.id, at=at)
    record(
        db,
        "ticket.rated",
        at=at,
        actor_id=by.id,
        organisation_id=ticket.organisation_id,
        subject_id=ticket.id,
        rating=form.rating,
    )
