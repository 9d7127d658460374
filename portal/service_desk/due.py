"""By when a ticket is answered: the policy's arithmetic with this Academy's settings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.opening_hours.keeping import with_stored_days
from portal.service_desk.models import Ticket
from portal.settings import Settings
from portal.support_policy.bank_holidays import parse_divisions
from portal.support_policy.explaining import as_json
from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import Due, due_for
from portal.support_policy.tiers import Priority, Tier


def policy_rules(settings: Settings) -> PolicyRules:
    """Return the policy as this Academy's operator has set it, without the stored calendar."""
    return PolicyRules(
        zone=settings.support_zone,
        divisions=parse_divisions(settings.bank_holidays),
        enhanced_keeps_standard=settings.enhanced_keeps_standard,
    )


def rules_in(db: Session, settings: Settings) -> PolicyRules:
    """Return the policy with the closures and openings that staff have stored."""
    return with_stored_days(db, policy_rules(settings))


def answer_due(
    db: Session, tier: Tier, priority: Priority, at: datetime, settings: Settings
) -> Due:
    return due_for(tier, priority, at, rules_in(db, settings))


def due_again(ticket: Ticket, rules: PolicyRules) -> Due:
    """Return the due time of the run that is not over, from its own start, less its pauses."""
    tier, priority = Tier(ticket.tier), Priority(ticket.priority)
    paused = ticket.clock.paused if ticket.clock else ()
    return due_for(tier, priority, ticket.clock_started_at, rules, paused)


def working(due: Due) -> Mapping[str, Any]:
    """Return the working of a due time as it is stored with the ticket."""
    return dict(as_json(due))
