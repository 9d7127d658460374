"""Synonyms and pinned answers, and the list of synonyms that the Academy begins with

Revision ID: search_guidance
Revises: 0001
"""

from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime
from search.synonyms import default_groups

revision = "search_guidance"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    groups = op.create_table(
        "synonym_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_group")),
    )
    op.bulk_insert(
        groups,
        [
            {"id": uuid5(NAMESPACE_URL, f"synonyms:{group[0]}"), "phrases": group}
            for group in default_groups()
        ],
    )
    op.create_table(
        "pinned_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=1000), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pinned_answer")),
        sa.UniqueConstraint("key", name=op.f("uq_pinned_answer_key")),
    )
    op.create_table(
        "pinned_item",
        sa.Column("pin_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_pinned_item_item_id_item")),
        sa.ForeignKeyConstraint(
            ["pin_id"], ["pinned_answer.id"], name=op.f("fk_pinned_item_pin_id_pinned_answer")
        ),
        sa.PrimaryKeyConstraint("pin_id", "place", name=op.f("pk_pinned_item")),
    )
    with op.batch_alter_table("pinned_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pinned_item_item_id"), ["item_id"], unique=False)


def downgrade() -> None:
    op.drop_table("pinned_item")
    op.drop_table("pinned_answer")
    op.drop_table("synonym_group")
