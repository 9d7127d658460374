"""How the same was answered before: closed tickets whose titles share the words of this one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.finding.words import real_words
from portal.service_desk.models import Outcome, Ticket

LOOKED_THROUGH = 300
MOST_LISTED = 4
SHARED_WORDS = 2
TELLING = (Outcome.SOLVED, Outcome.NOT_OURS, Outcome.NOT_REPRODUCED, Outcome.SELF_SOLVED)


@dataclass(frozen=True)
class Precedent:
    """A ticket that ended, as one line for whoever answers the next of its kind."""

    reference: str
    title: str
    outcome: str
    answered_with: str


def precedents_of(db: Session, ticket: Ticket) -> Sequence[Precedent]:
    """Return the most alike of those that ended last; of equals, who names an article first."""
    asked = real_words(ticket.title, ticket.lang)
    enough = max(1, min(SHARED_WORDS, len(asked)))
    found = [(len(asked & real_words(one.title, ticket.lang)), one) for one in _ended(db, ticket)]
    alike = [(shared, one) for shared, one in found if shared >= enough]
    alike.sort(key=lambda pair: (-pair[0], not pair[1].answered_with))
    one_of_each: dict[tuple[str, ...], Precedent] = {}
    for _shared, one in alike:
        one_of_each.setdefault((one.title, one.outcome, one.answered_with), one)
    return list(one_of_each.values())[:MOST_LISTED]


def _ended(db: Session, ticket: Ticket) -> Sequence[Precedent]:
    """Return what ended last in that language, latest first; a bounded number, by an index."""
    shown = Ticket.reference, Ticket.title, Ticket.outcome, Ticket.answered_with
    latest = (
        select(*shown, Ticket.lang, Ticket.id)
        .where(Ticket.closed_at.is_not(None))
        .order_by(Ticket.closed_at.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
        .c
    )
    columns = latest.reference, latest.title, latest.outcome, latest.answered_with
    wanted = latest.lang == ticket.lang, latest.id != ticket.id, latest.outcome.in_(TELLING)
    return [Precedent(*row) for row in db.execute(select(*columns).where(*wanted))]
