"""Ninety days of the demo's past: a seeded crowd lives through the real use cases."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.policy import Capability
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.content.queries import ItemView, find_reading
from portal.demo.afterwards import ask_back, find_the_answer, weigh_less
from portal.demo.cast import ADDRESSES
from portal.demo.crowd import add_crowd
from portal.demo.history import PastClock, PastMailer
from portal.demo.remembering import RememberedAnswers
from portal.demo.season import DAYS, Coming, season
from portal.demo.sentences import ANSWERS, MISSING, PROBLEM, THANKS
from portal.finding.finder import Finder, Found
from portal.gate.enquiring import start_enquiry
from portal.gate.lapsing import end_what_was_left
from portal.gate.looking import Wish, dismiss, need_at_once, read_on_record, search_on_record, solve
from portal.gate.models import Enquiry
from portal.gate.policy import State, WhyDismissed, WhyUrgent
from portal.mail.models import MailState, OutgoingMail
from portal.mail.sending import send_due
from portal.reporting.costing import CostsForm, set_costs
from portal.reporting.keeping import keep_ledger
from portal.reporting.mailing import send_statements
from portal.runtime import Runtime
from portal.service_desk.due import policy_rules
from portal.service_desk.forms import ReplyForm, RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.replying import answer, reply_as_customer
from portal.support_policy.targets import respond_by
from portal.support_policy.tiers import ENHANCED_WITHIN, STANDARD_WITHIN, Priority, Tier
from search.interface import SearchEngine

SEED = 1_234
COSTS = {"per_ticket": "42", "per_reading": "0.35", "currency": "GBP"}
TURNS_IN_ONE_GO = 60
ONLY_LOOKS, STAYS_UNKNOWN, IS_LATE, REPLIES = 0.2, 0.17, 0.08, 0.35
FINDS_IT, IS_PAUSED, IS_LOWERED = 0.05, 0.1, 0.5
Turn = Callable[[], None]


@dataclass
class Simulation:
    """What is still to happen, in order of time, in one session with one clock."""

    db: Session
    runtime: Runtime
    clock: PastClock
    chance: Random
    until: datetime
    turns: list[tuple[datetime, int, Turn]] = field(default_factory=list)
    numbers: Callable[[], int] = field(default_factory=lambda: count().__next__)
    items: dict[object, ItemView | None] = field(default_factory=dict)
    people: dict[str, SignedIn] = field(default_factory=dict)

    def plan(self, at: datetime, turn: Turn) -> None:
        """Put a turn where it belongs; what would lie ahead of the demo never happens."""
        if at < self.until:
            heapq.heappush(self.turns, (at, self.numbers(), turn))

    def go_on(self) -> bool:
        """Take some turns; whether any are left."""
        for _ in range(min(TURNS_IN_ONE_GO, len(self.turns))):
            self.clock.at, _, turn = heapq.heappop(self.turns)
            turn()
        return bool(self.turns)

    def come(self, coming: Coming) -> None:
        """Somebody searches, reads, and then solves it, asks, or leaves."""
        person, chance = self._person(coming.who), self.chance
        enquiry = start_enquiry(self.db, self.runtime, person)
        asks = coming.question.is_burst or chance.random() > ONLY_LOOKS
        if asks:
            enquiry.ask(self.clock())
        found = self._search(enquiry, person, coming)
        read = self._read(enquiry, person, found, chance.choice((0, 1, 1, 2)))
        self.clock.go(minutes=chance.uniform(0.5, 7))
        if not asks or (chance.random() < STAYS_UNKNOWN and not coming.question.is_burst):
            return
        if read and chance.random() < coming.question.solves:
            solve(self.db, enquiry, chance.choice([read[-1].item_id, None]), at=self.clock())
        elif person.may(Capability.RAISE_REQUEST):
            self._raise(enquiry, person, coming)

    def _search(self, enquiry: Enquiry, person: SignedIn, coming: Coming) -> Found:
        finder = Finder(self.runtime.engine, self.db)
        words = list(coming.question.terms[coming.lang])
        self.chance.shuffle(words)
        for terms in words[: self.chance.choice((1, 1, 1, 2))]:
            self.clock.go(minutes=self.chance.uniform(0.2, 2))
            wish = Wish(terms=terms, prefer_lang=coming.lang)
            found = search_on_record(self.db, finder, enquiry, wish, reader=person, at=self.clock())
        return found

    def _read(self, enquiry: Enquiry, person: SignedIn, found: Found, most: int) -> list[ItemView]:
        opened = []
        for hit in found.hits[:most]:
            self.clock.go(minutes=self.chance.uniform(0.3, 4))
            item = self._item(hit.kind, hit.slug, hit.lang, person.audiences)
            if item is not None:
                read_on_record(self.db, enquiry, item, at=self.clock())
                opened.append(item)
        return opened

    def _raise(self, enquiry: Enquiry, person: SignedIn, coming: Coming) -> None:
        chance, lang = self.chance, coming.lang
        why = chance.choices(list(WhyDismissed), (5, 6, 2, 2))[0]
        words = chance.choice(MISSING[lang]) if chance.random() < 0.4 else ""
        priority = chance.choice(coming.question.priority)
        if priority == Priority.P1:
            need_at_once(self.db, enquiry, WhyUrgent.NOBODY_CAN_WORK, at=self.clock())
        elif enquiry.state == State.LOOKING or chance.random() < 0.7:
            dismiss(self.db, enquiry, why, words, at=self.clock())
        self.clock.go(minutes=chance.uniform(2, 9))
        form = RequestForm.model_validate(
            {
                "priority": priority,
                "title": enquiry.own_words[:150].capitalize(),
                "description": PROBLEM[lang] % {"what": enquiry.own_words},
                "area": coming.question.area,
            }
        )
        ticket = open_ticket(self.db, self.runtime, Opening(person, enquiry, form, lang))
        self.plan(self._answered_at(ticket), partial(self._answer, ticket, coming))
        self._plan_more(ticket, person, coming)

    def _plan_more(self, ticket: Ticket, person: SignedIn, coming: Coming) -> None:
        """Now and then more happens than an answer."""
        chance, ben = self.chance.random(), self._person(ADDRESSES["ben"])
        soon = self.clock() + timedelta(minutes=self.chance.uniform(9, 25))
        known = self.db, self.runtime, ticket
        if ticket.priority == Priority.P1 and chance < IS_LOWERED:
            self.plan(soon, partial(weigh_less, *known, ben))
        elif chance < FINDS_IT:
            self.plan(soon, partial(find_the_answer, *known, person))
        elif chance < IS_PAUSED:
            self.plan(soon, partial(ask_back, *known, ben))
            self.plan(soon + timedelta(hours=1), partial(self._thank, ticket, coming))

    def _answered_at(self, ticket: Ticket) -> datetime:
        """Mostly well within what is promised, and sometimes late."""
        tier = Tier(ticket.tier)
        within = (
            STANDARD_WITHIN if tier is Tier.STANDARD else ENHANCED_WITHIN[Priority(ticket.priority)]
        )
        late = self.chance.random() < IS_LATE
        part = self.chance.uniform(1.05, 1.6) if late else self.chance.uniform(0.08, 0.9)
        calendar = policy_rules(self.runtime.settings).calendar(tier)
        due = respond_by(self.clock(), (within or STANDARD_WITHIN) * part, calendar)
        return min(due.due_at or self.clock(), self.until - timedelta(minutes=1))

    def _answer(self, ticket: Ticket, coming: Coming) -> None:
        if ticket.is_closed:
            return
        words = self.chance.choice(ANSWERS[coming.lang]) % {"name": ticket.requester.name}
        by = self._person(ADDRESSES["ben"])
        answer(self.db, self.runtime, ticket, ReplyForm(text=words), by=by)
        if len(ticket.replies) < 4 and self.chance.random() < REPLIES:
            later = self.clock() + timedelta(minutes=self.chance.uniform(20, 600))
            self.plan(later, partial(self._thank, ticket, coming))

    def _thank(self, ticket: Ticket, coming: Coming) -> None:
        if ticket.is_closed:
            return
        form = ReplyForm(text=self.chance.choice(THANKS[coming.lang]))
        reply_as_customer(self.db, self.runtime, ticket, form, by=self._person(coming.who))
        self.plan(self._answered_at(ticket), partial(self._answer, ticket, coming))

    def _item(self, kind: str, slug: str, lang: str, audiences: frozenset[str]) -> ItemView | None:
        key = kind, slug, lang, audiences
        if key not in self.items:
            self.items[key] = find_reading(
                self.db, kind, slug, lang=lang, audiences=audiences, may_read_drafts=False
            )
        return self.items[key]

    def _person(self, email: str) -> SignedIn:
        if email not in self.people:
            self.people[email] = self._signed_in(email)
        return self.people[email]

    def _signed_in(self, email: str) -> SignedIn:
        membership = find_membership(self.db, get_person(self.db, email).id)
        if membership is None:
            raise LookupError(f"{email} belongs nowhere")
        return signed_in_as(membership, self.clock())


def simulate(runtime: Runtime, *, progress: Callable[[int, int], None]) -> None:
    """Live through ninety days in one transaction; the same crowd on every first start of a day."""
    chance = Random(SEED)  # noqa: S311 (a story, not a secret)
    past, clock = _past(runtime, chance)
    until = runtime.now() - timedelta(minutes=5)
    with past.database.writing() as db:
        comers = add_crowd(db, past, today=clock().date())
        simulation = Simulation(db, past, clock, chance, until)
        for coming in season(runtime.now(), comers, chance):
            simulation.plan(coming.at, partial(simulation.come, coming))
        done = 0
        while simulation.go_on():
            done += TURNS_IN_ONE_GO
            progress(done, done + len(simulation.turns))
        _read_old_mail(db)
        mia = get_person(db, ADDRESSES["mia"])
        set_costs(db, CostsForm.model_validate(COSTS), by=mia.id, at=until)
    while end_what_was_left(runtime):
        while keep_ledger(runtime):  # before old text is forgotten
            pass
    clock.at = until
    send_statements(past)
    while send_due(past):
        pass


def _past(runtime: Runtime, chance: Random) -> tuple[Runtime, PastClock]:
    """Return the same Academy with a clock set back, and chance where it is otherwise secret."""
    clock = PastClock(runtime.now() - timedelta(days=DAYS + 1))
    past = replace(
        runtime,
        now=clock,
        mailer=PastMailer(),
        engine=cast(SearchEngine, RememberedAnswers(runtime.engine)),
        new_id=lambda: UUID(int=chance.getrandbits(128), version=4),
        random_below=chance.randrange,
    )
    return past, clock


def _read_old_mail(db: Session) -> None:
    """Mail of the past was sent long ago."""
    for mail in db.scalars(select(OutgoingMail).where(OutgoingMail.state == MailState.WAITING)):
        mail.note_sent(mail.created_at)
