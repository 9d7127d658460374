"""A mail without a place names who its address was given to, so that it goes when they go

Revision ID: mail_in_whose
Revises: mail_in
"""

import sqlalchemy as sa
from alembic import op

revision = "mail_in_whose"
down_revision = "mail_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incoming_mail", sa.Column("person_id", sa.Uuid()))


def downgrade() -> None:
    with op.batch_alter_table("incoming_mail") as mail:
        mail.drop_column("person_id")
