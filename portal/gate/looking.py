"""Searching and reading on the record: the server writes down what it showed as it shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.content.policy import Kind
from portal.content.queries import ItemRow, ItemView, items_of, topics
from portal.finding.finder import Finder, Found
from portal.gate.errors import NoUrgentPath
from portal.gate.models import Enquiry
from portal.gate.policy import WhyDismissed, WhyUrgent
from portal.gate.recorded import Answer
from portal.gate.ruling import exempt_areas, rules_of
from portal.support_policy.tiers import Tier


@dataclass(frozen=True)
class Wish:
    """What is searched for, and in which part of the Academy."""

    terms: str
    prefer_lang: str
    lang: str | None = None
    kind: str | None = None
    topic: str | None = None
    limit: int = 10
    offset: int = 0


def find(finder: Finder, wish: Wish, reader: SignedIn) -> Found:
    """Return the answer to a wish, without a record."""
    return finder.find(
        wish.terms,
        reader=reader,
        prefer_lang=wish.prefer_lang,
        lang=wish.lang,
        kind=wish.kind,
        topic=wish.topic,
        limit=wish.limit,
        offset=wish.offset,
    )


def search_on_record(
    db: Session, finder: Finder, enquiry: Enquiry, wish: Wish, *, reader: SignedIn, at: datetime
) -> Found:
    """Answer the search and write down what was asked and shown."""
    found = find(finder, wish, reader)
    if found.terms:
        answer = Answer(
            words=found.words,
            total=found.total,
            shown=_in_order(db, [UUID(hit.id) for hit in found.hits]),
            is_down=found.is_down,
            is_narrowed=found.is_narrowed,
        )
        enquiry.record_search(found.terms, answer, rules=rules_of(db, enquiry, at), at=at)
    return found


def read_on_record(db: Session, enquiry: Enquiry, view: ItemView, *, at: datetime) -> None:
    """Write down that this item was opened, in the revision that was current."""
    rules = rules_of(db, enquiry, at)
    enquiry.record_reading(as_row(view), tell_us=view.tell_us, rules=rules, at=at)


def dismiss(db: Session, enquiry: Enquiry, why: WhyDismissed, words: str, *, at: datetime) -> None:
    """Write down that none of what was shown solved it, and why."""
    enquiry.dismiss(why, words, rules=rules_of(db, enquiry, at), at=at)
    _record(db, "gate.dismissed", enquiry, at, why=why)


def solve(db: Session, enquiry: Enquiry, by: UUID | None, *, at: datetime) -> None:
    """Write down that the person found the answer, and in which item (None: not said).

    Only what was met on the way can have solved it; anything else counts as not said.
    """
    by = by if enquiry.has_met(by) else None
    enquiry.solve(by, at)
    _record(db, "gate.solved", enquiry, at, by=str(by) if by else None)


def need_at_once(db: Session, enquiry: Enquiry, why: WhyUrgent, *, at: datetime) -> None:
    """Take the urgent path, which every search opens; raise NoUrgentPath where there is none."""
    rules = rules_of(db, enquiry, at)
    if not rules.urgent_allowed:
        raise NoUrgentPath("Urgent requests are not part of your support. Start with a search.")
    enquiry.need_at_once(why, rules=rules, at=at)
    _record(db, "gate.urgent", enquiry, at, why=why)


def watch_on_record(
    enquiry: Enquiry, item_id: UUID, start_s: int, end_s: int, *, at: datetime
) -> None:
    """Write down that a stretch of a video was played; only what was opened here can be.

    A player that runs on after the enquiry ended adds nothing to it.
    """
    for reading in enquiry.readings if enquiry.is_open(at) else ():
        if reading.item_id == item_id and reading.kind == Kind.VIDEO and start_s < end_s:
            reading.watch(start_s, end_s)


def exempt_shelves(db: Session, tier: Tier, lang: str) -> list[tuple[str, str]]:
    """Return slug and title of the product areas in which one search is enough."""
    titles = {topic.slug: topic.title for topic in topics(db, lang)}
    return [(area, titles.get(area, "")) for area in exempt_areas(db, tier)]


def as_row(view: ItemView) -> ItemRow:
    return ItemRow(
        item_id=view.item_id,
        translation_id=view.translation_id,
        revision_id=view.revision_id,
        kind=view.kind,
        slug=view.slug,
        lang=view.lang,
        title=view.title,
    )


def _in_order(db: Session, translation_ids: Sequence[UUID]) -> list[ItemRow]:
    """Return what was shown, in the order in which it was."""
    found = {row.translation_id: row for row in items_of(db, translation_ids)}
    return [found[id_] for id_ in translation_ids if id_ in found]


def _record(db: Session, kind: str, enquiry: Enquiry, at: datetime, **facts: object) -> None:
    record(
        db,
        kind,
        at=at,
        actor_id=enquiry.person_id,
        organisation_id=enquiry.organisation_id,
        subject_id=enquiry.id,
        **facts,
    )
