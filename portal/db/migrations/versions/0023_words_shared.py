"""A gap remembers which of its words people of two organisations used

Revision ID: words_shared
Revises: insight_by_organisation
"""

import sqlalchemy as sa
from alembic import op

revision = "words_shared"
down_revision = "insight_by_organisation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gap", sa.Column("shared_words", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("gap", "shared_words")
