"""When a running clock is next warned of, and who was told

Revision ID: desk_warnings
Revises: words_gaps
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "desk_warnings"
down_revision = "words_gaps"
branch_labels = None
depends_on = None

# Clocks that run already are warned of when they are due.
RUNNING = """
UPDATE answer_clock SET warn_at = due_at WHERE stopped_at IS NULL AND paused_at IS NULL
"""


def upgrade() -> None:
    op.add_column("answer_clock", sa.Column("soon_at", UtcDateTime(), nullable=True))
    op.add_column("answer_clock", sa.Column("warn_at", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_answer_clock_warn_at"), "answer_clock", ["warn_at"])
    op.execute(RUNNING)
    op.create_table(
        "clock_warning",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id", "number"],
            ["answer_clock.ticket_id", "answer_clock.number"],
            name=op.f("fk_clock_warning_ticket_id_answer_clock"),
        ),
        sa.PrimaryKeyConstraint("ticket_id", "number", "stage", name=op.f("pk_clock_warning")),
    )


def downgrade() -> None:
    op.drop_table("clock_warning")
    op.drop_index(op.f("ix_answer_clock_warn_at"), table_name="answer_clock")
    op.drop_column("answer_clock", "warn_at")
    op.drop_column("answer_clock", "soon_at")
