"""Gaps that editors work on, their cases, who was told; topics that were put away

Revision ID: words_gaps
Revises: insight_self_solved
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "words_gaps"
down_revision = "insight_self_solved"
branch_labels = None
depends_on = None

REFERENCES = ("owner_id", "item_id")


def upgrade() -> None:
    _create_gap()
    _create_case()
    _create_notice()
    op.add_column("topic", sa.Column("archived_at", UtcDateTime(), nullable=True))


def _create_gap() -> None:
    op.create_table(
        "gap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("sentence", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("fix", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        _key("gap", "owner_id", "person"),
        _key("gap", "item_id", "item"),
        _key("gap", "closed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
        sa.UniqueConstraint("lang", "words", name=op.f("uq_gap_lang_words")),
    )
    for column in ("state", *REFERENCES):
        op.create_index(op.f(f"ix_gap_{column}"), "gap", [column])


def _create_case() -> None:
    op.create_table(
        "gap_case",
        sa.Column("gap_id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("found_nothing", sa.Boolean(), nullable=False),
        sa.Column("not_opened", sa.Boolean(), nullable=False),
        sa.Column("raised_after_reading", sa.Boolean(), nullable=False),
        sa.Column("not_helped", sa.Boolean(), nullable=False),
        _key("gap_case", "gap_id", "gap"),
        sa.PrimaryKeyConstraint("gap_id", "enquiry_id", name=op.f("pk_gap_case")),
    )
    op.create_index("ix_gap_case_gap_id_began_on", "gap_case", ["gap_id", "began_on"])


def _create_notice() -> None:
    op.create_table(
        "gap_notice",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("gap_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        _key("gap_notice", "item_id", "item"),
        _key("gap_notice", "person_id", "person"),
        _key("gap_notice", "gap_id", "gap"),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_gap_notice")),
    )
    op.create_index(op.f("ix_gap_notice_gap_id"), "gap_notice", ["gap_id"])


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def downgrade() -> None:
    op.drop_column("topic", "archived_at")
    for table in ("gap_notice", "gap_case", "gap"):
        op.drop_table(table)
