"""The ledger is counted by organisation, and its requests at the gate, from indexes alone

Revision ID: insight_by_organisation
Revises: desk_queue_index
"""

import sqlalchemy as sa
from alembic import op

revision = "insight_by_organisation"
down_revision = "desk_queue_index"
branch_labels = None
depends_on = None

TABLE = "ledger_row"
FILTERS = ("tier", "topic", "lang")
COUNTED = ("began_on", "outcome", "readings", "hour", "was_open", "self_solved")
OF_THE_GATE = ("began_on", "unlocked_by", "diagnosis", "is_urgent", "was_lowered")
SECONDS = ("search_s", "read_s", "write_s")
ONLY_RAISED = sa.text("outcome = 'raised'")


def upgrade() -> None:
    op.drop_index("ix_ledger_row_began", table_name=TABLE)
    op.drop_index("ix_ledger_row_organisation", table_name=TABLE)
    op.create_index("ix_ledger_row_began", TABLE, [*COUNTED, "searches", "junk", *FILTERS])
    op.create_index(
        "ix_ledger_row_organisation", TABLE, ["organisation_id", "began_on", "outcome", *FILTERS]
    )
    op.create_index(
        "ix_ledger_row_raised",
        TABLE,
        [*OF_THE_GATE, *SECONDS, *FILTERS],
        sqlite_where=ONLY_RAISED,
        postgresql_where=ONLY_RAISED,
    )


def downgrade() -> None:
    for name in ("raised", "organisation", "began"):
        op.drop_index(f"ix_ledger_row_{name}", table_name=TABLE)
    op.create_index("ix_ledger_row_began", TABLE, [*COUNTED, *FILTERS])
    op.create_index("ix_ledger_row_organisation", TABLE, ["organisation_id", "began_on"])
