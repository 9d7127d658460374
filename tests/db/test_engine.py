"""One writer, many readers: what SQLite and PostgreSQL promise through `Database`."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.db.engine import Database, FolderTaken, serving_alone, visiting
from portal.errors import Busy
from portal.runtime import Runtime


def test_a_reader_cannot_write(runtime: Runtime) -> None:
    with pytest.raises(DBAPIError), runtime.database.reading() as db:
        db.execute(text("DELETE FROM throttle"))


def test_what_fails_is_rolled_back(runtime: Runtime) -> None:
    def delete_and_fail() -> None:
        with runtime.database.writing() as db:
            db.execute(text("DELETE FROM membership"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        delete_and_fail()

    with runtime.database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM membership")) == 7


def test_sqlite_keeps_every_commit_and_checks_every_reference(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with database.writers.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint")
        }
    database.close()

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "wal_autocheckpoint": 0,
    }


def test_a_writer_that_waits_too_long_is_told_to_come_again(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    database = Database(f"sqlite:///{path}", wait_s=0.05)
    with database.writing() as db:
        db.execute(text("CREATE TABLE thing (id INTEGER)"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy), database.writing() as db:
        db.execute(text("INSERT INTO thing VALUES (1)"))
    other.close()
    database.close()


def test_a_grown_log_is_folded_back_unless_a_command_visits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.db.engine.WAL_BYTES_BEFORE_CHECKPOINT", 1)
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with visiting(tmp_path), database.writing() as db:
        db.execute(text("CREATE TABLE thing (id INTEGER)"))
    assert (tmp_path / "a.db").stat().st_size <= 4096

    with database.writing() as db:
        db.execute(text("INSERT INTO thing VALUES (1)"))
    assert (tmp_path / "a.db").stat().st_size > 4096
    database.close()


def test_a_second_server_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with serving_alone(tmp_path), pytest.raises(FolderTaken), serving_alone(tmp_path):
        pass
