"""Registered people: their cards, sealed, the numbers that find them, and who looked."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _looks()
    _coming_in()


def _people() -> None:
    op.create_table(
        "registered_people",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("shared", sa.JSON(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.Column("consented_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("warned_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_people")),
    )
    op.create_index("ix_registered_people_owner", "registered_people", ["owner"])
    op.create_index("ix_registered_people_region_expires_at", "registered_people", ["region", "expires_at"])
    op.create_table(
        "registered_numbers",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        _of_person("registered_numbers"),
        sa.PrimaryKeyConstraint("fingerprint", "person_id", name=op.f("pk_registered_numbers")),
    )
    op.create_index(op.f("ix_registered_numbers_person_id"), "registered_numbers", ["person_id"])
    op.create_table(
        "registered_patients",
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("by_name", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_registered_patients_incident_id_incidents")
        ),
        _of_person("registered_patients"),
        sa.PrimaryKeyConstraint("incident_id", "person_id", name=op.f("pk_registered_patients")),
    )
    op.create_index(op.f("ix_registered_patients_person_id"), "registered_patients", ["person_id"])


def _looks() -> None:
    op.create_table(
        "registered_looks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("unmatched", sa.Boolean(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        _of_person("registered_looks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_looks")),
    )
    op.create_index("ix_registered_looks_person", "registered_looks", ["person_id", "at"])
    op.create_index("ix_registered_looks_region_at", "registered_looks", ["region", "at"])
    op.create_index("ix_registered_looks_incident", "registered_looks", ["incident_id"])


def _coming_in() -> None:
    op.create_table(
        "registered_codes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("asker", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_codes")),
    )
    op.create_index("ix_registered_codes_fingerprint", "registered_codes", ["fingerprint", "made_at"])
    op.create_index("ix_registered_codes_made_at", "registered_codes", ["made_at"])
    op.create_table(
        "registered_visits",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_visits")),
    )
    op.create_index(op.f("ix_registered_visits_expires_at"), "registered_visits", ["expires_at"])


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_person_id_registered_people")
    return sa.ForeignKeyConstraint(["person_id"], ["registered_people.id"], name=name)


def downgrade() -> None:
    for table in ("visits", "codes", "looks", "patients", "numbers", "people"):
        op.drop_table(f"registered_{table}")
