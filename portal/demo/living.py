"""The desk as it stands when the demo starts: what is late, due today, later and paused."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.joining import NewPerson, get_person
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.demo.asking import ask
from portal.demo.cast import VENDOR, join
from portal.demo.closing import close_what_is_over
from portal.demo.history import PastClock, PastMailer
from portal.mail.sending import send_due
from portal.runtime import Runtime
from portal.service_desk.clocks import AnswerClock
from portal.service_desk.desk_forms import NoteForm, WaitingForm
from portal.service_desk.due import rules_in
from portal.service_desk.escalating import escalate
from portal.service_desk.forms import RequestForm
from portal.service_desk.models import PhoneCall, Ticket
from portal.service_desk.queueing import Day
from portal.service_desk.warning import warn_of_late_answers
from portal.service_desk.working_on import add_note, take, wait_for_customer
from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import due_for
from portal.support_policy.tiers import Priority, Tier

TICKETS: Sequence[Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("queue.toml").read_text(encoding="utf-8")
)["ticket"]
LENA = NewPerson("lena@academy.example", "Lena Sauer", VENDOR, Role.AGENT, "en")
STEP, FARTHEST = timedelta(minutes=23), timedelta(days=12)
OFFICE_HOURS = range(8, 19)


def fill_the_queue(runtime: Runtime) -> None:
    """Close what is over; let each ticket come when it must to stand where it stands, be warned."""
    close_what_is_over(runtime)
    present = runtime.now()
    past = replace(runtime, now=PastClock(present), mailer=PastMailer())
    with past.database.writing() as db:
        join(db, past, LENA)
    for number, told in enumerate(TICKETS):
        with past.database.writing() as db:
            Arrival(db, past, told).happen(present, number)
    for moment in _moments_of_warning(runtime, present):
        warn_of_late_answers(replace(past, now=PastClock(moment)))
    while send_due(past):
        pass


@dataclass(frozen=True)
class Arrival:
    """One ticket on its way to the queue."""

    db: Session
    runtime: Runtime
    told: Mapping[str, Any]

    def happen(self, present: datetime, number: int) -> None:
        asker = self._person(self.told["who"], present)
        form = RequestForm.model_validate(self.told["request"])
        clock = PastClock(self._comes_at(asker.tier, form.priority, present, number))
        lived = replace(self.runtime, now=clock)
        ticket = self._raise(lived, asker, form)
        clock.go(minutes=7)
        self._work(lived, ticket, asker)

    def _raise(self, lived: Runtime, asker: SignedIn, form: RequestForm) -> Ticket:
        searches, lang = self.told["searches"], self.told["lang"]
        return ask(self.db, lived, asker, form, searches=searches, lang=lang)

    def _work(self, lived: Runtime, ticket: Ticket, asker: SignedIn) -> None:
        """What was done since: somebody took it, waits for the customer, or was told to hurry."""
        if "owner" in self.told:
            owner = self._person(f"{self.told['owner']}@academy.example", lived.now())
            take(self.db, lived, ticket, by=owner)
            if "calls" in self.told:
                self.db.add(
                    PhoneCall(ticket_id=ticket.id, taken_by_id=owner.id, at=ticket.opened_at)
                )
            if "note" in self.told:
                add_note(self.db, lived, ticket, NoteForm(note=self.told["note"]), by=owner)
            if "waits_for" in self.told:
                waiting = WaitingForm(waiting_for=self.told["waits_for"])
                wait_for_customer(self.db, lived, ticket, waiting, by=owner)
        if "stake" in self.told:
            escalate(self.db, lived, ticket, self.told["stake"], by=asker)

    def _comes_at(self, tier: Tier, priority: int, present: datetime, number: int) -> datetime:
        """Return the latest moment that makes it stand where it stands; each at its own minute."""
        settings = self.runtime.settings
        rules, day = rules_in(self.db, settings), Day.at(present, settings.support_zone)
        latest = present - timedelta(minutes=26 + number)
        fits = (
            at
            for at in _backwards(latest)
            if _stands(at, Priority(priority), tier, rules, day) == self.told["stands"]
        )
        return next(fits, latest)

    def _person(self, email: str, at: datetime) -> SignedIn:
        membership = find_membership(self.db, get_person(self.db, email).id)
        if membership is None:
            raise LookupError(f"the demo's {email} belongs nowhere")
        return signed_in_as(membership, at)


def _backwards(latest: datetime) -> Iterator[datetime]:
    """Yield moments of office hours, the latest first."""
    steps = range(FARTHEST // STEP)
    moments = (latest - STEP * n for n in steps)
    return (at for at in moments if at.hour in OFFICE_HOURS)


def _stands(at: datetime, priority: Priority, tier: Tier, rules: PolicyRules, day: Day) -> str:
    due_at = due_for(tier, priority, at, rules).due_at
    if due_at is None or due_at >= day.ends_at:
        return "later"
    return "late" if due_at < day.now else "today"


def _moments_of_warning(runtime: Runtime, present: datetime) -> list[datetime]:
    with runtime.database.reading() as db:
        waiting = select(AnswerClock).where(AnswerClock.warn_at.is_not(None))
        clocks = db.scalars(waiting).all()
        moments = {at for one in clocks for at in (one.soon_at, one.due_at) if at is not None}
    soon_after = (at + timedelta(seconds=20) for at in moments)
    return sorted(at for at in soon_after if at < present)
