"""`academy search` and `academy index` as an operator uses them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from portal.finding.commands import index_app, search_command
from portal.runtime import Runtime
from tests.finding.shelves import PASSWORD, Shelves


def academy(runtime: Runtime, *arguments: str) -> Any:
    @contextmanager
    def open_runtime() -> Iterator[Runtime]:
        yield runtime

    app = typer.Typer()
    app.command(name="search")(search_command(open_runtime))
    app.add_typer(index_app(open_runtime), name="index")
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def test_search_prints_titles_and_addresses(runtime: Runtime, shelves: Shelves) -> None:
    answer = academy(runtime, "search", "reset", "password")

    assert answer.exit_code == 0
    assert "Reset a colleague's password [en]\n  /articles/reset-a-password" in answer.stdout
    assert "<mark>" not in answer.stdout


def test_search_sees_what_is_for_staff(runtime: Runtime, shelves: Shelves) -> None:
    answer = json.loads(academy(runtime, "search", "escalation", "--json").stdout)

    assert [hit["slug"] for hit in answer["hits"]] == ["escalation-runbook"]


def test_search_keeps_to_a_language(runtime: Runtime, shelves: Shelves) -> None:
    answer = academy(runtime, "search", "mot de passe", "--lang", "fr", "--json")

    assert [hit["lang"] for hit in json.loads(answer.stdout)["hits"]] == ["fr"]


@pytest.mark.parametrize("arguments", [["search"], ["search", "x", "--lang", "xx"]])
def test_a_command_that_makes_no_sense_exits_with_2(
    arguments: list[str], runtime: Runtime, shelves: Shelves
) -> None:
    assert academy(runtime, *arguments).exit_code == 2


def test_status_says_how_far_the_index_is_behind(runtime: Runtime, shelves: Shelves) -> None:
    shelves.withdraw("reset-a-password")

    state = json.loads(academy(runtime, "index", "status", "--json").stdout)

    assert (state["documents"], state["published"], state["behind"]) == (6, 5, 1)
    assert (state["healthy"], state["problem"]) == (True, None)


def test_status_names_the_problem(runtime: Runtime, bare: Shelves) -> None:
    answer = academy(runtime, "index", "status")

    assert "Healthy:    no" in answer.stdout
    assert "Problem:    the index has not been built" in answer.stdout


def test_rebuild_says_how_many_documents_there_are(on_disk: Runtime, bare: Shelves) -> None:
    bare.put(PASSWORD)

    answer = academy(on_disk, "index", "rebuild")

    assert (answer.exit_code, answer.stdout) == (0, "Documents in the index: 1\n")
    assert json.loads(academy(on_disk, "index", "status", "--json").stdout)["behind"] == 0


def test_a_rebuild_that_cannot_write_is_refused(on_disk: Runtime) -> None:
    (on_disk.settings.data_dir / "index").write_text("a file is in the way")

    answer = academy(on_disk, "index", "rebuild")

    assert answer.exit_code == 1
    assert "The index was not rebuilt" in answer.stderr
