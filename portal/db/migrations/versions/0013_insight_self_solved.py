"""Whether somebody found the answer after sending; runs of tickets answered before there were any

Revision ID: insight_self_solved
Revises: editor_articles
"""

import sqlalchemy as sa
from alembic import op

revision = "insight_self_solved"
down_revision = "editor_articles"
branch_labels = None
depends_on = None

COUNTED = ("began_on", "outcome", "readings", "hour", "was_open")
FILTERS = ("tier", "topic", "lang")
ANSWERED = """
INSERT INTO answer_clock
  (ticket_id, number, kind, started_at, due_at, working, pauses, stopped_at, is_met)
SELECT id, 1, CASE WHEN opened_at = clock_started_at THEN 'first' ELSE 'next' END,
       clock_started_at, due_at, due_working, '[]', at,
       CASE WHEN due_at IS NOT NULL THEN at <= due_at END
FROM ticket JOIN (
  SELECT ticket_id, min(at) AS at FROM reply
  WHERE is_from_staff AND at >= (SELECT clock_started_at FROM ticket WHERE id = ticket_id)
  GROUP BY ticket_id
) AS answer ON answer.ticket_id = ticket.id
WHERE id NOT IN (SELECT ticket_id FROM answer_clock)
"""


def upgrade() -> None:
    op.execute(ANSWERED)
    op.add_column(
        "ledger_row",
        sa.Column("self_solved", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.drop_index("ix_ledger_row_began", table_name="ledger_row")
    op.create_index("ix_ledger_row_began", "ledger_row", [*COUNTED, "self_solved", *FILTERS])
    op.create_index(
        "ix_ledger_row_matter", "ledger_row", ["organisation_id", "outcome", "ended_at"]
    )
    op.create_index(op.f("ix_ledger_row_ticket_id"), "ledger_row", ["ticket_id"])
    op.execute("UPDATE ledger_state SET event_id = 0")  # all is written again from the events


def downgrade() -> None:
    op.drop_index(op.f("ix_ledger_row_ticket_id"), table_name="ledger_row")
    op.drop_index("ix_ledger_row_matter", table_name="ledger_row")
    op.drop_index("ix_ledger_row_began", table_name="ledger_row")
    op.drop_column("ledger_row", "self_solved")
    op.create_index("ix_ledger_row_began", "ledger_row", [*COUNTED, *FILTERS])
