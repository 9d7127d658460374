"""The written policy's own examples, each in both columns."""

from datetime import UTC, datetime

import pytest

from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import due_for
from portal.support_policy.tiers import Priority, Tier

VECTORS = """
standard P3 2026-11-23T10:00 2026-11-24T14:00 2026-11-24T14:00
standard P1 2026-11-27T16:30 2026-12-01T12:30 2026-12-01T12:30
standard P5 2026-11-28T12:00 2026-12-01T13:00 2026-12-01T13:00
standard P2 2026-12-24T15:30 2026-12-30T11:30 2026-12-30T11:30
standard P4 2026-04-02T16:00 2026-04-08T12:00 2026-04-08T12:00
standard P3 2026-07-01T08:15 2026-07-02T13:00 2026-07-02T13:00
standard P3 2026-11-23T17:00 2026-11-25T13:00 2026-11-25T13:00
standard P3 2026-11-23T09:00 2026-11-24T13:00 2026-11-24T13:00
enhanced P1 2026-11-23T21:30 2026-11-24T09:30 2026-11-24T09:30
enhanced P1 2026-11-27T21:15 2026-11-30T09:15 2026-11-30T09:15
enhanced P2 2026-12-24T20:00 2026-12-29T10:00 2026-12-29T10:00
enhanced P3 2026-11-23T08:00 2026-11-23T20:00 2026-11-23T20:00
enhanced P4 2026-11-23T09:00 2026-11-24T13:00 2026-11-24T19:00
enhanced P5 2026-11-23T09:00 2026-11-24T13:00 —
enhanced P1 2026-03-28T23:00 2026-03-30T10:00 2026-03-30T10:00
enhanced P1 2026-06-15T07:30 2026-06-15T10:00 2026-06-15T10:00
enhanced P3 2026-05-01T13:00 2026-05-05T11:00 2026-05-05T11:00
enhanced P2 2022-09-16T20:00 2022-09-20T10:00 2022-09-20T10:00
standard P3 2023-05-05T12:00 2023-05-09T16:00 2023-05-09T16:00
enhanced P4 2026-12-31T12:00 2027-01-04T16:00 2027-01-04T22:00
"""
ROWS = [line.split() for line in VECTORS.strip().splitlines()]
IDS = [" ".join(row[:3]) for row in ROWS]


def gmt(text: str) -> datetime | None:
    return None if text == "—" else datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("tier", "priority", "opened", "due", "alone"), ROWS, ids=IDS)
def test_default_settings_give_the_due_time_of_the_policy(tier, priority, opened, due, alone):
    answer = due_for(Tier(tier), Priority[priority], gmt(opened), PolicyRules())

    assert answer.due_at == gmt(due)


@pytest.mark.parametrize(("tier", "priority", "opened", "due", "alone"), ROWS, ids=IDS)
def test_enhanced_alone_gives_the_other_column(tier, priority, opened, due, alone):
    rules = PolicyRules(enhanced_keeps_standard=False)

    answer = due_for(Tier(tier), Priority[priority], gmt(opened), rules)

    assert answer.due_at == gmt(alone)
    assert answer.decided_by == tier
    assert answer.also == ()
