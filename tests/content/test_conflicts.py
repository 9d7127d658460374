"""Files and workspace: one side's change goes through, both sides' is for somebody to decide."""

from contextlib import nullcontext

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from portal.content.commands import content_app
from portal.content.exporting import export_folder
from portal.content.importing import import_folder
from portal.content.models import Item, Revision, Topic, Translation
from portal.content.revising import current_revision
from tests.conftest import SAMPLE
from tests.content.test_importing import counts, read
from tests.content.writing import Desk

FILE = "articles/en/sign-in/reset-it.md"


@pytest.fixture
def academy(runtime):
    def academy(*words):
        return CliRunner().invoke(content_app(lambda: nullcontext(runtime)), list(map(str, words)))

    return academy


@pytest.fixture
def write_here(runtime, eva):
    """Let Eva save another text in the workspace."""

    def write_here(source, slug="reset-it"):
        with runtime.database.writing() as db:
            version = db.scalars(select(Translation).filter_by(slug=slug)).one()
            was = current_revision(db, version)
            kept = {c.key: getattr(was, c.key) for c in Revision.__table__.columns}
            version.revision_number += 1
            kept |= {"id": runtime.new_id(), "number": version.revision_number}
            db.add(Revision(**{**kept, "source": source, "author_id": eva.id}))

    return write_here


def source(runtime, slug="reset-it"):
    with runtime.database.reading() as db:
        version = db.scalars(select(Translation).filter_by(slug=slug)).one()
        return current_revision(db, version).source


def exported(runtime, folder):
    import_folder(runtime, SAMPLE)  # its media are in the data folder from here on
    with runtime.database.reading() as db:
        export_folder(db, folder, data_dir=runtime.settings.data_dir)
    return Desk(folder)


def edit(desk, old, new, file=FILE):
    path = desk.top / file
    path.write_text(path.read_text().replace(old, new))


def test_what_only_the_workspace_changed_is_kept(runtime, desk, take, write_here):
    desk.article("reset-it", "First.")
    take()
    write_here("Ours.")

    report = take()

    assert (report.kept, report.changed) == ([FILE], [])
    assert source(runtime) == "Ours."


@pytest.mark.parametrize("words", [["--dry-run"], []], ids=["dry run", "run"])
def test_what_both_changed_is_listed_and_nothing_is_stored(
    runtime, desk, take, write_here, academy, words
):
    desk.article("reset-it", "First.")
    take()
    write_here("Ours.")
    desk.article("reset-it", "Theirs.")
    desk.article("new-one")
    before = counts(runtime)

    answer = academy("import", desk.top, *words)

    assert answer.exit_code == 1
    assert f"conflicts {FILE}\n" in answer.stdout
    assert "nothing was stored" in answer.stdout
    assert answer.stderr.startswith(f"{FILE}:1: It changed here and in the workspace")
    assert counts(runtime) == before
    assert source(runtime) == "Ours."


TAKE_ROWS = [
    ("all from the files", "file", "Theirs."),
    ("this one from its file", f"{FILE}=file", "Theirs."),
    ("all as it is here", "workspace", "Ours."),
    ("this one as it is here", f"{FILE}=workspace", "Ours."),
]


@pytest.mark.parametrize(
    ("choice", "kept"), [row[1:] for row in TAKE_ROWS], ids=[row[0] for row in TAKE_ROWS]
)
def test_somebody_decides_once(runtime, desk, take, write_here, academy, choice, kept):
    desk.article("reset-it", "First.")
    take()
    write_here("Ours.")
    desk.article("reset-it", "Theirs.")

    answer = academy("import", desk.top, "--take", choice)
    again = academy("import", desk.top)

    assert (answer.exit_code, again.exit_code) == (0, 0)
    assert source(runtime) == kept
    assert ", 0 changed" in again.stdout
    with runtime.database.reading() as db:
        assert "Ours." in db.scalars(select(Revision.source)).all()


def test_a_choice_that_is_none_is_a_question_of_usage(academy, desk):
    assert academy("import", desk.top, "--take", "mine").exit_code == 2


def test_an_older_export_does_not_undo_what_was_written_since(
    runtime, desk, take, write_here, academy, tmp_path
):
    desk.article("reset-it", "First.")
    take()
    older = exported(runtime, tmp_path / "older")
    write_here("Second.")
    newer = exported(runtime, tmp_path / "newer")

    assert import_folder(runtime, older.top).kept == [FILE]
    edit(older, "First.", "First, edited.")
    assert academy("import", older.top).exit_code == 1
    edit(newer, "Second.", "Third.")
    assert import_folder(runtime, newer.top).changed == [FILE]
    assert source(runtime) == "Third."


def test_a_text_of_the_workspace_is_not_replaced_by_a_file_of_its_name(
    runtime, desk, take, write_here, academy
):
    desk.article("reset-it", "First.")
    take()
    write_here("Ours.")
    with runtime.database.writing() as db:
        version = db.scalars(select(Translation).filter_by(slug="reset-it")).one()
        version.slug = "ours-only"
    desk.article("ours-only", "A stranger's.")
    (desk.top / FILE).unlink()

    assert academy("import", desk.top).exit_code == 1
    assert source(runtime, "ours-only") == "Ours."


def test_shelves_ordered_in_the_workspace_keep_their_order(runtime, desk, take):
    desk.article("reset-it")
    take()
    with runtime.database.writing() as db:
        for topic in db.scalars(select(Topic)):
            topic.position = 100 - topic.position

    report = take()

    assert report.kept == ["topics.toml"]


def test_an_owner_named_in_the_workspace_stays_when_the_file_names_none(runtime, desk, take, eva):
    desk.article("reset-it", "First.")
    take()
    with runtime.database.writing() as db:
        item_id = db.scalars(select(Translation.item_id).filter_by(slug="reset-it")).one()
        db.get_one(Item, item_id).owner_id = eva.id
    desk.article("reset-it", "Second.")

    report = take()

    assert report.changed == [FILE]
    with runtime.database.reading() as db:
        assert db.get_one(Item, item_id).owner_id == eva.id


def test_a_renamed_file_leaves_its_old_address_behind(runtime, desk, take):
    desk.article("reset-it")
    french = desk.article("vieux-nom", lang="fr", translation_of="reset-it")
    take()
    french.unlink()
    desk.article("nouveau-nom", lang="fr", translation_of="reset-it")
    take()

    there = exported(runtime, desk.top.parent / "out").top / "academy.json"

    assert '"slug": "vieux-nom"' in there.read_text()
    assert read(runtime, "nouveau-nom", lang="fr") is not None
