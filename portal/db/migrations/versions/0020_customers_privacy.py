"""Whether a request is private to the person who sent it

Revision ID: customers_privacy
Revises: insight_failed_days
"""

import sqlalchemy as sa
from alembic import op

revision = "customers_privacy"
down_revision = "insight_failed_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "ticket",
        sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.drop_column("is_private")
