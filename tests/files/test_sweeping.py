"""What a failed transaction left on the disk goes after a day, and nothing that is in use."""

import io
import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from portal.accounts.signed_in import SignedIn
from portal.files.holding import hang_on
from portal.files.models import Holder
from portal.files.storing import Kept, keep_upload, path_of, preview_of
from portal.runtime import Runtime
from portal.worker import Worker
from tests.files import specimens as made
from tests.world import Clock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def keep(runtime: Runtime) -> Kept:
    source, folder = io.BytesIO(made.picture()), runtime.settings.data_dir
    return keep_upload(source, "a.png", data_dir=folder, new_id=uuid4, most_bytes=10**6)


def write(runtime: Runtime, place: str) -> Path:
    path = runtime.settings.data_dir / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def touch(runtime: Runtime, clock: Clock, name: str = "*") -> None:
    """Let these files on the disk be written now."""
    for path in runtime.settings.data_dir.rglob(name):
        os.utime(path, times=(clock().timestamp(),) * 2)


def is_there(runtime: Runtime, file_id: UUID) -> list[bool]:
    folder = runtime.settings.data_dir
    return [path_of(folder, file_id).exists(), preview_of(folder, file_id).exists()]


def test_only_what_is_old_and_belongs_to_nothing_goes(
    runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    used, left = keep(runtime), keep(runtime)
    unfinished = f"files/aa/{uuid4().hex}.part"
    broken = [write(runtime, place) for place in (unfinished, "incoming/c", "media/dd/.d.1")]
    others = [write(runtime, place) for place in ("files/aa/notes", "media/dd/d")]
    with runtime.database.writing() as db:
        hang_on(db, runtime, [used], Holder.TICKET, uuid4(), by=cleo)
    touch(runtime, clock)

    clock.go(hours=23)
    fresh = keep(runtime)
    touch(runtime, clock, f"{fresh.id.hex}*")
    Worker(runtime).turn()
    assert all(path.exists() for path in (*broken, *others))
    clock.go(hours=2)
    Worker(runtime).turn()
    found = [is_there(runtime, one.id) for one in (used, left, fresh)]
    assert found == [[True, True], [False, False], [True, True]]
    assert not any(path.exists() for path in broken)
    assert all(path.exists() for path in others)


def test_a_database_that_knows_no_file_takes_none_away(runtime: Runtime, clock: Clock) -> None:
    left = keep(runtime)
    touch(runtime, clock)
    clock.go(days=2)
    Worker(runtime).turn()

    assert is_there(runtime, left.id) == [True, True]
