"""Which original a translation follows, to-dos from readers, review reminders, outside links

Revision ID: translations_todos
Revises: desk_warnings
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "translations_todos"
down_revision = "desk_warnings"
branch_labels = None
depends_on = None

FOLLOW = """
UPDATE revision SET based_on = (
    SELECT max(followed.number)
    FROM translation
    JOIN item ON item.id = translation.item_id
    JOIN translation original
        ON original.item_id = item.id AND original.lang = item.original_lang
    JOIN revision followed ON followed.translation_id = original.id
    WHERE translation.id = revision.translation_id
        AND translation.lang <> item.original_lang
        AND followed.number <= original.revision_number
        AND followed.created_at <= revision.created_at
) WHERE based_on IS NULL
"""


def upgrade() -> None:
    op.execute(FOLLOW)
    _create_todo()
    _create_voice()
    _create_review_reminder()
    _create_outside_link()


def _create_todo() -> None:
    op.create_table(
        "todo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_todo_item_id_item")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_todo_ended_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_todo")),
    )
    op.create_index(op.f("ix_todo_ended_by_id"), "todo", ["ended_by_id"])
    op.create_index("ix_todo_item_id_state", "todo", ["item_id", "state"])


def _create_voice() -> None:
    op.create_table(
        "voice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("todo_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["todo_id"], ["todo.id"], name=op.f("fk_voice_todo_id_todo")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_voice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint("todo_id", "person_id", name=op.f("uq_voice_todo_id_person_id")),
    )
    for column in ("person_id", "enquiry_id"):
        op.create_index(op.f(f"ix_voice_{column}"), "voice", [column])


def _create_review_reminder() -> None:
    op.create_table(
        "review_reminder",
        sa.Column("translation_id", sa.Uuid(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["translation.id"],
            name=op.f("fk_review_reminder_translation_id_translation"),
        ),
        sa.PrimaryKeyConstraint("translation_id", "review_on", name=op.f("pk_review_reminder")),
    )


def _create_outside_link() -> None:
    op.create_table(
        "outside_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("next_check_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_outside_link")),
    )
    op.create_index(op.f("ix_outside_link_next_check_at"), "outside_link", ["next_check_at"])


def downgrade() -> None:
    for table in ("outside_link", "review_reminder", "voice", "todo"):
        op.drop_table(table)
