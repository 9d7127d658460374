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
    """Who needs support at once, in which language, what they say, and whether by a program."""

    person: SignedIn
    form: UrgentForm
    lang: str
    is_by_program: bool = False

    def opening(self, enquiry: Enquiry) -> Opening:
        key = f"form:{enquiry.id}"
        request = _request(self.form)
        return Opening(self.person, enquiry, request, self.lang, key, self.is_by_program)


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
    return open_ticket(db, runtime, emergency.opening(enquiry))


def _request(form: UrgentForm) -> RequestForm:
    said = {"title": form.sentence[:LONGEST_TITLE], "description": form.sentence}
    facts = {"priority": Priority.P1, "since": form.since, "affected": Affected.EVERYONE}
    return RequestForm.model_validate({**said, **facts, "incident_id": form.incident_id})
