"""Mail comes in: addresses to reply to, what came in, and trouble with the mailbox

Revision ID: mail_in
Revises: newcomer_precedents
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "mail_in"
down_revision = "newcomer_precedents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    reply_to = sa.Column("reply_to", sa.String(320), nullable=False, server_default="")
    op.add_column("outgoing_mail", reply_to)
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("received_at", UtcDateTime(), nullable=False, index=True),
        sa.Column("outcome", sa.String(12), nullable=False, index=True),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("sender", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "mailbox_trouble",
        sa.Column("id", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("problem", sa.String(500), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("mailbox_trouble")
    op.drop_table("incoming_mail")
    with op.batch_alter_table("outgoing_mail") as mail:
        mail.drop_column("reply_to")
