"""Live pictures of callers."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "videos",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("picture", sa.Boolean(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=True),
        sa.Column("consented_at", Instant(), nullable=True),
        sa.Column("consent_language", sa.String(length=8), nullable=True),
        sa.Column("watched_by", sa.String(length=64), nullable=True),
        sa.Column("live_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_reason", sa.String(length=16), nullable=True),
        sa.Column("caller_page", sa.String(length=32), nullable=True),
        sa.Column("desk_page", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_videos_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_videos")),
    )
    op.create_index("ix_videos_call", "videos", ["call_id", "begun_at"], unique=False)
    op.create_table(
        "video_signals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("video_id", sa.String(length=64), nullable=False),
        sa.Column("to_page", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_signals_video_id_videos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video_signals")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_video_signals_page", "video_signals", ["video_id", "to_page", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_video_signals_page", table_name="video_signals")
    op.drop_table("video_signals")
    op.drop_index("ix_videos_call", table_name="videos")
    op.drop_table("videos")
