"""A few weeks of the demo's past, lived through the real use cases with the clock set back."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.content.queries import find_reading
from portal.demo.cast import ADDRESSES
from portal.finding.finder import Finder
from portal.gate.enquiring import start_enquiry
from portal.gate.looking import Wish, dismiss, read_on_record, search_on_record, solve
from portal.gate.models import Enquiry
from portal.gate.policy import WhyDismissed
from portal.mail.sending import send_due
from portal.runtime import Runtime
from portal.service_desk.forms import ReplyForm, RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.replying import answer, reply_as_customer

EPISODES: Sequence[Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("history.toml").read_text(encoding="utf-8")
)["episode"]


class PastMailer:
    """Mail of the past was read long ago."""

    def send(self, message: EmailMessage) -> None:
        return None


@dataclass
class PastClock:
    """A clock that the telling moves forward."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def go(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)


def play(runtime: Runtime, *, progress: Callable[[], None]) -> None:
    """Live through every episode, oldest first, and let its mail be sent."""
    present = runtime.now()
    for episode in EPISODES:
        clock = PastClock(_working_morning(present, days_ago=episode["days_ago"]))
        past = replace(runtime, now=clock, mailer=PastMailer())
        with past.database.writing() as db:
            Telling(db, past, clock).tell(episode)
        while send_due(past):
            pass
        progress()


@dataclass(frozen=True)
class Telling:
    """One episode being lived: somebody looks, and perhaps asks and is answered."""

    db: Session
    runtime: Runtime
    clock: PastClock

    def tell(self, episode: Mapping[str, Any]) -> None:
        person, lang = self._person(episode["who"]), episode["lang"]
        enquiry = start_enquiry(self.db, self.runtime, person)
        enquiry.ask(self.clock())
        self._look(enquiry, person, episode, lang)
        if "solved_by" in episode:
            item = self._read(enquiry, person, episode["solved_by"], lang)
            solve(self.db, enquiry, item, at=self.clock())
            return
        ticket = self._ask(enquiry, person, episode, lang)
        for turn in episode.get("thread", ()):
            self._say(ticket, turn)

    def _look(
        self, enquiry: Enquiry, person: SignedIn, episode: Mapping[str, Any], lang: str
    ) -> None:
        finder = Finder(self.runtime.engine, self.db)
        for terms in episode["searches"]:
            wish = Wish(terms=terms, prefer_lang=lang)
            search_on_record(self.db, finder, enquiry, wish, reader=person, at=self.clock())
            self.clock.go(minutes=1.5)
        for slug in episode.get("reads", ()):
            self._read(enquiry, person, slug, lang)
            self.clock.go(minutes=4)

    def _read(self, enquiry: Enquiry, person: SignedIn, slug: str, lang: str) -> Any:
        item = find_reading(
            self.db,
            "article",
            slug,
            lang=lang,
            audiences=person.audiences,
            may_read_drafts=False,
        )
        if item is None:
            raise LookupError(f"the demo reads {slug!r}, which is not there")
        read_on_record(self.db, enquiry, item, at=self.clock())
        return item.item_id

    def _ask(
        self, enquiry: Enquiry, person: SignedIn, episode: Mapping[str, Any], lang: str
    ) -> Ticket:
        why = WhyDismissed(episode["dismissed"])
        dismiss(self.db, enquiry, why, episode.get("missing", ""), at=self.clock())
        self.clock.go(minutes=6)
        form = RequestForm.model_validate(episode["request"])
        return open_ticket(self.db, self.runtime, Opening(person, enquiry, form, lang))

    def _say(self, ticket: Ticket, turn: Mapping[str, Any]) -> None:
        self.clock.go(minutes=turn["after_minutes"])
        person, form = self._person(turn["who"]), ReplyForm(text=turn["text"])
        say = answer if person.is_staff else reply_as_customer
        say(self.db, self.runtime, ticket, form, by=person)

    def _person(self, name: str) -> SignedIn:
        person = get_person(self.db, ADDRESSES[name])
        membership = find_membership(self.db, person.id)
        if membership is None:
            raise LookupError(f"the demo's {name} belongs nowhere")
        return signed_in_as(membership, self.clock())


def _working_morning(present: datetime, *, days_ago: int) -> datetime:
    """Return ten in the morning that many days ago, or on the Friday before a weekend."""
    day = present - timedelta(days=days_ago)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=10, minute=7, second=0, microsecond=0)
