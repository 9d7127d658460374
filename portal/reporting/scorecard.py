"""One customer at a glance, for whoever looks after them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.reporting.answering import Kept, answers_kept
from portal.reporting.failing import FailedTerms, failing
from portal.reporting.filters import Filters
from portal.reporting.ledger import total, weekly
from portal.reporting.models import LedgerRow
from portal.reporting.policy import Figures, Outcome
from portal.reporting.sheets import Frame
from portal.service_desk.models import Ticket, TicketState

MOST_LISTED = 5


@dataclass(frozen=True)
class Scorecard:
    """`topics` are what requests were about, with how many; `waiting`: it is our turn now."""

    figures: Figures
    kept: Kept
    topics: Sequence[tuple[str, int]]
    failing: Sequence[FailedTerms]
    waiting: Sequence[Ticket]
    people_who_came: int


def scorecard_of(db: Session, customer: Organisation, frame: Frame) -> Scorecard:
    filters = replace(frame.filters, organisation_id=customer.id)
    kept = answers_kept(db, filters, frame.now)
    return Scorecard(
        figures=total(weekly(db, filters)),
        kept=sum(kept.values(), Kept()),
        topics=_topics(db, filters),
        failing=failing(db, filters).most[:MOST_LISTED],
        waiting=_waiting(db, customer),
        people_who_came=_people(db, filters),
    )


def _topics(db: Session, filters: Filters) -> Sequence[tuple[str, int]]:
    count = func.count()
    rows = db.execute(
        select(LedgerRow.topic, count)
        .where(*filters.on(LedgerRow), LedgerRow.outcome == Outcome.RAISED, LedgerRow.topic != "")
        .group_by(LedgerRow.topic)
        .order_by(count.desc(), LedgerRow.topic)
        .limit(MOST_LISTED)
    )
    return [(topic, number) for topic, number in rows]


def _people(db: Session, filters: Filters) -> int:
    who = func.count(LedgerRow.person_id.distinct())
    return db.scalar(select(who).where(*filters.on(LedgerRow))) or 0


def _waiting(db: Session, customer: Organisation) -> Sequence[Ticket]:
    return db.scalars(
        select(Ticket)
        .where(Ticket.organisation_id == customer.id, Ticket.state == TicketState.OURS)
        .order_by(Ticket.due_at)
        .limit(MOST_LISTED)
    ).all()
