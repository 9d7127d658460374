"""`academy ledger` as an operator and an auditor use it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from portal.accounts.signed_in import SignedIn
from portal.errors import Invalid
from portal.reporting.commands import ledger_app
from portal.runtime import Runtime
from tests.reporting.life import Life
from tests.world import Clock


@pytest.fixture
def lived(runtime: Runtime, clock: Clock, cleo: SignedIn) -> Runtime:
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        life.solved(cleo, "export csv report")
        life.clock.go(days=20)
        life.raised(cleo, "reset password")
    clock.go(minutes=1)
    return runtime


def academy(runtime: Runtime, *arguments: str) -> Any:
    @contextmanager
    def open_runtime() -> Iterator[Runtime]:
        yield runtime

    return CliRunner().invoke(ledger_app(open_runtime), arguments)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_exported_ledger_is_recomputed_by_a_stranger(lived: Runtime, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"

    exported = academy(lived, "export", str(file))
    verified = academy(lived, "verify", str(file), "--json")

    assert (exported.exit_code, verified.exit_code) == (0, 0)
    assert "2 rows in" in exported.stderr
    assert json.loads(verified.stdout)["headline"] == "50.0"
    assert "agrees" in verified.stderr

    again = academy(lived, "export", str(file))
    assert isinstance(again.exception, Invalid)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_touched_file_is_refused(lived: Runtime, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    file.write_text(
        academy(lived, "export", "-").stdout.replace('"raised"', '"unknown"'), encoding="utf-8"
    )

    verified = academy(lived, "verify", str(file))

    assert isinstance(verified.exception, Invalid)
