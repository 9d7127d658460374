"""Days that staff closed or opened, and bank holidays looked over

Revision ID: promises_calendar
Revises: media_library
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "promises_calendar"
down_revision = "media_library"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("hours", sa.String(length=11), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("day_on", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "confirmed_year",
        sa.Column("division", sa.String(length=30), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("division", "year", name=op.f("pk_confirmed_year")),
    )


def downgrade() -> None:
    op.drop_table("confirmed_year")
    op.drop_table("calendar_day")
