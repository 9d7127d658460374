"""Bringing a database to the schema of this version, and seeing whether it is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from portal.db.engine import Database
from portal.errors import Conflict
from portal.paths import MIGRATIONS
from portal.words import N_

LOST = N_(
    "%(count)d rows (in %(tables)s) name others that are gone, so the database was not changed. "
    "Go on with the former version, or restore a backup."
)


def migrate(database: Database) -> None:
    """Apply every migration that is missing, all or none."""
    with _migrating(database) as config:
        command.upgrade(config, "head")


def migrate_back(database: Database, to: str) -> None:
    """Undo every migration after the one called `to`; what only they could hold is lost."""
    with _migrating(database) as config:
        command.downgrade(config, to)


@contextmanager
def _migrating(database: Database) -> Iterator[Config]:
    with database.writers.connect() as connection, _free_to_rewrite_tables(connection):
        yield _config(connection)
        _check_references(connection)
        connection.commit()


@contextmanager
def _free_to_rewrite_tables(connection: Connection) -> Iterator[None]:
    """Let SQLite drop a table that others refer to, while its rows stand in a new one.

    It changes columns in no other way, and would delete what refers to the old rows.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.cursor()  # the switch is heard outside a transaction only
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    """Raise Conflict when a row refers to one that is not there; then nothing is changed."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            tables = ", ".join(sorted({str(row[0]) for row in lost}))
            raise Conflict(LOST, count=len(lost), tables=tables)


def is_at_head(database: Database) -> bool:
    try:
        with database.readers.connect() as connection:
            return revision_of(connection) == head()
    except SQLAlchemyError:
        return False


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str | None:
    """Return the revision this program was made for; reading it off all of them takes a while."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
