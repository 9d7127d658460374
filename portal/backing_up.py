"""One file with everything that cannot be made again: database, media, key; the index can."""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import URL, inspect

from portal.db.engine import serving_alone
from portal.errors import Conflict, Invalid
from portal.runtime import Runtime

MANIFEST = "manifest.json"
SQLITE_COPY = "academy.db"
POSTGRESQL_DUMP = "academy.dump"
KEPT = ("media", "files", "secret_key")


def back_up(runtime: Runtime, target: Path) -> int:
    """Write the backup beside its name, then give it the name; return how many files it holds.

    Raise Conflict when the file exists already, or pg_dump is missing or fails.
    """
    if target.exists():
        raise Conflict("%(file)s exists already. Name another file.", file=target)
    with tempfile.TemporaryDirectory(dir=runtime.settings.data_dir) as folder:
        copy = _copy_database(runtime, Path(folder))
        files = {copy.name: copy, **dict(_kept_files(runtime.settings.data_dir))}
        manifest = Path(folder) / MANIFEST
        manifest.write_text(json.dumps({name: _digest(path) for name, path in files.items()}))
        unfinished = target.with_name(target.name + ".unfinished")
        with tarfile.open(unfinished, "w") as archive:
            for name, path in {MANIFEST: manifest, **files}.items():
                archive.add(path, arcname=name, recursive=False)
    os.replace(unfinished, target)
    return len(files)


def restore(runtime: Runtime, source: Path) -> int:
    """Bring a backup back into an empty Academy; return how many files came back.

    Raise Invalid when the file is no whole backup, Conflict when the Academy is not empty.
    """
    data_dir = runtime.settings.data_dir
    with serving_alone(data_dir), tempfile.TemporaryDirectory(dir=data_dir) as folder:
        unpacked = _unpack(source, Path(folder))
        _restore_database(runtime, unpacked)
        for name, path in unpacked.items():
            if name not in {SQLITE_COPY, POSTGRESQL_DUMP}:
                place = data_dir / name
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, place)
    return len(unpacked)


def _copy_database(runtime: Runtime, folder: Path) -> Path:
    if runtime.database.is_sqlite:
        copy = folder / SQLITE_COPY
        source = sqlite3.connect(runtime.database.url.database or "")
        with source:
            source.execute("VACUUM INTO ?", [str(copy)])
        source.close()
        return copy
    dump = folder / POSTGRESQL_DUMP
    _run("pg_dump", "--format=custom", f"--file={dump}", _address(runtime.database.url))
    return dump


def _restore_database(runtime: Runtime, unpacked: dict[str, Path]) -> None:
    database = runtime.database
    wanted = SQLITE_COPY if database.is_sqlite else POSTGRESQL_DUMP
    if wanted not in unpacked:
        raise Invalid("This backup is of another kind of database.")
    if not database.is_sqlite:
        if inspect(database.readers).get_table_names():
            raise Conflict("The PostgreSQL database is not empty. Restore into an empty one.")
        _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_address(database.url)}",
             str(unpacked[wanted]))  # fmt: skip
        return
    place = Path(database.url.database or "")
    if place.exists():
        raise Conflict("There is a database at %(file)s already. Restore elsewhere.", file=place)
    os.replace(unpacked[wanted], place)


def _unpack(source: Path, folder: Path) -> dict[str, Path]:
    """Unpack what the manifest names, and check every digest; nothing else is touched."""
    try:
        with tarfile.open(source) as archive:
            listed = archive.extractfile(MANIFEST)
            digests: dict[str, str] = json.loads(listed.read()) if listed else {}
            unpacked = {name: _extract(archive, name, folder) for name in digests}
    except (OSError, KeyError, ValueError, tarfile.TarError) as error:
        raise Invalid("%(file)s is not a whole backup: %(why)s", file=source, why=error) from error
    for name, path in unpacked.items():
        if _digest(path) != digests[name]:
            raise Invalid("%(file)s is damaged at %(name)s.", file=source, name=name)
    return unpacked


def _extract(archive: tarfile.TarFile, name: str, folder: Path) -> Path:
    place = (folder / name).resolve()
    content = archive.extractfile(name)
    if content is None or not place.is_relative_to(folder.resolve()):
        raise ValueError(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        shutil.copyfileobj(content, file)
    return place


def _kept_files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    for kept in KEPT:
        place = data_dir / kept
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file():
                yield str(path.relative_to(data_dir)), path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Conflict("%(program)s is not installed here.", program=program)
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Conflict("%(program)s failed: %(why)s", program=program, why=done.stderr[-500:])
