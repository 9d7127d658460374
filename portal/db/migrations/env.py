"""Alembic's entry: runs on the connection it is handed, within its transaction."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from portal.db.base import UtcDateTime
from portal.db.every_model import METADATA


def render_item(kind: str, item: object, autogen_context: object) -> str | Literal[False]:
    """Name our own column type plainly in a new migration."""
    return "UtcDateTime()" if isinstance(item, UtcDateTime) else False


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
