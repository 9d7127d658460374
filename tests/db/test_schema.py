"""The migrations lead to the schema the models describe, on both databases."""

import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portal.accounts.signed_in import SignedIn
from portal.db.every_model import METADATA
from portal.db.schema import is_at_head, migrate
from portal.errors import Conflict
from portal.runtime import Runtime


def test_the_migrated_database_is_what_the_models_say(runtime: Runtime) -> None:
    with runtime.database.readers.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, METADATA) == []
    assert is_at_head(runtime.database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_without_what_it_names_stops_an_upgrade(runtime: Runtime, ben: SignedIn) -> None:
    file = runtime.database.url.database
    with closing(sqlite3.connect(str(file))) as damaged, damaged:
        damaged.execute("DELETE FROM person WHERE email = ?", [ben.email])

    with pytest.raises(Conflict) as refused:
        migrate(runtime.database)

    assert "membership" in str(refused.value.facts["tables"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_an_upgrade_references_are_held_again(runtime: Runtime) -> None:
    migrate(runtime.database)

    with runtime.database.writers.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
