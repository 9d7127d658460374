"""Gate rules, urgent and handed-over enquiries, versions of drafts, what items ask to be told

Revision ID: gate_in_full
Revises: insight_ledger
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "gate_in_full"
down_revision = "insight_ledger"
branch_labels = None
depends_on = None

ENQUIRY: tuple[sa.Column[Any], ...] = (
    sa.Column("draft_version", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("area", sa.String(length=100), nullable=False, server_default=""),
    sa.Column("urgent_at", UtcDateTime(), nullable=True),
    sa.Column("why_urgent", sa.String(length=20), nullable=True),
    sa.Column("handed_to_id", sa.Uuid(), nullable=True),
    sa.Column("handed_at", UtcDateTime(), nullable=True),
    sa.Column("added_to", sa.String(length=20), nullable=True),
    sa.Column("reminded_at", UtcDateTime(), nullable=True),
    sa.Column("forgotten_at", UtcDateTime(), nullable=True),
)


def upgrade() -> None:
    op.create_table(
        "gate_rule",
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("area", sa.String(length=100), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("asks_for_reading_or_dismissal", sa.Boolean(), nullable=False),
        sa.Column("is_exempt", sa.Boolean(), nullable=False),
        sa.Column("urgent_allowed", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_gate_rule_changed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("tier", "area", name=op.f("pk_gate_rule")),
    )
    with op.batch_alter_table("enquiry") as enquiry:
        for column in ENQUIRY:
            enquiry.add_column(column._copy())
        enquiry.create_foreign_key(
            op.f("fk_enquiry_handed_to_id_person"), "person", ["handed_to_id"], ["id"]
        )
        enquiry.create_index(op.f("ix_enquiry_handed_to_id"), ["handed_to_id"])
        enquiry.create_index(op.f("ix_enquiry_touched_at"), ["touched_at"])
    with op.batch_alter_table("reading") as reading:
        reading.add_column(sa.Column("watched", sa.JSON(), nullable=False, server_default="[]"))
        reading.add_column(
            sa.Column("tell_us", sa.String(length=300), nullable=False, server_default="")
        )
    with op.batch_alter_table("revision") as revision_:
        revision_.add_column(
            sa.Column("tell_us", sa.String(length=300), nullable=False, server_default="")
        )
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(sa.Column("told", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("reply") as reply:
        reply.add_column(sa.Column("trail", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table, columns in (
        ("reply", ["trail"]),
        ("ticket", ["told"]),
        ("revision", ["tell_us"]),
        ("reading", ["tell_us", "watched"]),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
    with op.batch_alter_table("enquiry") as enquiry:
        enquiry.drop_index(op.f("ix_enquiry_touched_at"))
        enquiry.drop_index(op.f("ix_enquiry_handed_to_id"))
        for added in ENQUIRY:
            enquiry.drop_column(added.name)
    op.drop_table("gate_rule")
