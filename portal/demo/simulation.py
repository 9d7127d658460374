"""What the demo's crowd does: people come, search, read, and then solve it, ask, or leave."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.policy import Capability
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.content.queries import ItemView, find_reading
from portal.demo.afterwards import ask_back, find_the_answer, weigh_less
from portal.demo.cast import ADDRESSES
from portal.demo.history import PastClock
from portal.demo.season import Coming
from portal.demo.sentences import ANSWERS, MISSING, PROBLEM, THANKS
from portal.finding.finder import Finder, Found
from portal.gate.enquiring import start_enquiry
from portal.gate.looking import Wish, dismiss, need_at_once, read_on_record, search_on_record, solve
from portal.gate.models import Enquiry
from portal.gate.policy import State, WhyDismissed, WhyUrgent
from portal.incidents.models import Incident
from portal.incidents.running import join_incident
from portal.runtime import Runtime
from portal.service_desk.due import policy_rules
from portal.service_desk.forms import ReplyForm, RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.replying import answer, reply_as_customer
from portal.support_policy.targets import respond_by
from portal.support_policy.tiers import ENHANCED_WITHIN, STANDARD_WITHIN, Priority, Tier

TURNS_IN_ONE_GO = 60
ONLY_LOOKS, STAYS_UNKNOWN, IS_LATE, REPLIES = 0.2, 0.17, 0.08, 0.35
FINDS_IT, IS_PAUSED, IS_LOWERED, JOINS = 0.05, 0.1, 0.5, 0.6
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
    fault: Incident | None = None

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
        person, chance = self.person(coming.who), self.chance
        enquiry = start_enquiry(self.db, self.runtime, person)
        asks = coming.question.is_burst or chance.random() > ONLY_LOOKS
        if asks:
            enquiry.ask(self.clock())
        found = self._search(enquiry, person, coming)
        read = self._read(enquiry, person, found, chance.choice(_openings(found, coming)))
        self.clock.go(minutes=chance.uniform(0.5, 7))
        if not asks or (chance.random() < STAYS_UNKNOWN and not coming.question.is_burst):
            return
        if self._joins(person, coming):
            return
        answer = self._answer_among(read, coming)
        if answer and chance.random() < coming.question.solves:
            solve(self.db, enquiry, chance.choice([answer.item_id, None]), at=self.clock())
        elif person.may(Capability.RAISE_REQUEST):
            self._raise(enquiry, person, coming)

    def _joins(self, person: SignedIn, coming: Coming) -> bool:
        """Say of the known fault "affects us too", as some of those do whom it hits."""
        fault = self.fault
        if not coming.question.is_burst or fault is None or self.chance.random() > JOINS:
            return False
        join_incident(self.db, self.runtime, fault, by=person)
        return True

    def _answer_among(self, read: Sequence[ItemView], coming: Coming) -> ItemView | None:
        """Return what can solve it: the one thing that answers the question, if only one does."""
        only = coming.question.answered_by
        return next((item for item in reversed(read) if not only or item.slug == only), None)

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
        chance, ben = self.chance.random(), self.person(ADDRESSES["ben"])
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
        by = self.person(ADDRESSES["ben"])
        answer(self.db, self.runtime, ticket, ReplyForm(text=words), by=by)
        if len(ticket.replies) < 4 and self.chance.random() < REPLIES:
            later = self.clock() + timedelta(minutes=self.chance.uniform(20, 600))
            self.plan(later, partial(self._thank, ticket, coming))

    def _thank(self, ticket: Ticket, coming: Coming) -> None:
        if ticket.is_closed:
            return
        form = ReplyForm(text=self.chance.choice(THANKS[coming.lang]))
        reply_as_customer(self.db, self.runtime, ticket, form, by=self.person(coming.who))
        self.plan(self._answered_at(ticket), partial(self._answer, ticket, coming))

    def _item(self, kind: str, slug: str, lang: str, audiences: frozenset[str]) -> ItemView | None:
        key = kind, slug, lang, audiences
        if key not in self.items:
            self.items[key] = find_reading(
                self.db, kind, slug, lang=lang, audiences=audiences, may_read_drafts=False
            )
        return self.items[key]

    def person(self, email: str) -> SignedIn:
        if email not in self.people:
            self.people[email] = self._signed_in(email)
        return self.people[email]

    def _signed_in(self, email: str) -> SignedIn:
        membership = find_membership(self.db, get_person(self.db, email).id)
        if membership is None:
            raise LookupError(f"{email} belongs nowhere")
        return signed_in_as(membership, self.clock())


def _openings(found: Found, coming: Coming) -> Sequence[int]:
    """Return how many are opened, by chance: what is called as it is looked for mostly is."""
    first = found.hits[0].slug if found.hits else None
    return (0, 1, 1, 1, 1, 2) if first == coming.question.answered_by else (0, 1, 1, 2)
