"""Requests logged by phone

Revision ID: promises_phone
Revises: promises_escalation
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "promises_phone"
down_revision = "promises_escalation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_call",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("exception", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_phone_call_taken_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_phone_call_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_phone_call")),
    )


def downgrade() -> None:
    op.drop_table("phone_call")
