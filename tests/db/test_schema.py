"""The migrations lead to the schema the models describe, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portal.db.every_model import METADATA
from portal.db.schema import is_at_head
from portal.runtime import Runtime


def test_the_migrated_database_is_what_the_models_say(runtime: Runtime) -> None:
    with runtime.database.readers.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, METADATA) == []
    assert is_at_head(runtime.database)
