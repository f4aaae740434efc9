"""What is loaded into a vehicle, what it says of itself, and what is noted of a flight."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

SORTIES = (
    ("plan", sa.JSON()),
    ("plan_hash", sa.String(16)),
    ("verified_at", Instant()),
    ("armed_at", Instant()),
    ("paused_at", Instant()),
    ("vehicle", sa.JSON()),
    ("kit_in_hand_at", Instant()),
)


def upgrade() -> None:
    for name, kind in SORTIES:
        op.add_column("sorties", sa.Column(name, kind, nullable=True))
    op.add_column("sorties", sa.Column("ticks", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("sorties", sa.Column("delay_s", sa.Float(), nullable=False, server_default="0"))
    op.add_column("drones", sa.Column("link", sa.String(200), nullable=True))
    op.add_column("drones", sa.Column("system_id", sa.Integer(), nullable=True))
    op.create_table(
        "flight_notes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sortie_id", sa.String(64), nullable=False),
        sa.Column("drone_id", sa.String(64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
    )
    op.create_index("ix_flight_notes_sortie_id_id", "flight_notes", ["sortie_id", "id"])


def downgrade() -> None:
    op.drop_table("flight_notes")
    for name in ("system_id", "link"):
        op.drop_column("drones", name)
    for name in ("delay_s", "ticks", *(name for name, _ in reversed(SORTIES))):
        op.drop_column("sorties", name)
