"""What the positions of a unit suggest, and what stands on a stamp beside its time."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stamps", sa.Column("seems_at", Instant(), nullable=True))
    op.add_column("stamps", sa.Column("away_m", sa.Integer(), nullable=True))
    op.create_table(
        "trails",
        sa.Column("unit_id", sa.String(64), nullable=False),
        sa.Column("errand", sa.String(64), nullable=False),
        sa.Column("sights", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_trails_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_trails")),
    )
    op.create_table(
        "step_suggestions",
        sa.Column("assignment_id", sa.String(64), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("seems_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_step_suggestions_assignment_id_assignments")
        ),
        sa.PrimaryKeyConstraint("assignment_id", "step", name=op.f("pk_step_suggestions")),
    )


def downgrade() -> None:
    op.drop_table("step_suggestions")
    op.drop_table("trails")
    op.drop_column("stamps", "away_m")
    op.drop_column("stamps", "seems_at")
