"""Somebody of the demo passes the gate and sends a request."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.finding.finder import Finder
from portal.gate.enquiring import start_enquiry
from portal.gate.looking import Wish, dismiss, search_on_record
from portal.gate.policy import WhyDismissed
from portal.runtime import Runtime
from portal.service_desk.forms import RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket


def ask(
    db: Session,
    lived: Runtime,
    asker: SignedIn,
    form: RequestForm,
    *,
    searches: Sequence[str],
    lang: str,
) -> Ticket:
    """Search, find nothing that helps, and send it."""
    at, finder = lived.now(), Finder(lived.engine, db)
    enquiry = start_enquiry(db, lived, asker)
    enquiry.ask(at)
    for terms in searches:
        wish = Wish(terms=terms, prefer_lang=lang)
        search_on_record(db, finder, enquiry, wish, reader=asker, at=at)
    dismiss(db, enquiry, WhyDismissed.NOT_MY_PROBLEM, "", at=at)
    return open_ticket(db, lived, Opening(asker, enquiry, form, lang))
