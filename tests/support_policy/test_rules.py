"""Rules of one vendor: hours, promises and what is refused."""

import pytest

from portal.support_policy.errors import RuleError
from portal.support_policy.hours import Hours
from portal.support_policy.rules import PolicyRules
from portal.support_policy.tiers import Priority, Tier


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("09:00-17:00", "09:00-17:00"),
        (" 08:00 - 22:00 ", "08:00-22:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("22:30-24:00", "22:30-24:00"),
    ],
)
def test_opening_hours_are_read_and_shown(text, shown):
    assert str(Hours.parse(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "09:00",
        "17:00-09:00",
        "09:00-09:00",
        "9-17",
        "09:00-25:00",
        "24:00-09:00",
        "09:00Z-17:00",
        "09:00-17:00-18:00",
    ],
)
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(RuleError):
        Hours.parse(text)


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"zone": "Europe/Atlantis"}, "no time zone 'Europe/Atlantis'"),
        ({"zone": ""}, "no time zone ''"),
        ({"zone": "../etc/passwd"}, "no time zone"),
        ({"divisions": ("wales",)}, "no bank holidays for 'wales'"),
        ({"enhanced_within": {Priority.P1: None}}, "says nothing about P2, P3, P4, P5"),
    ],
    ids=["unknown zone", "no zone", "a path", "unknown division", "forgotten priorities"],
)
def test_rules_that_cannot_be_kept_are_refused(rules, sentence):
    with pytest.raises(RuleError, match=sentence):
        PolicyRules(**rules)


@pytest.mark.parametrize(
    ("tier", "keeps_standard", "promised"),
    [
        (Tier.STANDARD, True, ["standard"]),
        (Tier.STANDARD, False, ["standard"]),
        (Tier.ENHANCED, True, ["enhanced", "standard"]),
        (Tier.ENHANCED, False, ["enhanced"]),
    ],
)
def test_enhanced_supplements_standard_unless_told_otherwise(tier, keeps_standard, promised):
    rules = PolicyRules(enhanced_keeps_standard=keeps_standard)

    assert [promise.tier for promise in rules.promises(tier, Priority.P2)] == promised
