"""Stages and owners of content, why a revision was made, old names, drafts and steps

Revision ID: editor_articles
Revises: desk_clocks
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "editor_articles"
down_revision = "desk_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_to_item()
    _add_to_translation()
    _add_to_revision()
    _create_old_slug()
    _create_draft()
    _create_step()


def _add_to_item() -> None:
    with op.batch_alter_table("item") as item:
        item.add_column(sa.Column("owner_id", sa.Uuid(), nullable=True))
        item.create_foreign_key(op.f("fk_item_owner_id_person"), "person", ["owner_id"], ["id"])
        item.create_index(op.f("ix_item_owner_id"), ["owner_id"])


def _add_to_translation() -> None:
    with op.batch_alter_table("translation") as translation:
        translation.add_column(sa.Column("stage", sa.String(10), nullable=False, server_default=""))
        translation.add_column(sa.Column("proposed_number", sa.Integer(), nullable=True))
        translation.add_column(sa.Column("publish_at", UtcDateTime(), nullable=True))
        translation.add_column(sa.Column("replaced_by_id", sa.Uuid(), nullable=True))
        translation.create_foreign_key(
            op.f("fk_translation_replaced_by_id_item"), "item", ["replaced_by_id"], ["id"]
        )
        translation.create_index(op.f("ix_translation_replaced_by_id"), ["replaced_by_id"])


def _add_to_revision() -> None:
    op.add_column("revision", sa.Column("why", sa.String(300), nullable=False, server_default=""))
    op.add_column("revision", sa.Column("based_on", sa.Integer(), nullable=True))
    op.add_column("revision", sa.Column("over_number", sa.Integer(), nullable=True))
    op.add_column("revision", sa.Column("live_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE revision SET live_at = created_at")


def _create_old_slug() -> None:
    op.create_table(
        "old_slug",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("lang", sa.String(10), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("translation_id", sa.Uuid(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        _of_translation("old_slug"),
        sa.PrimaryKeyConstraint("kind", "lang", "slug", name=op.f("pk_old_slug")),
    )
    op.create_index(op.f("ix_old_slug_translation_id"), "old_slug", ["translation_id"])


def _create_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("translation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("summary", sa.String(500), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("tell_us", sa.String(300), nullable=False),
        sa.Column("over_number", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        _of_translation("draft"),
        _of_person("draft"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint(
            "translation_id", "person_id", name=op.f("uq_draft_translation_id_person_id")
        ),
    )
    op.create_index(op.f("ix_draft_person_id"), "draft", ["person_id"])


def _create_step() -> None:
    op.create_table(
        "step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("translation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(1000), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        _of_translation("step"),
        _of_person("step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    op.create_index("ix_step_translation_id_at", "step", ["translation_id", "at"])


def _of_translation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["translation_id"], ["translation.id"], name=op.f(f"fk_{table}_translation_id_translation")
    )


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person")
    )


def downgrade() -> None:
    for table in ("step", "draft", "old_slug"):
        op.drop_table(table)
    op.drop_index(op.f("ix_translation_replaced_by_id"), "translation")
    op.drop_index(op.f("ix_item_owner_id"), "item")
    for table, columns in (
        ("revision", ("why", "based_on", "over_number", "live_at")),
        ("translation", ("stage", "proposed_number", "publish_at", "replaced_by_id")),
        ("item", ("owner_id",)),
    ):
        with op.batch_alter_table(table) as altered:
            for column in columns:
                altered.drop_column(column)
