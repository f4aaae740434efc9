"""Remote orders in a closed loop, and talk between crew, hospital and medical director."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remote_orders",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("hospital_id", sa.String(32), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(48), nullable=True),
        sa.Column("text", sa.String(200), nullable=True),
        sa.Column("dose", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(16), nullable=True),
        sa.Column("route", sa.String(16), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("physician_id", sa.String(64), nullable=False),
        sa.Column("physician_name", sa.String(64), nullable=False),
        sa.Column("physician_duty", sa.String(24), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("ordered_at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.Column("supersedes", sa.String(64), nullable=True),
        sa.Column("alarmed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_remote_orders_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_remote_orders_incident_id_incidents")),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["remote_orders.id"], name=op.f("fk_remote_orders_supersedes_remote_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_orders")),
    )
    op.create_index("ix_remote_orders_incident", "remote_orders", ["incident_id", "ordered_at"], unique=False)
    op.create_table(
        "order_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(64), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(24), nullable=True),
        sa.Column("text", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["remote_orders.id"], name=op.f("fk_order_steps_order_id_remote_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_steps")),
    )
    op.create_index("ix_order_steps_order", "order_steps", ["order_id", "id"], unique=False)
    op.create_table(
        "talk_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("hospital_id", sa.String(32), nullable=True),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("text", sa.String(500), nullable=True),
        sa.Column("phrase", sa.String(24), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_talk_lines_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_talk_lines_incident_id_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_lines")),
    )
    op.create_index("ix_talk_lines_incident", "talk_lines", ["incident_id", "id"], unique=False)
    op.create_index("ix_talk_lines_at", "talk_lines", ["at"], unique=False)
    op.create_table(
        "talk_receipts",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("delivered_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("read_by", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["talk_lines.id"], name=op.f("fk_talk_receipts_line_id_talk_lines")),
        sa.PrimaryKeyConstraint("line_id", "side", name=op.f("pk_talk_receipts")),
    )


def downgrade() -> None:
    op.drop_table("talk_receipts")
    op.drop_index("ix_talk_lines_at", table_name="talk_lines")
    op.drop_index("ix_talk_lines_incident", table_name="talk_lines")
    op.drop_table("talk_lines")
    op.drop_index("ix_order_steps_order", table_name="order_steps")
    op.drop_table("order_steps")
    op.drop_index("ix_remote_orders_incident", table_name="remote_orders")
    op.drop_table("remote_orders")
