"""FHIR for hospitals' own systems: scopes of their tokens, their subscriptions, the numbered events each is told of."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tokens", sa.Column("scopes", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "fhir_subscriptions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("hospital_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.String(length=64), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("endpoint", sa.String(length=300), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("heartbeat_s", sa.Integer(), nullable=True),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_fhir_subscriptions_hospital_id_hospitals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fhir_subscriptions")),
    )
    op.create_index("ix_fhir_subscriptions_due", "fhir_subscriptions", ["due_at"])
    op.create_index(op.f("ix_fhir_subscriptions_hospital_id"), "fhir_subscriptions", ["hospital_id"])
    op.create_table(
        "fhir_news",
        sa.Column("subscription_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("focus", sa.String(length=96), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["fhir_subscriptions.id"],
            name=op.f("fk_fhir_news_subscription_id_fhir_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscription_id", "number", name=op.f("pk_fhir_news")),
    )
    op.create_index(op.f("ix_fhir_news_at"), "fhir_news", ["at"])


def downgrade() -> None:
    op.drop_table("fhir_news")
    op.drop_table("fhir_subscriptions")
    op.drop_column("tokens", "scopes")
