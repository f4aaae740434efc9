"""Transfers of care: who took the patient over, when, and the text that was handed over."""

import sqlalchemy as sa
from alembic import op

from dispatch.tables.transfers import GUARDS

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfers_of_care",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("hospital_id", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_by", sa.String(length=64), nullable=False),
        sa.Column("unsigned", sa.String(length=24), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.String(length=64), nullable=True),
        sa.Column("signed_on", sa.String(length=16), nullable=True),
        sa.Column("signer_name", sa.String(length=64), nullable=True),
        sa.Column("signer_duty", sa.String(length=24), nullable=True),
        sa.Column("drawing", sa.Text(), nullable=True),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_transfers_of_care_incident_id_incidents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers_of_care")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_transfers_of_care_assignment_id")),
    )
    op.create_index("ix_transfers_of_care_hospital", "transfers_of_care", ["hospital_id", "at"], unique=False)
    op.create_index(op.f("ix_transfers_of_care_incident_id"), "transfers_of_care", ["incident_id"], unique=False)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_transfers_of_care_incident_id"), table_name="transfers_of_care")
    op.drop_index("ix_transfers_of_care_hospital", table_name="transfers_of_care")
    op.drop_table("transfers_of_care")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION signed_transfer_stays()")
