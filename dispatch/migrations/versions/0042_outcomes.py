"""What was overridden when an entry was written, and what the hospital says became of the patient."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("care_entries", sa.Column("despite", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "outcomes",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("hospital_id", sa.String(32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("diagnosis", sa.String(200), nullable=True),
        sa.Column("icd10", sa.String(8), nullable=True),
        sa.Column("ed_disposition", sa.String(24), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("fate", sa.String(8), nullable=False),
        sa.Column("corrects", sa.String(64), nullable=True),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_outcomes_incident_id_incidents")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["hospital_requests.id"], name=op.f("fk_outcomes_request_id_hospital_requests")
        ),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_outcomes_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["corrects"], ["outcomes.id"], name=op.f("fk_outcomes_corrects_outcomes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    op.create_index(op.f("ix_outcomes_incident_id"), "outcomes", ["incident_id"])
    op.create_index(op.f("ix_outcomes_request_id"), "outcomes", ["request_id"])


def downgrade() -> None:
    op.drop_table("outcomes")
    with op.batch_alter_table("care_entries") as entries:
        entries.drop_column("despite")
