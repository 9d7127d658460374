"""Notes sent twice are one note

Revision ID: desk_notes
Revises: translations_todos
"""

import sqlalchemy as sa
from alembic import op

revision = "desk_notes"
down_revision = "translations_todos"
branch_labels = None
depends_on = None

NAME = "uq_ticket_note_ticket_id_key"


def upgrade() -> None:
    with op.batch_alter_table("ticket_note") as table:
        table.add_column(sa.Column("key", sa.String(length=100), nullable=True))
        table.create_unique_constraint(op.f(NAME), ["ticket_id", "key"])


def downgrade() -> None:
    with op.batch_alter_table("ticket_note") as table:
        table.drop_constraint(op.f(NAME), type_="unique")
        table.drop_column("key")
