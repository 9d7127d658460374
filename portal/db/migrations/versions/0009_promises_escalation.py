"""Customer success managers and escalations

Revision ID: promises_escalation
Revises: promises_calendar
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "promises_escalation"
down_revision = "promises_calendar"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "success_manager",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_success_manager_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_success_manager_person_id_person")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_success_manager")),
    )
    op.create_index(op.f("ix_success_manager_person_id"), "success_manager", ["person_id"])
    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("stake", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_escalation_by_id_person")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_escalation_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    op.create_index(op.f("ix_escalation_ticket_id"), "escalation", ["ticket_id"])
    op.add_column("ticket", sa.Column("escalated_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "escalated_at")
    op.drop_table("escalation")
    op.drop_table("success_manager")
