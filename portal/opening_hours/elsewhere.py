"""Support's hours as clocks elsewhere show them: extra zones show times and move none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.recording import record
from portal.errors import Invalid
from portal.opening_hours.models import ShownZone
from portal.support_policy.hours import Spell
from portal.support_policy.rules import PolicyRules
from portal.support_policy.tiers import Tier
from portal.web.zones import known_zone
from portal.words import N_

NO_ZONE = N_("Choose a time zone from the list.")


@dataclass(frozen=True)
class HoursIn:
    """The next working day of each tier, to be read on the clocks of a zone."""

    zone: str
    spells: Mapping[Tier, Spell]
    is_extra: bool


def shown_zones(db: Session) -> Sequence[str]:
    return db.scalars(select(ShownZone.zone).order_by(ShownZone.zone)).all()


def show_zone(db: Session, zone: str, *, by: UUID, at: datetime) -> None:
    """Show another zone; raise Invalid for one that does not exist."""
    if not known_zone(zone):
        raise Invalid(NO_ZONE)
    if db.get(ShownZone, zone) is None:
        db.add(ShownZone(zone=zone))
        record(db, "calendar.zone-shown", at=at, actor_id=by, zone=zone)


def hide_zone(db: Session, zone: str, *, by: UUID, at: datetime) -> None:
    shown = db.get(ShownZone, zone)
    if shown is not None:
        db.delete(shown)
        record(db, "calendar.zone-hidden", at=at, actor_id=by, zone=zone)


def hours_in(rules: PolicyRules, extra: Sequence[str], at: datetime) -> list[HoursIn]:
    """Return the next working day after this one, in the zone of support and in each extra one."""
    spells = {tier: _next_day(rules, tier, at) for tier in Tier}
    return [HoursIn(zone, spells, zone in extra) for zone in (rules.zone, *extra)]


def _next_day(rules: PolicyRules, tier: Tier, at: datetime) -> Spell:
    calendar = rules.calendar(tier)
    tomorrow = calendar.date_of(at) + timedelta(days=1)
    begins = datetime.combine(tomorrow, time(0), calendar.zone)
    return next(calendar.spells_from(begins))
