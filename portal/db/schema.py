"""Bringing a database to the schema of this version, and seeing whether it is there."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from portal.db.engine import Database
from portal.paths import MIGRATIONS


def migrate(database: Database) -> None:
    """Apply every migration that is missing."""
    with database.writers.connect() as connection:
        config = _config(connection)
        command.upgrade(config, "head")
        connection.commit()


def is_at_head(database: Database) -> bool:
    try:
        with database.readers.connect() as connection:
            return revision_of(connection) == head()
    except SQLAlchemyError:
        return False


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
