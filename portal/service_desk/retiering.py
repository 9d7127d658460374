"""A customer buys or ends enhanced support: open requests follow, counted from the same start."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.joining import set_enhanced_span
from portal.accounts.models import Organisation
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.runtime import Runtime
from portal.service_desk.changes import Change
from portal.service_desk.desk_forms import WHY
from portal.service_desk.due import due_again, rules_in, working
from portal.service_desk.models import Ticket, TicketState
from portal.service_desk.telling import tell_of_change
from portal.support_policy.rules import PolicyRules
from portal.support_policy.tiers import Tier
from portal.web.forms import Line


class TierForm(BaseModel):
    """From when until when enhanced support is bought; without a first day it is not."""

    begins_on: date | None = None
    ends_on: date | None = None
    why: Line = Field(min_length=1, max_length=500, description=WHY)


def change_tier(
    db: Session, runtime: Runtime, organisation: Organisation, form: TierForm, *, by: SignedIn
) -> int:
    """Store the span; return how many open requests have another tier from now on.

    A request keeps the tier it was opened under when a span merely ends by its date.
    """
    today = runtime.now().date()
    before = organisation.tier_on(today)
    set_enhanced_span(db, runtime, organisation, form.begins_on, form.ends_on, by=by.id)
    after = organisation.tier_on(today)
    if before == after:
        return 0
    rules, tickets = rules_in(db, runtime.settings), _open_of(db, organisation)
    for ticket in tickets:
        _follow(db, runtime, ticket, after, rules, why=form.why, by=by)
    return len(tickets)


def _open_of(db: Session, organisation: Organisation) -> Sequence[Ticket]:
    open_ones = select(Ticket).where(
        Ticket.organisation_id == organisation.id, Ticket.state != TicketState.CLOSED
    )
    return db.scalars(open_ones.order_by(Ticket.id).with_for_update(of=Ticket)).all()


def _follow(
    db: Session,
    runtime: Runtime,
    ticket: Ticket,
    tier: Tier,
    rules: PolicyRules,
    *,
    why: str,
    by: SignedIn,
) -> None:
    before, at = ticket.tier, runtime.now()
    if before == tier:
        return
    ticket.tier = tier
    if ticket.clock is not None:
        due = due_again(ticket, rules)
        ticket.move_clock(due, working(due))
    ticket.note_change(Change.TIER, before, tier, why=why, by=by.id, at=at)
    facts = {"organisation_id": ticket.organisation_id, "subject_id": ticket.id}
    record(db, "ticket.tier", at=at, actor_id=by.id, after=str(tier), **facts)
    tell_of_change(db, runtime, ticket)
