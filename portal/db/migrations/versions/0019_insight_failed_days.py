"""Searches that failed, counted by day; the questions in an order that is counted by itself

Revision ID: insight_failed_days
Revises: contents_prints
"""

import sqlalchemy as sa
from alembic import op

revision = "insight_failed_days"
down_revision = "contents_prints"
branch_labels = None
depends_on = None

TABLE = "failed_search"
FILTERS = ("tier", "topic", "lang")
COUNT = """
INSERT INTO failed_day (began_on, tier, topic, lang, found_nothing, outcome, searches)
SELECT began_on, tier, topic, lang, found_nothing, outcome, count(*)
FROM failed_search GROUP BY began_on, tier, topic, lang, found_nothing, outcome
"""


def upgrade() -> None:
    op.create_table(
        "failed_day",
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("found_nothing", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "began_on", *FILTERS, "found_nothing", "outcome", name=op.f("pk_failed_day")
        ),
    )
    op.drop_index("ix_failed_search_began", table_name=TABLE)
    op.create_index(
        "ix_failed_search_began", TABLE, ["began_on", "found_nothing", "outcome", *FILTERS]
    )
    op.create_index(
        "ix_failed_search_terms",
        TABLE,
        ["terms", "began_on", *FILTERS, "found_nothing", "outcome"],
    )
    op.execute(COUNT)


def downgrade() -> None:
    op.drop_index("ix_failed_search_terms", table_name=TABLE)
    op.drop_index("ix_failed_search_began", table_name=TABLE)
    op.create_index(
        "ix_failed_search_began",
        TABLE,
        ["began_on", "terms", "found_nothing", "outcome", *FILTERS],
    )
    op.drop_table("failed_day")
