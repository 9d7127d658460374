"""Incidents, the spells of their impact, whom they hit and who has them too

Revision ID: incidents
Revises: stored_files
"""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "incidents"
down_revision = "stored_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("hits_everybody", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("next_update_at", UtcDateTime(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_incident_created_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_closed_at"), "incident", ["closed_at"])
    op.create_table(
        "impact_spell",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("impact", sa.String(length=12), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_impact_spell_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_spell")),
    )
    op.create_index(op.f("ix_impact_spell_incident_id"), "impact_spell", ["incident_id"])
    op.create_table(
        "incident_update",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_incident_update_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_update_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_update")),
    )
    op.create_index(op.f("ix_incident_update_incident_id"), "incident_update", ["incident_id"])
    op.create_table(
        "affected_organisation",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_affected_organisation_incident_id_incident"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_affected_organisation_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint(
            "incident_id", "organisation_id", name=op.f("pk_affected_organisation")
        ),
    )
    op.create_index(
        op.f("ix_affected_organisation_organisation_id"),
        "affected_organisation",
        ["organisation_id"],
    )
    op.create_table(
        "incident_join",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_join_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_incident_join_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_incident_join_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_join")),
        sa.UniqueConstraint(
            "incident_id", "person_id", name=op.f("uq_incident_join_incident_id_person_id")
        ),
    )
    op.create_index(op.f("ix_incident_join_at"), "incident_join", ["at"])
    op.create_index(op.f("ix_incident_join_organisation_id"), "incident_join", ["organisation_id"])
    op.create_index(op.f("ix_incident_join_person_id"), "incident_join", ["person_id"])


def downgrade() -> None:
    for table in (
        "incident_join",
        "affected_organisation",
        "incident_update",
        "impact_spell",
        "incident",
    ):
        op.drop_table(table)
