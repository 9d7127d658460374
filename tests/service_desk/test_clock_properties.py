"""A clock with pauses, against a plain count of every minute."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.service_desk.due import due_again, working
from portal.service_desk.models import Ticket
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


class Life:
    """One ticket's clock through pauses, severities, tiers and closures, and what they left."""

    def __init__(self, opened: datetime, tier: Tier, level: int) -> None:
        self.rules, self.at = PolicyRules(), opened
        self.pauses: list[Spell] = []
        self.closed: set[date] = set()
        self.ticket = Ticket(tier=tier, priority=level, first_answered_at=None, clocks=[])
        due = due_for(tier, Priority(level), opened, self.rules)
        self.ticket.start_clock(due, working(due))

    def live(self, what: str, minutes: int, draws: st.DataObject) -> None:
        self.at += minutes * MINUTE
        if what == "severity":
            self.ticket.priority = draws.draw(st.integers(1, 4))
        elif what == "tier":
            self.ticket.tier = draws.draw(st.sampled_from(Tier))
        elif what == "closure":
            self.closed.add(START.date() + timedelta(days=draws.draw(st.integers(0, 20))))
            self.rules = replace(self.rules, closures=dict.fromkeys(self.closed, "Closed"))
        else:
            self._pause(draws.draw(st.integers(1, 900)))
        assert self.ticket.clock
        due = due_again(self.ticket, self.rules)
        self.ticket.move_clock(due, working(due))

    def _pause(self, minutes: int) -> None:
        clock, starts = self.ticket.clock, self.at
        assert clock
        self.ticket.wait(starts)
        assert clock.warn_at is None
        self.at += minutes * MINUTE
        clock.resume(self.at)
        self.pauses.append(Spell(starts, self.at))

    def expected(self, percent: int = 100) -> datetime:
        """Count every minute of both promises; the earlier one holds."""
        opened, tier = self.ticket.clock_started_at, Tier(self.ticket.tier)
        promised = {Tier.STANDARD: 12}
        if tier is Tier.ENHANCED:
            promised[tier] = TARGETS[self.ticket.priority]
        ends = {
            one: (self._count(opened, one, hours, 100), hours) for one, hours in promised.items()
        }
        # Of two promises due together, the tier's own decides.
        deciding = min(ends, key=lambda one: (ends[one][0], one is not tier))
        return self._count(opened, deciding, promised[deciding], percent)

    def _count(self, opened: datetime, tier: Tier, hours: int, percent: int) -> datetime:
        left, at = hours * 60 * percent // 100, opened
        while left:
            runs = not any(one.starts_at <= at < one.ends_at for one in self.pauses)
            left -= runs and at.date() not in self.closed and is_open(at, tier)
            at += MINUTE
        return at


@settings(max_examples=40, deadline=None)
@given(
    st.data(),
    st.integers(0, 4 * 24 * 60),
    st.sampled_from(Tier),
    st.integers(1, 4),
    st.lists(
        st.tuples(st.sampled_from(["severity", "tier", "closure", "pause"]), st.integers(1, 600)),
        max_size=6,
    ),
)
def test_whatever_changes_the_clock_counts_every_minute_since_the_same_start(
    draws: st.DataObject, minutes: int, tier: Tier, level: int, events: list[tuple[str, int]]
) -> None:
    opened = START + minutes * MINUTE
    life = Life(opened, tier, level)

    for what, later in events:
        life.live(what, later, draws)

    assert life.ticket.clock
    assert life.ticket.clock.started_at == opened
    assert life.ticket.due_at == life.ticket.clock.due_at == life.expected()
    assert life.ticket.clock.soon_at == life.expected(percent=75)
