"""An emergency: one sentence, searched by the server like any other, and sent at once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.finding.finder import Finder, Found
from portal.gate.enquiring import find_current_enquiry, start_enquiry
from portal.gate.forms import UrgentForm
from portal.gate.looking import Wish, need_at_once, search_on_record
from portal.gate.models import Enquiry
from portal.runtime import Runtime
from portal.service_desk.forms import Affected, RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.support_policy.tiers import Priority

LONGEST_TITLE = 200
MOST_SHOWN = 5


@dataclass(frozen=True)
class Emergency:
    """Who needs support at once, in which language, and what they say."""

    person: SignedIn
    form: UrgentForm
    lang: str


def search_for_emergency(
    db: Session, runtime: Runtime, finder: Finder, emergency: Emergency
) -> tuple[Enquiry, Found]:
    """Search the sentence on the record of what the person is in the middle of."""
    person, now = emergency.person, runtime.now()
    current = find_current_enquiry(db, person, now, to_write=True)
    enquiry = current or start_enquiry(db, runtime, person)
    enquiry.ask(now)
    wish = Wish(emergency.form.sentence, prefer_lang=emergency.lang, limit=MOST_SHOWN)
    return enquiry, search_on_record(db, finder, enquiry, wish, reader=person, at=now)


def send_emergency(db: Session, runtime: Runtime, finder: Finder, emergency: Emergency) -> Ticket:
    """Search, and open a ticket of the first severity at once.

    Raise NoUrgentPath where the gate's rules have none, SearchFirst for a sentence without
    a word that can be searched.
    """
    enquiry, _ = search_for_emergency(db, runtime, finder, emergency)
    need_at_once(db, enquiry, emergency.form.why, at=runtime.now())
    request = _request(emergency.form)
    opening = Opening(emergency.person, enquiry, request, emergency.lang, f"form:{enquiry.id}")
    return open_ticket(db, runtime, opening)


def _request(form: UrgentForm) -> RequestForm:
    said = {"title": form.sentence[:LONGEST_TITLE], "description": form.sentence}
    facts = {"priority": Priority.P1, "since": form.since, "affected": Affected.EVERYONE}
    return RequestForm.model_validate({**said, **facts})
