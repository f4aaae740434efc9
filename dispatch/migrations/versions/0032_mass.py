"""Mass-casualty incidents: the report, casualties and what happened to each, and which hospitals know."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents", sa.Column("mass_level", sa.Integer(), nullable=True))
    op.create_table(
        "mass_incidents",
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=True),
        sa.Column("location", sa.String(200), nullable=True),
        sa.Column("hazards", sa.Text(), nullable=True),
        sa.Column("access", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=True),
        sa.Column("services", sa.Text(), nullable=True),
        sa.Column("declared_at", Instant(), nullable=False),
        sa.Column("declared_by", sa.String(64), nullable=False),
        sa.Column("declared_name", sa.String(64), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(64), nullable=True),
        sa.Column("ended_name", sa.String(64), nullable=True),
        sa.Column("ended_reason", sa.String(96), nullable=True),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_mass_incidents_incident_id_incidents")
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_mass_incidents")),
    )
    op.create_index("ix_mass_incidents_region", "mass_incidents", ["region"])
    op.create_table(
        "casualties",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("tag", sa.String(24), nullable=False),
        sa.Column("colour", sa.String(8), nullable=False),
        sa.Column("scale", sa.String(16), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("age_band", sa.String(16), nullable=True),
        sa.Column("sex", sa.String(8), nullable=True),
        sa.Column("place", sa.String(80), nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("tagged_at", Instant(), nullable=False),
        sa.Column("sorted_at", Instant(), nullable=False),
        sa.Column("hospital_id", sa.String(64), nullable=True),
        sa.Column("request_id", sa.String(64), nullable=True),
        sa.Column("assignment_id", sa.String(64), nullable=True),
        sa.Column("unit_id", sa.String(64), nullable=True),
        sa.Column("eta", Instant(), nullable=True),
        sa.Column("planned_at", Instant(), nullable=True),
        sa.Column("loaded_at", Instant(), nullable=True),
        sa.Column("arrived_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["mass_incidents.incident_id"], name=op.f("fk_casualties_incident_id_mass_incidents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casualties")),
    )
    op.create_index("ix_casualties_assignment", "casualties", ["assignment_id"])
    op.create_index("ix_casualties_hospital", "casualties", ["hospital_id", "state"])
    op.create_index("uq_casualties_incident_tag", "casualties", ["incident_id", "tag"], unique=True)
    op.create_table(
        "casualty_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("casualty_id", sa.String(64), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("colour", sa.String(8), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(96), nullable=True),
        sa.ForeignKeyConstraint(
            ["casualty_id"], ["casualties.id"], name=op.f("fk_casualty_steps_casualty_id_casualties")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casualty_steps")),
    )
    op.create_index("ix_casualty_steps_casualty", "casualty_steps", ["casualty_id", "id"])
    op.create_index("ix_casualty_steps_incident_id", "casualty_steps", ["incident_id"])
    op.create_table(
        "mass_notices",
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("hospital_id", sa.String(64), nullable=False),
        sa.Column("hospital_region", sa.String(32), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=True),
        sa.Column("acked_at", Instant(), nullable=True),
        sa.Column("acked_by", sa.String(64), nullable=True),
        sa.Column("acked_name", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["mass_incidents.incident_id"], name=op.f("fk_mass_notices_incident_id_mass_incidents")
        ),
        sa.PrimaryKeyConstraint("incident_id", "hospital_id", name=op.f("pk_mass_notices")),
    )


def downgrade() -> None:
    for table in ("mass_notices", "casualty_steps", "casualties", "mass_incidents"):
        op.drop_table(table)
    op.drop_column("incidents", "mass_level")
