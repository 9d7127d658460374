"""What the media library knows of a picture

Revision ID: media_library
Revises: incidents
"""

import sqlalchemy as sa
from alembic import op

revision = "media_library"
down_revision = "incidents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("media") as media:
        media.add_column(sa.Column("alt", sa.String(length=300), nullable=True))
        media.add_column(sa.Column("width", sa.Integer(), nullable=True))
        media.add_column(sa.Column("height", sa.Integer(), nullable=True))
        media.add_column(sa.Column("added_by_id", sa.Uuid(), nullable=True))
        media.add_column(sa.Column("sent_sha256", sa.String(length=64), nullable=True))
        media.create_foreign_key(
            op.f("fk_media_added_by_id_person"), "person", ["added_by_id"], ["id"]
        )
        media.create_index(op.f("ix_media_added_by_id"), ["added_by_id"])
        media.create_index(op.f("ix_media_sent_sha256"), ["sent_sha256"])


def downgrade() -> None:
    with op.batch_alter_table("media") as media:
        media.drop_index(op.f("ix_media_sent_sha256"))
        media.drop_index(op.f("ix_media_added_by_id"))
        for column in ("alt", "width", "height", "added_by_id", "sent_sha256"):
            media.drop_column(column)
