"""Tiers, priorities and what each tier promises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType

from portal.support_policy.errors import RuleError


class Tier(StrEnum):
    STANDARD = "standard"
    ENHANCED = "enhanced"


class Priority(IntEnum):
    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4
    P5 = 5


@dataclass(frozen=True, slots=True)
class Promise:
    """A first answer within this much working time of the tier's calendar; None is best effort."""

    tier: Tier
    within: timedelta | None

    def __post_init__(self) -> None:
        if self.within is not None and self.within <= timedelta(0):
            raise RuleError(f"The {self.tier} promise must be longer than nothing.")


STANDARD_WITHIN = timedelta(hours=12)
ENHANCED_WITHIN: Mapping[Priority, timedelta | None] = MappingProxyType(
    {
        Priority.P1: timedelta(hours=2),
        Priority.P2: timedelta(hours=4),
        Priority.P3: timedelta(hours=12),
        Priority.P4: timedelta(hours=24),
        Priority.P5: None,
    }
)
