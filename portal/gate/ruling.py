"""Which rules of the gate count: those of the tier and product area, else of the tier."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.gate.models import Enquiry, GateRule
from portal.gate.policy import GateRules, Missing
from portal.runtime import Runtime
from portal.support_policy.tiers import Tier

EVERY_AREA = ""


def rules_for(db: Session, tier: Tier, area: str = EVERY_AREA) -> GateRules:
    """Return the rules of this area, else those of the tier, else what the Academy begins with."""
    stored = {
        rule.area: rule
        for rule in db.scalars(
            select(GateRule).where(GateRule.tier == tier, GateRule.area.in_({area, EVERY_AREA}))
        )
    }
    found = stored.get(area) or stored.get(EVERY_AREA)
    return found.rules if found else GateRules()


def rules_of(db: Session, enquiry: Enquiry, at: datetime, area: str | None = None) -> GateRules:
    """Return the rules for the enquiry's organisation today, for its own area or another."""
    tier = enquiry.organisation.tier_on(at.date())
    return rules_for(db, tier, enquiry.area if area is None else area)


def what_is_left(
    db: Session, enquiry: Enquiry, at: datetime, area: str | None = None
) -> tuple[Missing, ...]:
    """Return what is missing before a request about `area` may be sent; an enquiry that is over
    leaves everything to do."""
    if not enquiry.is_open(at):
        return (Missing.SEARCH,)
    return enquiry.missing(rules_of(db, enquiry, at, area), area)


def stored_rules(db: Session) -> Sequence[GateRule]:
    return db.scalars(select(GateRule).order_by(GateRule.tier, GateRule.area)).all()


def exempt_areas(db: Session, tier: Tier) -> list[str]:
    """Return the product areas in which one search is enough."""
    areas = select(GateRule.area).where(GateRule.tier == tier, GateRule.is_exempt)
    return [area for area in db.scalars(areas.order_by(GateRule.area)) if area]


def set_rules(
    db: Session, runtime: Runtime, tier: Tier, area: str, rules: GateRules, *, by: SignedIn
) -> None:
    """Let these rules count from now on; a form that is open stays open."""
    before = rules_for(db, tier, area)
    db.merge(
        GateRule(
            tier=tier,
            area=area,
            changed_at=runtime.now(),
            changed_by_id=by.id,
            **vars(rules),
        )
    )
    _record(db, runtime, tier, area, by, before=vars(before), after=vars(rules))


def remove_rules(db: Session, runtime: Runtime, tier: Tier, area: str, *, by: SignedIn) -> None:
    """Let the tier's own rules count for this area again."""
    stored = db.get(GateRule, (tier, area))
    if stored is not None:
        before = vars(stored.rules)
        db.delete(stored)
        _record(db, runtime, tier, area, by, before=before, after=None)


def _record(
    db: Session,
    runtime: Runtime,
    tier: Tier,
    area: str,
    by: SignedIn,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object] | None,
) -> None:
    record(
        db,
        "gate.rules-changed",
        at=runtime.now(),
        actor_id=by.id,
        organisation_id=by.organisation_id,
        tier=tier,
        area=area,
        before=before,
        after=after,
    )
