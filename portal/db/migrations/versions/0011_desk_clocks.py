"""Runs of a ticket's clock, its changes and internal notes; how it ended and was rated

Revision ID: desk_clocks
Revises: promises_phone
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "desk_clocks"
down_revision = "promises_phone"
branch_labels = None
depends_on = None

TICKET: tuple[sa.Column[Any], ...] = (
    sa.Column("closed_at", UtcDateTime(), nullable=True),
    sa.Column("outcome", sa.String(length=20), nullable=False, server_default=""),
    sa.Column("answered_with", sa.String(length=200), nullable=False, server_default=""),
    sa.Column("duplicate_of", sa.String(length=20), nullable=False, server_default=""),
    sa.Column("rating", sa.SmallInteger(), nullable=True),
    sa.Column("rating_words", sa.String(length=500), nullable=False, server_default=""),
)
RUNNING = """
INSERT INTO answer_clock (ticket_id, number, kind, started_at, due_at, working, pauses)
SELECT id, 1, CASE WHEN first_answered_at IS NULL THEN 'first' ELSE 'next' END,
       clock_started_at, due_at, due_working, '[]'
FROM ticket WHERE state = 'ours'
"""


def upgrade() -> None:
    _create_clock()
    _create_change()
    _create_note()
    for column in TICKET:
        op.add_column("ticket", column._copy())
    op.create_index("ix_ticket_state_due_at", "ticket", ["state", "due_at"])
    op.execute(RUNNING)


def _create_clock() -> None:
    op.create_table(
        "answer_clock",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("working", sa.JSON(), nullable=False),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        _of_ticket("answer_clock"),
        sa.PrimaryKeyConstraint("ticket_id", "number", name=op.f("pk_answer_clock")),
    )


def _create_change() -> None:
    op.create_table(
        "ticket_change",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=200), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        _of_ticket("ticket_change"),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_ticket_change_by_id_person")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "number", name=op.f("pk_ticket_change")),
    )


def _create_note() -> None:
    op.create_table(
        "ticket_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _of_ticket("ticket_note"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_ticket_note_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_note")),
    )
    op.create_index(op.f("ix_ticket_note_ticket_id"), "ticket_note", ["ticket_id"])


def _of_ticket(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["ticket_id"], ["ticket.id"], name=op.f(f"fk_{table}_ticket_id_ticket")
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_state_due_at", table_name="ticket")
    for column in reversed(TICKET):
        op.drop_column("ticket", column.name)
    for table in ("ticket_note", "ticket_change", "answer_clock"):
        op.drop_table(table)
