"""What each file said when it was last imported

Revision ID: contents_prints
Revises: desk_notes
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "contents_prints"
down_revision = "desk_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_print",
        sa.Column("file", sa.String(length=400), nullable=False),
        sa.Column("translation_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.String(length=64), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["translation.id"],
            name=op.f("fk_file_print_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_file_print")),
    )
    op.create_index(op.f("ix_file_print_translation_id"), "file_print", ["translation_id"])


def downgrade() -> None:
    op.drop_table("file_print")
