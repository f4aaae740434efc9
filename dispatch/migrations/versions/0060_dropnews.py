"""How far desk and caller have been told of each kit from the air."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

RUNNING = sa.text("running")


def upgrade() -> None:
    op.create_table(
        "drop_news",
        sa.Column("sortie_id", sa.String(64), sa.ForeignKey("sorties.id"), primary_key=True),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
    )
    # What is over was told as it could be then: nobody is told of it again. What is not has told nothing yet.
    op.execute(
        "INSERT INTO drop_news (sortie_id, stage, version, running)"
        " SELECT id, 'offered', CASE WHEN open THEN -1 ELSE version END, open FROM sorties"
    )
    op.create_index("ix_drop_news_running", "drop_news", ["running"], sqlite_where=RUNNING, postgresql_where=RUNNING)


def downgrade() -> None:
    op.drop_table("drop_news")
