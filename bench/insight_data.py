"""A large Academy's past, written by bulk insert: what `bench.insight` measures over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Organisation, Person
from portal.activity.models import Event
from portal.content.models import Item, Revision, Topic, Translation
from portal.db.base import Base
from portal.gate.models import Enquiry
from portal.gate.recorded import Reading, Search, Shown
from portal.runtime import Runtime
from portal.service_desk.clocks import AnswerClock
from portal.service_desk.models import Ticket

DAYS, CHUNK = 365, 2_000
ORGANISATIONS, PEOPLE, ITEMS = 300, 3_000, 400
SHELVES = ("people", "mail", "courses", "reports", "billing", "devices", "policies", "setup")
WORDS = ("sync", "password", "report", "export", "mail", "user", "course", "policy", "login")
PARENTS_FIRST: tuple[type[Base], ...] = (
    *(Topic, Item, Translation, Revision, Organisation, Person, Membership),
    *(Enquiry, Search, Shown, Reading, Ticket, AnswerClock, Event),
)


@dataclass
class Bulk:
    """Rows waiting to be written, by table."""

    db: Session
    waiting: dict[type[Base], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: type[Base], **row: Any) -> None:
        self.waiting.setdefault(table, []).append(row)

    def flush(self) -> None:
        for table in PARENTS_FIRST:
            rows = self.waiting.get(table, [])
            for start in range(0, len(rows), CHUNK):
                self.db.execute(insert(table), rows[start : start + CHUNK])
        self.waiting.clear()


@dataclass
class Past:
    """Draws a past by chance, the same for the same seed."""

    bulk: Bulk
    chance: Random
    now: datetime

    def id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def shelves(self) -> list[dict[str, Any]]:
        """Write topics and articles; return what a list shows of each."""
        topics = [(self.id(), slug) for slug in SHELVES]
        for n, (id_, slug) in enumerate(topics):
            title = {"en": slug.title(), "fr": slug.title()}
            self.bulk.add(Topic, id=id_, slug=slug, position=n, title=title, summary=title)
        self.bulk.flush()
        return [self._article(topics[n % len(topics)][0], n) for n in range(ITEMS)]

    def _article(self, topic_id: UUID, n: int) -> dict[str, Any]:
        item, translation, revision = self.id(), self.id(), self.id()
        title = f"How to {' '.join(self.chance.sample(WORDS, 3))} {n}"
        at = self.now - timedelta(days=400)
        common = {"kind": "article", "lang": "en", "slug": f"article-{n}"}
        self.bulk.add(Item, id=item, kind="article", topic_id=topic_id, audience="everyone")
        self.bulk.waiting[Item][-1] |= {"original_lang": "en", "created_at": at}
        self.bulk.add(Translation, id=translation, item_id=item, state="published", **common)
        self.bulk.waiting[Translation][-1] |= {"revision_number": 1, "published_at": at}
        text = dict.fromkeys(("summary", "source", "html", "plain_text"), title)
        more = {"tags": [], "headings": [], "sanitiser": "1", "significance": "content"}
        self.bulk.add(Revision, id=revision, translation_id=translation, number=1, title=title)
        self.bulk.waiting[Revision][-1] |= {**text, **more, "created_at": at}
        shown = {"item_id": item, "translation_id": translation, "revision_id": revision}
        return {**shown, **common, "title": title}

    def customers(self) -> list[tuple[UUID, UUID]]:
        """Write organisations and people; return (person, organisation) of each."""
        at = self.now - timedelta(days=500)
        organisations = [self.id() for _ in range(ORGANISATIONS)]
        for n, id_ in enumerate(organisations):
            begins = (at.date()) if n % 2 else None
            self.bulk.add(Organisation, id=id_, name=f"Customer {n:03}", created_at=at)
            self.bulk.waiting[Organisation][-1]["enhanced_from_on"] = begins
        self.bulk.flush()
        found = []
        for n in range(PEOPLE):
            person, organisation = self.id(), organisations[n % ORGANISATIONS]
            email = f"person{n}@customer.example"
            self.bulk.add(Person, id=person, email=email, name=f"Person {n}", created_at=at)
            self.bulk.waiting[Person][-1]["lang"] = "fr" if n % 3 == 0 else "en"
            found.append((person, organisation))
        self.bulk.flush()
        for person, organisation in found:
            whose = {"person_id": person, "organisation_id": organisation}
            self.bulk.add(Membership, id=self.id(), role="administrator", created_at=at, **whose)
        self.bulk.flush()
        return found


def fill(db: Session, runtime: Runtime, *, enquiries: int) -> Iterator[int]:
    """Write a year: five searches an enquiry, a tenth of them tickets; yield how many are done."""
    past = Past(Bulk(db), Random(7), runtime.now())
    items, people = past.shelves(), past.customers()
    begins = past.now - timedelta(days=DAYS)
    for n in range(enquiries):
        at = begins + timedelta(days=DAYS) * (n / enquiries) * 0.99
        _enquiry(past, at, items, *past.chance.choice(people), n)
        if n % 2_000 == 1_999:
            past.bulk.flush()
            yield n + 1
    past.bulk.flush()


def _enquiry(
    past: Past,
    at: datetime,
    items: list[dict[str, Any]],
    person: UUID,
    organisation: UUID,
    n: int,
) -> None:
    bulk, chance, id_ = past.bulk, past.chance, past.id()
    ending = chance.choices(("raised", "solved", "lapsed", "looked"), (10, 20, 25, 45))[0]
    read = chance.sample(items, chance.choice((0, 1, 1, 2)))
    ended = at + timedelta(minutes=chance.randrange(3, 40))
    whose = {"person_id": person, "organisation_id": organisation}
    state = "lapsed" if ending == "looked" else ending
    bulk.add(Enquiry, id=id_, state=state, started_at=at, touched_at=ended, ended_at=ended, **whose)
    bulk.waiting[Enquiry][-1] |= {
        "asked_at": None if ending == "looked" else at,
        "unlocked_by": chance.choice(("reading", "dismissal", "nothing-found")),
        "why_dismissed": chance.choice(("tried-it", "not-my-problem")),
        "solved_by_id": read[0]["item_id"] if read and ending == "solved" else None,
    }
    _look(past, id_, at, items, read)
    subject = _ticket(past, id_, ended, organisation, person, n) if ending == "raised" else id_
    kind = {"raised": "ticket.opened", "solved": "gate.solved"}.get(ending, "gate.lapsed")
    bulk.add(Event, kind=kind, at=ended, actor_id=person, subject_id=subject, facts={})


def _look(
    past: Past, enquiry: UUID, at: datetime, items: list[dict[str, Any]], read: list[dict[str, Any]]
) -> None:
    for number in range(5):
        moment = at + timedelta(seconds=20 * number)
        _search(past, enquiry, moment, items, read if number == 0 else [])
    for item in read:
        past.bulk.add(
            Reading, id=past.id(), enquiry_id=enquiry, at=at + timedelta(minutes=2), **item
        )


def _search(
    past: Past, enquiry: UUID, at: datetime, items: list[dict[str, Any]], read: list[dict[str, Any]]
) -> None:
    chance, id_ = past.chance, past.id()
    terms = " ".join(chance.sample(WORDS, 2)) + f" {int(chance.expovariate(1 / 400))}"
    shown = [*read, chance.choice(items)] if chance.random() < 0.7 else []
    counted = {"total": len(shown), "is_real": True}
    past.bulk.add(Search, id=id_, enquiry_id=enquiry, terms=terms, at=at, **counted)
    for position, item in enumerate(shown, start=1):
        past.bulk.add(Shown, id=past.id(), search_id=id_, position=position, **item)


def _ticket(
    past: Past, enquiry: UUID, at: datetime, organisation: UUID, person: UUID, n: int
) -> UUID:
    chance, id_ = past.chance, past.id()
    due, answered = at + timedelta(hours=20), at + timedelta(hours=chance.uniform(1, 22))
    whose = {"organisation_id": organisation, "requester_id": person, "enquiry_id": enquiry}
    moments = {"opened_at": at, "clock_started_at": at, "due_at": due}
    said = _said(chance)
    past.bulk.add(
        Ticket,
        id=id_,
        reference=f"AA-{n:08}",
        first_answered_at=answered,
        due_working={},
        trail={},
        **whose,
        **moments,
        **said,
    )
    run = {"number": 1, "kind": "first", "started_at": at, "working": {}, "pauses": []}
    ended = {"due_at": due, "stopped_at": answered, "is_met": answered <= due}
    past.bulk.add(AnswerClock, ticket_id=id_, **run, **ended)
    return id_


def _said(chance: Random) -> dict[str, Any]:
    """Return what a request says of itself."""
    return {
        **dict.fromkeys(("description", "expected", "steps", "since"), ""),
        "tier": chance.choice(("standard", "enhanced")),
        "priority": chance.randrange(1, 6),
        "state": "customers",
        "lang": chance.choice(("en", "fr")),
        "title": " ".join(chance.sample(WORDS, 3)),
        "reproducible": "every-time",
        "affected": "few",
        "area": chance.choice(SHELVES),
        "diagnosis": "opened-did-not-help",
    }
