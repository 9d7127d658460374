"""Telling people who had failed that there is an answer now: each once, only what they may read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Membership, Person
from portal.accounts.policy import CUSTOMERS, Role, audiences_of
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.content.queries import Card, cards_of
from portal.errors import Conflict
from portal.mail.writing import Letter, post
from portal.reporting.gap_models import Gap, GapCase, GapNotice, GapState
from portal.reporting.models import LedgerRow
from portal.reporting.policy import Outcome
from portal.runtime import Runtime
from portal.words import N_

NOBODY = N_("There is nobody to tell: all were told, found it themselves, or may not read it.")


@dataclass(frozen=True)
class ToTell:
    """Somebody who had failed, and the answer as they may read it."""

    person: Person
    card: Card


def to_tell(db: Session, runtime: Runtime, gap: Gap) -> Sequence[ToTell]:
    """Return who failed at a gap that is closed, did not solve it, and was not told yet."""
    if gap.state != GapState.CLOSED or gap.item_id is None:
        return ()
    told = select(GapNotice.person_id).where(GapNotice.item_id == gap.item_id)
    found = db.scalars(
        select(Membership)
        .join(GapCase, GapCase.person_id == Membership.person_id)
        .join(LedgerRow, LedgerRow.enquiry_id == GapCase.enquiry_id)
        .where(GapCase.gap_id == gap.id, GapCase.began_at < gap.closed_at)
        .where(GapCase.organisation_id == Membership.organisation_id)
        .where(LedgerRow.outcome != Outcome.SOLVED, Membership.person_id.not_in(told))
        .where(Membership.role.in_(CUSTOMERS))
        .order_by(Membership.created_at, Membership.id)
        .distinct()
    )
    first = {each.person_id: each for each in reversed(list(found))}
    each = (_answer_for(db, runtime, gap, membership) for membership in first.values())
    return [one for one in each if one is not None]


def tell_people(db: Session, runtime: Runtime, gap: Gap, *, by: SignedIn) -> int:
    """Mail each of them; return how many. Raise Conflict when there is nobody."""
    people = to_tell(db, runtime, gap)
    if not people or gap.item_id is None:
        raise Conflict(NOBODY)
    for one in people:
        notice = GapNotice(item_id=gap.item_id, person_id=one.person.id, gap_id=gap.id)
        notice.told_at = runtime.now()
        db.add(notice)
        letter = Letter("gap_answered", {"card": one.card}, gap.id)
        post(db, runtime, recipient(one.person, runtime), letter)
    db.flush()
    now, item = runtime.now(), str(gap.item_id)
    record(db, "gap.told", at=now, actor_id=by.id, subject_id=gap.id, item=item, people=len(people))
    return len(people)


def _answer_for(db: Session, runtime: Runtime, gap: Gap, membership: Membership) -> ToTell | None:
    """Return the published answer in the person's language, else another; None when hidden."""
    person = membership.person
    if person.disabled_at is not None or gap.item_id is None:
        return None
    lang = recipient(person, runtime).lang
    audiences = audiences_of(Role(membership.role))
    found = cards_of(db, [gap.item_id], lang=lang, audiences=audiences)
    return ToTell(person, found[0]) if found else None
