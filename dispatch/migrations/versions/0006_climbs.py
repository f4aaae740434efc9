"""The climbs of the hospital ladder, and their steps."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "climbs",
        sa.Column("patient_id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("taken_by", sa.String(length=64), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_climbs_incident_id_incidents")),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_climbs")),
    )
    op.create_index(op.f("ix_climbs_incident_id"), "climbs", ["incident_id"], unique=False)
    op.create_table(
        "climb_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("patient_id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("view", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["climbs.patient_id"], name=op.f("fk_climb_steps_patient_id_climbs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_climb_steps")),
    )
    op.create_index("ix_climb_steps_patient_id_id", "climb_steps", ["patient_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_climb_steps_patient_id_id", table_name="climb_steps")
    op.drop_table("climb_steps")
    op.drop_index(op.f("ix_climbs_incident_id"), table_name="climbs")
    op.drop_table("climbs")
