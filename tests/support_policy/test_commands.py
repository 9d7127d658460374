"""`academy policy due` as an operator uses it."""

import json
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from portal.support_policy.commands import policy_app
from portal.support_policy.rules import PolicyRules

CHRISTMAS_EVE = "2026-12-24T15:30:00Z"


def ask(tier, priority, at, *flags, rules=None):
    academy = typer.Typer()
    academy.add_typer(policy_app(lambda: rules or PolicyRules()), name="policy")
    asked = ["policy", "due", "--tier", tier, "--priority", str(priority), "--at", at, *flags]
    return CliRunner().invoke(academy, asked, env={"COLUMNS": "200"})


def test_json_is_the_public_form_and_nothing_else():
    answer = ask("enhanced", 4, "2026-11-23T09:00:00Z", "--json")

    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "due_at": "2026-11-24T13:00:00Z",
        "promise": "standard",
        "spells": [
            {"from": "2026-11-23T09:00:00Z", "to": "2026-11-23T17:00:00Z", "counted_s": 28800},
            {"from": "2026-11-24T09:00:00Z", "to": "2026-11-24T13:00:00Z", "counted_s": 14400},
        ],
        "skipped": [],
    }


def test_sentences_show_what_was_counted_and_what_was_not():
    rules = PolicyRules(closures={date(2026, 12, 29): "Office move"})

    answer = ask("standard", 2, CHRISTMAS_EVE, rules=rules)

    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        "Answer due Thu 2026-12-31 11:30 GMT",
        "Decided by the standard promise: 12 h of working time",
        "Counted:",
        "  Thu 2026-12-24 15:30 GMT to 17:00 GMT: 1 h 30 min",
        "  Wed 2026-12-30 09:00 GMT to 17:00 GMT: 8 h",
        "  Thu 2026-12-31 09:00 GMT to 11:30 GMT: 2 h 30 min",
        "Not counted:",
        "  Fri 2026-12-25: bank holiday: Christmas Day",
        "  Sat 2026-12-26: weekend",
        "  Sun 2026-12-27: weekend",
        "  Mon 2026-12-28: bank holiday: Boxing Day (observed)",
        "  Tue 2026-12-29: closed: Office move",
    ]


def test_the_later_promise_is_named_too():
    answer = ask("enhanced", 4, "2026-11-23T09:00:00Z")

    assert answer.stdout.splitlines()[-1] == (
        "The enhanced promise runs too: due Tue 2026-11-24 19:00 GMT, 24 h of working time"
    )


def test_best_effort_says_that_there_is_no_deadline():
    rules = PolicyRules(enhanced_keeps_standard=False)

    answer = ask("enhanced", 5, "2026-11-23T09:00:00Z", rules=rules)

    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        "No deadline: best effort",
        "Decided by the enhanced promise: best effort",
    ]


def test_an_offset_is_as_good_as_z():
    in_paris = ask("standard", 3, "2026-11-23T11:00:00+01:00", "--json")

    assert json.loads(in_paris.stdout)["due_at"] == "2026-11-24T14:00:00Z"


USAGE_ROWS = [
    ("a moment without a zone", "standard", 3, "2026-11-23T09:00:00", "names no zone"),
    ("a date only", "standard", 3, "2026-11-23", "names no zone"),
    ("no moment", "standard", 3, "tomorrow", "is not a moment"),
    ("an unknown tier", "gold", 3, CHRISTMAS_EVE, "gold"),
    ("priority 0", "standard", 0, CHRISTMAS_EVE, "--priority"),
    ("priority 6", "standard", 6, CHRISTMAS_EVE, "--priority"),
    ("a priority in letters", "standard", "P1", CHRISTMAS_EVE, "--priority"),
]


@pytest.mark.parametrize(
    ("tier", "priority", "at", "sentence"),
    [row[1:] for row in USAGE_ROWS],
    ids=[row[0] for row in USAGE_ROWS],
)
def test_a_wrong_question_exits_with_2_and_says_why(tier, priority, at, sentence):
    answer = ask(tier, priority, at, "--json")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert sentence in answer.stderr


@pytest.mark.parametrize("at", ["2126-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_year_that_the_calendar_does_not_know_is_refused_with_1(at):
    answer = ask("standard", 3, at)

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "from 1972 to 2100" in answer.stderr
