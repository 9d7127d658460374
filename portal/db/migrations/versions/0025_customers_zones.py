"""The time zone a person reads answer times in, and the zones that support's hours are shown in

Revision ID: customers_zones
Revises: videos_drafts
"""

import sqlalchemy as sa
from alembic import op

revision = "customers_zones"
down_revision = "videos_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("zone", sa.String(length=50), nullable=False, server_default="")
    )
    op.create_table("shown_zone", sa.Column("zone", sa.String(length=50), primary_key=True))


def downgrade() -> None:
    op.drop_table("shown_zone")
    with op.batch_alter_table("person") as person:
        person.drop_column("zone")
