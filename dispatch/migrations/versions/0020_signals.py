"""Requests for green lights, and everything said about them."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signal_requests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("unit_region", sa.String(length=32), nullable=False),
        sa.Column("leg", sa.String(length=32), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("junction", sa.String(length=48), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("approach", sa.Integer(), nullable=False),
        sa.Column("exit", sa.Integer(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("eta", Instant(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("granted_at", Instant(), nullable=True),
        sa.Column("passed_at", Instant(), nullable=True),
        sa.Column("passed_granted", sa.Boolean(), nullable=True),
        sa.Column("others_delay_s", sa.Float(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["assignments.id"]),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name, columns in (
        ("ix_signal_requests_open", ["open", "region"]),
        ("ix_signal_requests_unit_id_made_at", ["unit_id", "made_at"]),
        ("ix_signal_requests_region_made_at", ["region", "made_at"]),
        ("ix_signal_requests_job_id", ["job_id"]),
        ("ix_signal_requests_incident_id", ["incident_id"]),
    ):
        op.create_index(name, "signal_requests", columns)
    op.create_table(
        "signal_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("said", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("eta", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["signal_requests.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_signal_steps_request_id_id", "signal_steps", ["request_id", "id"])


def downgrade() -> None:
    op.drop_table("signal_steps")
    op.drop_table("signal_requests")
