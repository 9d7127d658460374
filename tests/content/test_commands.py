"""`academy content` as an operator uses it, and the way out and in again."""

import filecmp
import json
from contextlib import nullcontext
from dataclasses import replace
from shutil import rmtree

import pytest
from sqlalchemy import delete
from typer.testing import CliRunner

from portal.content.commands import content_app
from portal.content.errors import FileMissing, FolderNotEmpty
from portal.content.exporting import export_folder
from portal.content.importing import import_folder
from portal.content.models import FilePrint, Item, Media, Picture, Revision, Topic, Translation
from portal.content.queries import published_documents
from portal.paths import ACADEMY_CONTENT
from tests.content.writing import PNG, WEBM


@pytest.fixture
def academy(runtime):
    def academy(*words):
        return CliRunner().invoke(content_app(lambda: nullcontext(runtime)), list(map(str, words)))

    return academy


def test_import_says_what_it_did(academy, desk):
    desk.article("reset-it")

    assert academy("import", desk.top).stdout == "1 added, 0 changed, 0 unchanged\n"
    assert academy("import", desk.top).stdout == "0 added, 0 changed, 1 unchanged\n"


def test_import_says_it_in_json(academy, desk):
    desk.article("reset-it")

    answer = academy("import", desk.top, "--json")

    assert json.loads(answer.stdout) == {
        "added": ["articles/en/sign-in/reset-it.md"],
        "changed": [],
        "unchanged": [],
        "kept": [],
        "conflicts": [],
        "warnings": [],
        "dry_run": False,
    }


@pytest.mark.parametrize("command", ["import", "check"])
def test_a_fault_is_printed_as_file_line_and_sentence(academy, desk, command):
    desk.article("reset-it", audience="friends")

    answer = academy(command, desk.top)

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("articles/en/sign-in/reset-it.md:7: 'audience' must be one of")


def test_faults_in_json_are_on_standard_output(academy, desk):
    desk.article("reset-it", audience="friends")

    answer = academy("check", desk.top, "--json")

    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["complaints"][0]["line"] == 7


LINT_ROWS = [
    ("a skipped level", "# One\n\n### Three", 10, "“Three” skips a level: put ## before it"),
    ("a heading that begins too low", "### Three", 8, "“Three” skips a level"),
    ("a heading without words", "##", 8, "This heading has no words."),
    ("a picture without words", "Text.\n\n![](../../../media/one.png)", 10, "no description"),
]


@pytest.mark.parametrize(
    ("body", "line", "words"), [r[1:] for r in LINT_ROWS], ids=[r[0] for r in LINT_ROWS]
)
def test_check_names_line_and_way_out_of(academy, desk, body, line, words):
    desk.file("media/one.png", PNG)
    desk.article("reset-it", body)

    answer = academy("check", desk.top)

    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"articles/en/sign-in/reset-it.md:{line}: ")
    assert words in answer.stderr
    assert academy("import", desk.top).exit_code == 0


FINE = """# One

```
#### no heading, ![](no-picture.png)
```

## Two `![](code.png)`

![A form](../../../media/one.png) ![](../../../media/one.png "decorative")"""


def test_check_finds_nothing_in_code_and_in_decoration(academy, desk):
    desk.file("media/one.png", PNG)
    desk.article("reset-it", FINE)

    answer = academy("check", desk.top)

    assert (answer.exit_code, answer.stderr) == (0, "")


def test_check_finds_nothing_in_what_is_shipped(academy):
    assert academy("check", ACADEMY_CONTENT).exit_code == 0


def test_check_needs_no_database(desk):
    def no_runtime():
        raise AssertionError("opened")

    desk.article("reset-it")

    answer = CliRunner().invoke(content_app(no_runtime), ["check", str(desk.top)])

    assert answer.stdout == "1 articles and videos, nothing wrong\n"


@pytest.mark.parametrize("command", ["import", "check"])
def test_a_folder_that_is_not_there_is_a_question_of_usage(academy, tmp_path, command):
    assert academy(command, tmp_path / "none").exit_code == 2


def test_export_refuses_a_folder_that_is_not_empty(runtime, desk):
    desk.article("reset-it")

    with pytest.raises(FolderNotEmpty), runtime.database.reading() as db:
        export_folder(db, desk.top, data_dir=runtime.settings.data_dir)


def test_export_says_which_file_is_missing(runtime, desk, take, tmp_path):
    empty(runtime)
    desk.video("tour-it")
    take()
    rmtree(runtime.settings.data_dir / "media")

    with pytest.raises(FileMissing) as refused, runtime.database.reading() as db:
        export_folder(db, tmp_path / "out", data_dir=runtime.settings.data_dir)

    assert refused.value.facts["file"] == "tour.webm"


def empty(runtime):
    """Return an Academy elsewhere, without any content."""
    with runtime.database.writing() as db:
        for table in (FilePrint, Picture, Revision, Translation, Item, Media, Topic):
            db.execute(delete(table))
    elsewhere = runtime.settings.data_dir / "elsewhere"
    return replace(runtime, settings=runtime.settings.model_copy(update={"data_dir": elsewhere}))


def documents(runtime):
    """Return what is published, without the ids, which are each Academy's own."""
    ids = {"translation_id": None, "item_id": None}
    with runtime.database.reading() as db:
        found = [replace(document, **ids) for document in published_documents(db)]
    return sorted(found, key=lambda document: (document.kind, document.lang, document.slug))


def test_what_is_exported_imports_elsewhere_as_the_same_academy(runtime, desk, take, tmp_path):
    empty(runtime)
    desk.file("media/shots/one.png", PNG)
    desk.article("reset-it", "# A: b\n\n![Form](../../../media/shots/one.png)", tags=["x: y", "é"])
    desk.article("le-changer", "Été.", lang="fr", translation_of="reset-it", title='«"Là"»')
    desk.article("later-one", status="draft", audience="staff")
    desk.video("tour-it", source="https://video.example/1?a=b", duration="1:02:03")
    desk.video("visite", lang="fr", translation_of="tour-it")
    take()
    desk.file("media/tour.webm", WEBM + b"other")
    desk.video("second-tour", file="../../media/tour.webm")
    desk.file("media/tour.webm", WEBM + b"other")
    take()
    before = documents(runtime)
    first, second = tmp_path / "first", tmp_path / "second"

    with runtime.database.reading() as db:
        count = export_folder(db, first, data_dir=runtime.settings.data_dir)
    elsewhere = empty(runtime)
    report = import_folder(elsewhere, first)
    with runtime.database.reading() as db:
        export_folder(db, second, data_dir=elsewhere.settings.data_dir)

    assert len(report.added) == count
    assert documents(elsewhere) == before
    assert_same(filecmp.dircmp(first, second))
    assert import_folder(elsewhere, second).changed == []


def assert_same(compared):
    assert (compared.left_only, compared.right_only, compared.diff_files) == ([], [], [])
    for folder in compared.subdirs.values():
        assert_same(folder)
