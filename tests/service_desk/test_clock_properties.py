"""A clock with pauses, against a plain count of every minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.support_policy.hours import Spell
from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import due_for
from portal.support_policy.tiers import Priority, Tier

MINUTE = timedelta(minutes=1)
START = datetime(2026, 12, 21, tzinfo=UTC)  # Christmas, Boxing Day and New Year lie ahead
HOLIDAYS = {(12, 25), (12, 28), (1, 1)}
HOURS = {Tier.STANDARD: (9, 17), Tier.ENHANCED: (8, 22)}
TARGETS = {1: 2, 2: 4, 3: 12, 4: 24}


def is_open(at: datetime, tier: Tier) -> bool:
    opens, closes = HOURS[tier]
    closed = at.weekday() >= 5 or (at.month, at.day) in HOLIDAYS
    return not closed and opens <= at.hour < closes


def counted_out(opened: datetime, tier: Tier, hours: int, pauses: list[Spell]) -> datetime:
    """Walk minute by minute until the promise is used up."""
    left, at = hours * 60, opened
    while left:
        is_paused = any(one.starts_at <= at < one.ends_at for one in pauses)
        left -= is_open(at, tier) and not is_paused
        at += MINUTE
    return at


@st.composite
def pauses_after(draw: st.DrawFn, opened: datetime) -> list[Spell]:
    """Return up to four pauses, apart from each other."""
    spells, at = [], opened
    for gap, length in draw(st.lists(st.tuples(*[st.integers(1, 900)] * 2), max_size=4)):
        starts = at + gap * MINUTE
        at = starts + length * MINUTE
        spells.append(Spell(starts, at))
    return spells


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(0, 6 * 24 * 60), st.sampled_from(Tier), st.integers(1, 4))
def test_a_promise_with_pauses_is_due_when_its_minutes_are_used_up(
    draws: st.DataObject, minutes: int, tier: Tier, level: int
) -> None:
    opened = START + minutes * MINUTE
    pauses = draws.draw(pauses_after(opened))

    due = due_for(tier, Priority(level), opened, PolicyRules(), tuple(pauses))

    expected = counted_out(opened, Tier.STANDARD, 12, pauses)
    if tier == Tier.ENHANCED:
        expected = min(expected, counted_out(opened, tier, TARGETS[level], pauses))
    assert due.due_at == expected
