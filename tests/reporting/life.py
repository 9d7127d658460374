"""Enquiries of every kind, lived quickly: what tests of the ledger count."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.models import Translation
from portal.content.views import ItemRow
from portal.gate.enquiring import start_enquiry
from portal.gate.lapsing import end_due
from portal.gate.looking import dismiss, solve
from portal.gate.models import Enquiry
from portal.gate.policy import GateRules, WhyDismissed
from portal.gate.recorded import Answer
from portal.reporting.keeping import keep_up
from portal.runtime import Runtime
from portal.service_desk.forms import RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from tests.world import Clock

TERMS = ("simulated mail missing", "reset password", "export csv report", "quokka")
REQUEST: dict[str, Any] = {"priority": 3, "description": "It does not work."}


@dataclass(frozen=True)
class Life:
    """A session in which people come, and a clock that moves with them."""

    db: Session
    runtime: Runtime
    clock: Clock

    def look(self, person: SignedIn, terms: str, *, reads: bool = False) -> Enquiry:
        """Search, and perhaps open what was shown; without a word about asking."""
        enquiry = start_enquiry(self.db, self.runtime, person)
        shown = self.items()[:2] if terms != "quokka" else []
        answer = Answer(words=terms.split(), total=len(shown), shown=shown)
        enquiry.record_search(terms, answer, rules=GateRules(), at=self.clock())
        if reads and shown:
            enquiry.record_reading(shown[0], rules=GateRules(), at=self.clock())
        self.db.flush()
        return enquiry

    def ask(self, person: SignedIn, terms: str, *, reads: bool = False) -> Enquiry:
        enquiry = self.look(person, terms, reads=reads)
        enquiry.ask(self.clock())
        return enquiry

    def solved(self, person: SignedIn, terms: str, *, by: UUID | None = None) -> Enquiry:
        enquiry = self.ask(person, terms, reads=True)
        self.clock.go(minutes=2)
        solve(self.db, enquiry, by, at=self.clock())
        return enquiry

    def raised(self, person: SignedIn, terms: str, *, reads: bool = False, **form: Any) -> Ticket:
        enquiry = self.ask(person, terms, reads=reads)
        self.clock.go(minutes=3)
        dismiss(self.db, enquiry, WhyDismissed.TRIED_IT, "", at=self.clock())
        self.clock.go(minutes=4)
        return self.send(person, enquiry, terms, **form)

    def send(self, person: SignedIn, enquiry: Enquiry, terms: str, **form: Any) -> Ticket:
        sent = RequestForm.model_validate({**REQUEST, "title": terms, **form})
        opening = Opening(person, enquiry, sent, "en")
        return open_ticket(self.db, self.runtime, opening)

    def keep(self, **settings: Any) -> None:
        """Let what was left end, and the ledger catch up."""
        while end_due(self.db, self.runtime):
            pass
        changed = self.runtime.settings.model_copy(update=settings)
        runtime = replace(self.runtime, settings=changed)
        while keep_up(self.db, runtime):
            pass
        self.db.flush()

    def items(self) -> list[ItemRow]:
        found = self.db.scalars(select(Translation).order_by(Translation.slug)).all()
        return [ItemRow(t.item_id, t.id, t.id, t.kind, t.slug, t.lang, t.slug) for t in found]
