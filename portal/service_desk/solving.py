"""Answering and closing in one step: the answer that ends a request is its last message."""

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from portal.service_desk.desk_forms import AnswerForm, ClosingForm
from portal.service_desk.models import Outcome, Reply, Ticket
from portal.service_desk.outcomes import closing_words
from portal.service_desk.working_on import answer_from_desk, close


def answer_or_solve(
    db: Session, runtime: Runtime, ticket: Ticket, form: AnswerForm, *, by: SignedIn
) -> Reply:
    """Answer, and with `solves` close the request as solved; sent twice, it is one answer."""
    if not form.solves:
        return answer_from_desk(db, runtime, ticket, form, by=by)
    before = [one for one in ticket.replies if form.key and one.key == form.key]
    if before:
        return before[0]
    closing = ClosingForm.model_validate({"outcome": Outcome.SOLVED, "words": form.text})
    words = closing_words(db, ticket, closing, base_url=runtime.settings.base_url)
    if form.answered_with and form.answered_with in form.text:
        closing.article = form.answered_with
    return close(db, runtime, ticket, closing, words, by=by, key=form.key)
