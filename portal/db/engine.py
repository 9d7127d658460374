"""Opening the database: readers that never write, and the writer, one turn at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from portal.errors import Busy
from portal.words import N_

WAL_BYTES_BEFORE_CHECKPOINT = 4 * 1024 * 1024
BUSY = N_("The Academy is busy. Nothing was lost: send it again in a moment.")


class Database:
    """One Academy database: `reading()` and `writing()` are the two ways in."""

    def __init__(self, url: str, *, threads: int = 40, wait_s: float = 5.0) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.writer_turns = 1 if self.is_sqlite else max(2, threads // 4)
        if self.is_sqlite:
            self._open_sqlite(threads, wait_s)
        else:
            self._open_postgresql(threads, wait_s)

    def _open_sqlite(self, threads: int, wait_s: float) -> None:
        arguments = {"check_same_thread": False, "timeout": wait_s}
        pool = _pool(wait_s, connect_args=arguments)
        self.writers = create_engine(self.url, pool_size=1, **pool)
        self.readers = create_engine(self.url, pool_size=threads, **pool)
        _prepare_sqlite(self.writers, begin="BEGIN IMMEDIATE", writes=True)
        _prepare_sqlite(self.readers, begin="BEGIN", writes=False)

    def _open_postgresql(self, threads: int, wait_s: float) -> None:
        """Two pools: who holds a turn to write may still read, however many wait for one."""
        url = self.url.set(drivername="postgresql+psycopg")
        pool = _pool(wait_s, pool_pre_ping=True)
        self.writers = create_engine(url, pool_size=self.writer_turns, **pool)
        readers = create_engine(url, pool_size=threads - self.writer_turns, **pool)
        self.readers = readers.execution_options(postgresql_readonly=True)

    def read_session(self) -> Session:
        """Return a session that can only read; the caller closes it."""
        return Session(self.readers, expire_on_commit=False)

    def write_session(self) -> Session:
        """Return a session that takes the writer's turn at its first statement."""
        return Session(self.writers, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Raise Busy when no connection comes in time."""
        with self.read_session() as db, busy_as_refusal():
            yield db

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Commit at the end, roll back on any error; raise Busy when no turn comes in time."""
        with self.write_session() as db, busy_as_refusal():
            yield db
            db.commit()
        self.checkpoint_if_due()

    def checkpoint_if_due(self) -> None:
        """Fold a grown write-ahead log back, from the writer and while no command visits.

        SQLite before 3.51.3 can lose commits when a checkpoint meets another connection's
        write; so only the writer does it, between its own commits.
        """
        if not self.is_sqlite or _size(self._wal) < WAL_BYTES_BEFORE_CHECKPOINT:
            return
        with visiting(self._file.parent, alone=True) as is_alone:
            if is_alone:
                with self.writers.connect() as connection:
                    raw = connection.connection.dbapi_connection
                    assert raw is not None
                    raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    @property
    def _file(self) -> Path:
        return Path(self.url.database or "")

    @property
    def _wal(self) -> Path:
        return self._file.with_name(self._file.name + "-wal")

    def close(self) -> None:
        self.readers.dispose()
        self.writers.dispose()


def _pool(wait_s: float, **more: Any) -> dict[str, Any]:
    """Return how connections are pooled; what people wrote stays out of error messages."""
    return {"max_overflow": 0, "pool_timeout": wait_s, "hide_parameters": True, **more}


def _prepare_sqlite(engine: Engine, *, begin: str, writes: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not open transactions by itself
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.execute("PRAGMA journal_size_limit=0")  # a log folded back starts small again
        cursor.execute("PRAGMA mmap_size=0")
        cursor.execute("PRAGMA secure_delete=ON")  # what was deleted is not left in free pages
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: object) -> None:
        connection.exec_driver_sql(begin)  # type: ignore[attr-defined]


@contextmanager
def busy_as_refusal() -> Iterator[None]:
    """Turn a lock that was not given in time into the refusal the reader understands."""
    try:
        yield
    except PoolTimeout as error:
        raise Busy(BUSY, retry_after=2) from error
    except OperationalError as error:
        if "database is locked" in str(error.orig):
            raise Busy(BUSY, retry_after=2) from error
        raise


@contextmanager
def visiting(folder: Path, *, alone: bool = False) -> Iterator[bool]:
    """Hold the folder's visitors' lock: commands share it, a checkpoint wants it alone.

    Yields whether the lock was given; sharing waits for it, wanting it alone does not.
    """
    descriptor = os.open(folder / "visiting.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


class FolderTaken(Exception):
    """Another process already serves from this data folder."""


@contextmanager
def serving_alone(folder: Path) -> Iterator[None]:
    """Hold the data folder for one serving process; raise FolderTaken when it is held."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "serving.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderTaken(
                f"Another process already serves from {folder}. With SQLite there can be one; "
                "for more, set ACADEMY_DATABASE_URL to a PostgreSQL database."
            ) from error
        yield
    finally:
        os.close(descriptor)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
