"""A deadline as facts and as JSON."""

from datetime import UTC, date, datetime

import pytest

from portal.support_policy.explaining import as_json, iso, up_to_the_minute
from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import due_for
from portal.support_policy.tiers import Priority, Tier

MONDAY_9 = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALONE = PolicyRules(enhanced_keeps_standard=False)


def test_json_has_the_public_form():
    due = due_for(Tier.ENHANCED, Priority.P4, MONDAY_9, PolicyRules())

    assert as_json(due) == {
        "due_at": "2026-11-24T13:00:00Z",
        "promise": "standard",
        "spells": [
            {"from": "2026-11-23T09:00:00Z", "to": "2026-11-23T17:00:00Z", "counted_s": 28800},
            {"from": "2026-11-24T09:00:00Z", "to": "2026-11-24T13:00:00Z", "counted_s": 14400},
        ],
        "skipped": [],
    }


def test_json_says_why_each_day_was_skipped():
    opened_at = datetime(2026, 12, 24, 16, tzinfo=UTC)
    rules = PolicyRules(closures={date(2026, 12, 29): "Office move"})

    due = due_for(Tier.STANDARD, Priority.P2, opened_at, rules)

    assert as_json(due)["skipped"] == [
        {"date": "2026-12-25", "why": "bank holiday: Christmas Day"},
        {"date": "2026-12-26", "why": "weekend"},
        {"date": "2026-12-27", "why": "weekend"},
        {"date": "2026-12-28", "why": "bank holiday: Boxing Day (observed)"},
        {"date": "2026-12-29", "why": "closed"},
    ]


def test_json_of_best_effort_has_no_deadline():
    due = due_for(Tier.ENHANCED, Priority.P5, MONDAY_9, ALONE)

    assert as_json(due) == {"due_at": None, "promise": "enhanced", "spells": [], "skipped": []}


def test_json_moments_are_utc_whatever_the_zone():
    rules = PolicyRules(zone="Europe/London")

    due = due_for(Tier.STANDARD, Priority.P3, datetime(2026, 7, 1, 7, tzinfo=UTC), rules)

    assert as_json(due)["spells"][0]["from"] == "2026-07-01T08:00:00Z"


def test_a_moment_of_another_zone_is_written_in_utc():
    assert iso(datetime.fromisoformat("2026-11-23T10:00:00+01:00")) == "2026-11-23T09:00:00Z"


def test_json_counts_parts_of_a_second():
    opened_at = MONDAY_9.replace(hour=16, minute=59, second=58, microsecond=500_000)

    due = due_for(Tier.STANDARD, Priority.P3, opened_at, PolicyRules())

    assert [spell["counted_s"] for spell in as_json(due)["spells"]] == [1.5, 28800, 14398.5]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("12:30:00", "12:30"),
        ("12:30:01", "12:31"),
        ("12:30:00.000001", "12:31"),
        ("23:59:59", "00:00"),
    ],
)
def test_a_minute_that_has_begun_is_shown_as_the_next_one(at, shown):
    assert f"{up_to_the_minute(datetime.fromisoformat(f'2026-11-23T{at}+00:00')):%H:%M}" == shown
