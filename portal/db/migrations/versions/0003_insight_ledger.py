"""The ledger, what reports count from, costs and statements

Revision ID: insight_ledger
Revises: search_guidance
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "insight_ledger"
down_revision = "search_guidance"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "costs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per_ticket", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("per_reading", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_costs")),
    )
    op.create_table(
        "failed_search",
        sa.Column("search_id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("terms", sa.String(length=400), nullable=False),
        sa.Column("found_nothing", sa.Boolean(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("search_id", name=op.f("pk_failed_search")),
    )
    with op.batch_alter_table("failed_search", schema=None) as batch_op:
        batch_op.create_index(
            "ix_failed_search_began",
            ["began_on", "terms", "found_nothing", "outcome", "tier", "topic", "lang"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_failed_search_enquiry_id"), ["enquiry_id"], unique=False
        )
        batch_op.create_index(
            "ix_failed_search_organisation", ["organisation_id", "began_on"], unique=False
        )

    op.create_table(
        "item_read",
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("why_dismissed", sa.String(length=20), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("enquiry_id", "item_id", name=op.f("pk_item_read")),
    )
    with op.batch_alter_table("item_read", schema=None) as batch_op:
        batch_op.create_index(
            "ix_item_read_began",
            ["began_on", "item_id", "outcome", "solved", "why_dismissed", "tier", "topic", "lang"],
            unique=False,
        )
        batch_op.create_index(
            "ix_item_read_organisation", ["organisation_id", "began_on"], unique=False
        )

    op.create_table(
        "ledger_matter",
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("enquiry_id", name=op.f("pk_ledger_matter")),
    )
    op.create_table(
        "ledger_row",
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("was_open", sa.Boolean(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=True),
        sa.Column("diagnosis", sa.String(length=30), nullable=True),
        sa.Column("unlocked_by", sa.String(length=20), nullable=True),
        sa.Column("why_dismissed", sa.String(length=20), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("was_lowered", sa.Boolean(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("junk", sa.Integer(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("search_s", sa.Integer(), nullable=True),
        sa.Column("read_s", sa.Integer(), nullable=True),
        sa.Column("write_s", sa.Integer(), nullable=True),
        sa.Column("reversed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reversed_why", sa.String(length=20), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("enquiry_id", name=op.f("pk_ledger_row")),
    )
    with op.batch_alter_table("ledger_row", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ledger_row_began",
            ["began_on", "outcome", "readings", "hour", "was_open", "tier", "topic", "lang"],
            unique=False,
        )
        batch_op.create_index(
            "ix_ledger_row_organisation", ["organisation_id", "began_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ledger_row_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ledger_row_reversed_by_id"), ["reversed_by_id"], unique=False
        )

    op.create_table(
        "ledger_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("lapses_seen_at", UtcDateTime(), nullable=False),
        sa.Column("reversed_within_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_state")),
    )
    op.create_table(
        "statement_sent",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "month", name=op.f("pk_statement_sent")),
    )


def downgrade() -> None:

    op.drop_table("statement_sent")
    op.drop_table("ledger_state")
    with op.batch_alter_table("ledger_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_row_reversed_by_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_row_person_id"))
        batch_op.drop_index("ix_ledger_row_organisation")
        batch_op.drop_index("ix_ledger_row_began")

    op.drop_table("ledger_row")
    op.drop_table("ledger_matter")
    with op.batch_alter_table("item_read", schema=None) as batch_op:
        batch_op.drop_index("ix_item_read_organisation")
        batch_op.drop_index("ix_item_read_began")

    op.drop_table("item_read")
    with op.batch_alter_table("failed_search", schema=None) as batch_op:
        batch_op.drop_index("ix_failed_search_organisation")
        batch_op.drop_index(batch_op.f("ix_failed_search_enquiry_id"))
        batch_op.drop_index("ix_failed_search_began")

    op.drop_table("failed_search")
    op.drop_table("costs")
