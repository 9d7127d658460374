"""The tickets that ended last are found by an index

Revision ID: newcomer_precedents
Revises: operators_by_link
"""

from alembic import op

revision = "newcomer_precedents"
down_revision = "operators_by_link"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_closed_at", "ticket", ["closed_at"])


def downgrade() -> None:
    op.drop_index("ix_ticket_closed_at", table_name="ticket")
