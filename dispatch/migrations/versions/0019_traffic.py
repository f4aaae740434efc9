"""Observed speeds, closures and slow zones; what traffic a decision was made in."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "traffic_speeds",
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("edge", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=48), nullable=False),
        sa.Column("reporter", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("metres", sa.Float(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("network", "edge", "source", "reporter", name=op.f("pk_traffic_speeds")),
    )
    op.create_index("ix_traffic_speeds_at", "traffic_speeds", ["at"])
    op.create_table(
        "road_closures",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("share", sa.Float(), nullable=True),
        sa.Column("both_ways", sa.Boolean(), nullable=False),
        sa.Column("street", sa.String(length=96), nullable=True),
        sa.Column("street_en", sa.String(length=96), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("near_m", sa.Float(), nullable=True),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("edges", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("author_name", sa.String(length=64), nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road_closures")),
    )
    op.create_index("ix_road_closures_region_ends_at", "road_closures", ["region", "ends_at"])
    op.add_column("decisions", sa.Column("traffic", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("decisions", sa.Column("because", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("decisions", "because")
    op.drop_column("decisions", "traffic")
    op.drop_index("ix_road_closures_region_ends_at", table_name="road_closures")
    op.drop_table("road_closures")
    op.drop_index("ix_traffic_speeds_at", table_name="traffic_speeds")
    op.drop_table("traffic_speeds")
