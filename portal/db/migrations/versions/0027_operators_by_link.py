"""Whether a session was begun by a sign-in link

Revision ID: operators_by_link
Revises: desk_incidents
"""

import sqlalchemy as sa
from alembic import op

revision = "operators_by_link"
down_revision = "desk_incidents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "signed_in_session",
        sa.Column("by_link", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    with op.batch_alter_table("signed_in_session") as session:
        session.drop_column("by_link")
