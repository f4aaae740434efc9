"""Trips as they were promised and as they went, and the versions of the minutes."""

import sqlalchemy as sa
from alembic import op

from dispatch.tables.trips import POSTGRES_GUARDS, SQLITE_GUARDS

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trips",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("leg", sa.String(length=16), nullable=False),
        sa.Column("departed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("target_lat", sa.Float(), nullable=True),
        sa.Column("target_lon", sa.Float(), nullable=True),
        sa.Column("distance_m", sa.Float(), nullable=False),
        sa.Column("driven_s", sa.Float(), nullable=False),
        sa.Column("p50_s", sa.Float(), nullable=False),
        sa.Column("p90_s", sa.Float(), nullable=False),
        sa.Column("took_s", sa.Float(), nullable=True),
        sa.Column("model", sa.Integer(), nullable=False),
        sa.Column("siren", sa.Boolean(), nullable=False),
        sa.Column("night", sa.Boolean(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trips")),
    )
    op.create_index("ix_trips_region_arrived_at", "trips", ["region", "arrived_at"])
    op.create_index("ix_trips_assignment", "trips", ["assignment_id"])
    op.create_table(
        "trip_models",
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("models", sa.JSON(), nullable=False),
        sa.Column("trips", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=96), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("author_name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("region", "number", name=op.f("pk_trip_models")),
    )
    for guard in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRES_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    op.drop_table("trip_models")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS trip_models_stay()")
    op.drop_table("trips")
