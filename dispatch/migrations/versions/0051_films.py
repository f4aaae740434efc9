"""Films from ambulances. Messages between two pages belong to a caller's picture or to a viewer's line."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "films",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=True),
        sa.Column("asked_for", sa.String(length=64), nullable=True),
        sa.Column("picture", sa.Boolean(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=True),
        sa.Column("consent", sa.String(length=16), nullable=True),
        sa.Column("consent_by", sa.String(length=64), nullable=True),
        sa.Column("consent_language", sa.String(length=8), nullable=True),
        sa.Column("crew_page", sa.String(length=32), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_reason", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_films_assignment_id_assignments")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_films_incident_id_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_films")),
    )
    op.create_index("ix_films_incident", "films", ["incident_id", "opened_at"], unique=False)
    op.create_table(
        "film_viewers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("film_id", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("hospital_id", sa.String(length=64), nullable=True),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("left_reason", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["film_id"], ["films.id"], name=op.f("fk_film_viewers_film_id_films")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_film_viewers")),
    )
    op.create_index("ix_film_viewers_film", "film_viewers", ["film_id", "joined_at"], unique=False)
    op.drop_table("video_signals")  # what is in flight while the system is brought up to date is said again
    _signals()


def downgrade() -> None:
    op.drop_table("video_signals")
    _signals(sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_signals_video_id_videos")))
    op.drop_index("ix_film_viewers_film", table_name="film_viewers")
    op.drop_table("film_viewers")
    op.drop_index("ix_films_incident", table_name="films")
    op.drop_table("films")


def _signals(*bound: sa.ForeignKeyConstraint) -> None:
    op.create_table(
        "video_signals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("video_id", sa.String(length=64), nullable=False),
        sa.Column("to_page", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        *bound,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video_signals")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_video_signals_page", "video_signals", ["video_id", "to_page", "id"], unique=False)
