"""Files that people send

Revision ID: stored_files
Revises: insight_answers
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "stored_files"
down_revision = "insight_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(length=10), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stored_file_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_stored_file_owner_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index("ix_stored_file_holder", "stored_file", ["holder", "holder_id"])
    op.create_index("ix_stored_file_owner_id_created_at", "stored_file", ["owner_id", "created_at"])
    op.create_index(op.f("ix_stored_file_organisation_id"), "stored_file", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("stored_file")
