"""The known fault that a ticket belongs to

Revision ID: desk_incidents
Revises: customers_zones
"""

import sqlalchemy as sa
from alembic import op

revision = "desk_incidents"
down_revision = "customers_zones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(sa.Column("incident_id", sa.Uuid(), nullable=True))
        ticket.create_foreign_key(
            op.f("fk_ticket_incident_id_incident"), "incident", ["incident_id"], ["id"]
        )
        ticket.create_index(op.f("ix_ticket_incident_id"), ["incident_id"])


def downgrade() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.drop_index(op.f("ix_ticket_incident_id"))
        ticket.drop_constraint(op.f("fk_ticket_incident_id_incident"), type_="foreignkey")
        ticket.drop_column("incident_id")
