"""Every reading of the policy that another vendor may decide otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from portal.support_policy.bank_holidays import check_divisions
from portal.support_policy.calendar import SupportCalendar
from portal.support_policy.errors import RuleError
from portal.support_policy.hours import Hours, on_weekdays
from portal.support_policy.tiers import ENHANCED_WITHIN, STANDARD_WITHIN, Priority, Promise, Tier


def _standard_hours() -> Mapping[int, Hours]:
    return on_weekdays(Hours.parse("09:00-17:00"))


def _enhanced_hours() -> Mapping[int, Hours]:
    return on_weekdays(Hours.parse("08:00-22:00"))


@dataclass(frozen=True, kw_only=True)
class PolicyRules:
    """The policy as one vendor keeps it; an opening of None means the tier's usual hours."""

    zone: str = "GMT"
    divisions: tuple[str, ...] = ("england-and-wales",)
    enhanced_keeps_standard: bool = True
    standard_hours: Mapping[int, Hours] = field(default_factory=_standard_hours)
    enhanced_hours: Mapping[int, Hours] = field(default_factory=_enhanced_hours)
    standard_within: timedelta = STANDARD_WITHIN
    enhanced_within: Mapping[Priority, timedelta | None] = field(
        default_factory=lambda: ENHANCED_WITHIN
    )
    closures: Mapping[date, str] = field(default_factory=dict)
    openings: Mapping[date, Hours | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_divisions(self.divisions)
        zone_named(self.zone)
        missing = [priority.name for priority in Priority if priority not in self.enhanced_within]
        if missing:
            raise RuleError(f"The enhanced promise says nothing about {', '.join(missing)}.")

    def calendar(self, tier: Tier) -> SupportCalendar:
        return SupportCalendar(
            tier=tier,
            zone=zone_named(self.zone),
            weekly=self.enhanced_hours if tier is Tier.ENHANCED else self.standard_hours,
            divisions=self.divisions,
            closures=self.closures,
            openings=self.openings,
        )

    def promises(self, tier: Tier, priority: Priority) -> tuple[Promise, ...]:
        """Return what runs for a ticket, the tier's own promise first."""
        standard = Promise(Tier.STANDARD, self.standard_within)
        if tier is Tier.STANDARD:
            return (standard,)
        enhanced = Promise(Tier.ENHANCED, self.enhanced_within[priority])
        return (enhanced, standard) if self.enhanced_keeps_standard else (enhanced,)


def zone_named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise RuleError(f"There is no time zone {name!r}. Try GMT or Europe/London.") from error
