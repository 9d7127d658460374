"""Runs of the answer clock, for reports

Revision ID: insight_answers
Revises: gate_in_full
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "insight_answers"
down_revision = "gate_in_full"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "answer_run",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "number", name=op.f("pk_answer_run")),
    )
    with op.batch_alter_table("answer_run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_answer_run_began",
            ["began_on", "priority", "outcome", "due_at", "tier", "topic", "lang"],
            unique=False,
        )
        batch_op.create_index(
            "ix_answer_run_organisation", ["organisation_id", "began_on"], unique=False
        )

    with op.batch_alter_table("ledger_state", schema=None) as batch_op:
        batch_op.drop_column("lapses_seen_at")


def downgrade() -> None:

    op.execute("DELETE FROM ledger_state")  # all is written again from the events
    with op.batch_alter_table("ledger_state", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lapses_seen_at", UtcDateTime(), nullable=False))

    with op.batch_alter_table("answer_run", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_run_organisation")
        batch_op.drop_index("ix_answer_run_began")

    op.drop_table("answer_run")
