"""Pictures of a patient from the crew, and who has opened them."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patient_pictures",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("content_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("forgotten_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_patient_pictures_incident_id_incidents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_pictures")),
        sa.UniqueConstraint("incident_id", "digest", name="uq_patient_pictures_incident_id"),
    )
    op.create_table(
        "patient_pictures_opened",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("picture_id", sa.String(length=64), nullable=False),
        sa.Column("hospital_id", sa.String(length=64), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["patient_pictures.id"], name=op.f("fk_patient_pictures_opened_picture_id_patient_pictures")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_pictures_opened")),
    )
    op.create_index("ix_patient_pictures_opened_picture", "patient_pictures_opened", ["picture_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_patient_pictures_opened_picture", table_name="patient_pictures_opened")
    op.drop_table("patient_pictures_opened")
    op.drop_table("patient_pictures")
