"""Where a second person reads each text, a folder goes round that only when it is told to."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from portal.activity.models import Event
from portal.content.commands import content_app
from portal.content.models import Translation
from tests.content.test_conflicts import exported
from tests.content.test_importing import counts, read
from tests.content.test_round_trip import emptied

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = ONE_DATABASE
FILE = "articles/en/sign-in/reset-it.md"
PAST = "content.imported-past-review"


@pytest.fixture
def runtime(runtime):
    return replace(runtime, settings=runtime.settings.model_copy(update={"four_eyes": True}))


@pytest.fixture
def academy(runtime):
    def academy(*words):
        return CliRunner().invoke(content_app(lambda: nullcontext(runtime)), list(map(str, words)))

    return academy


def gone_past(runtime):
    with runtime.database.reading() as db:
        return [event.facts["texts"] for event in db.scalars(select(Event).filter_by(kind=PAST))]


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_an_import_that_would_publish_is_refused_whole_and_names_each_text(
    runtime, academy, desk, more
):
    desk.article("reset-it")
    desk.article("unread", status="draft")
    before = counts(runtime)

    answer = academy("import", desk.top, *more)

    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"{FILE}:6: This would go to readers though nobody else")
    assert answer.stderr.count("\n") == 1
    assert counts(runtime) == before
    assert gone_past(runtime) == []


def test_an_operator_may_say_that_it_publishes_and_that_is_written_down(runtime, academy, desk):
    desk.article("reset-it")

    assert academy("import", desk.top, "--publish").stdout.startswith("1 added")

    assert read(runtime, "reset-it") is not None
    assert gone_past(runtime) == [1]
    assert academy("import", desk.top).stdout == "0 added, 0 changed, 1 unchanged\n"


LATER = [
    ("the text", {"body": "Another."}, 1),
    ("the title", {"title": "Other"}, 1),
    ("more people who read it", {"audience": "everyone"}, 1),
    ("fewer people who read it", {"audience": "staff"}, 0),
    ("its review date only", {"review_on": date(2027, 1, 31)}, 0),
    ("taken from readers", {"status": "archived"}, 0),
]


@pytest.mark.parametrize(("matter", "exit_code"), [e[1:] for e in LATER], ids=[e[0] for e in LATER])
def test_a_change_of_what_readers_get_counts_and_no_other(
    runtime, academy, desk, matter, exit_code
):
    desk.article("reset-it", audience="administrators")
    academy("import", desk.top, "--publish")
    desk.article("reset-it", **{"audience": "administrators", **matter})

    assert academy("import", desk.top).exit_code == exit_code


def test_drafts_come_in_and_bringing_one_to_readers_later_counts(runtime, academy, desk):
    desk.article("reset-it", status="draft")
    assert academy("import", desk.top).exit_code == 0
    desk.article("reset-it")

    assert academy("import", desk.top).exit_code == 1


@pytest.mark.parametrize(
    ("stage", "exit_code"), [("scheduled", 1), ("approved", 1), ("in_review", 0)]
)
def test_what_was_approved_elsewhere_was_not_read_here(runtime, tmp_path, stage, exit_code):
    with runtime.database.writing() as db:
        db.execute(update(Translation).values(state="draft"))
        version = db.scalars(select(Translation).filter_by(slug="unfinished")).one()
        version.stage, version.proposed_number = stage, version.revision_number
        version.publish_at = runtime.now() if stage == "scheduled" else None
    exported(runtime, tmp_path / "out")
    there = emptied(runtime, tmp_path / "there")

    app = content_app(lambda: nullcontext(there))
    answer = CliRunner().invoke(app, ["import", str(tmp_path / "out")])

    assert answer.exit_code == exit_code
    assert ("approved elsewhere" in answer.stderr) is bool(exit_code)
