"""The queue is sorted and counted from an index alone

Revision ID: desk_queue_index
Revises: customers_privacy
"""

from alembic import op

revision = "desk_queue_index"
down_revision = "customers_privacy"
branch_labels = None
depends_on = None

COLUMNS = ["state", "due_at", "opened_at", "owner_id", "id"]


def upgrade() -> None:
    op.drop_index("ix_ticket_state_due_at", table_name="ticket")
    op.create_index("ix_ticket_queue", "ticket", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_ticket_queue", table_name="ticket")
    op.create_index("ix_ticket_state_due_at", "ticket", ["state", "due_at"])
