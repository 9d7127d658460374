"""Film, poster, captions and chapters of a video that somebody is writing

Revision ID: videos_drafts
Revises: words_shared
"""

import sqlalchemy as sa
from alembic import op

revision = "videos_drafts"
down_revision = "words_shared"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft") as draft:
        for name in ("media_id", "poster_id"):
            draft.add_column(sa.Column(name, sa.Uuid(), nullable=True))
            draft.create_foreign_key(op.f(f"fk_draft_{name}_media"), "media", [name], ["id"])
            draft.create_index(op.f(f"ix_draft_{name}"), [name])
        draft.add_column(sa.Column("source_url", sa.String(500), nullable=True))
        draft.add_column(sa.Column("duration_s", sa.Integer(), nullable=True))
        draft.add_column(sa.Column("captions_vtt", sa.Text(), nullable=True))
        draft.add_column(sa.Column("chapters_vtt", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("draft") as draft:
        for name in ("media_id", "poster_id"):
            draft.drop_index(op.f(f"ix_draft_{name}"))
            draft.drop_constraint(op.f(f"fk_draft_{name}_media"), type_="foreignkey")
            draft.drop_column(name)
        for name in ("source_url", "duration_s", "captions_vtt", "chapters_vtt"):
            draft.drop_column(name)
