"""When a kit came off. Until now the pilot's word to release it stood for that."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None
SORTIES = sa.table(
    "sorties", sa.column("id", sa.String), sa.column("entered", sa.JSON), sa.column("reason", sa.String),
    sa.column("let_go_at", Instant()),
)  # fmt: skip


def upgrade() -> None:
    op.add_column("sorties", sa.Column("let_go_at", Instant(), nullable=True))
    connection = op.get_bind()
    known = connection.execute(sa.select(SORTIES.c.id, SORTIES.c.entered, SORTIES.c.reason)).all()
    for sortie_id, entered, reason in known:
        if (at := _came_off(entered, reason)) is not None:
            connection.execute(sa.update(SORTIES).where(SORTIES.c.id == sortie_id).values(let_go_at=at))


def _came_off(entered: Mapping[str, str], reason: str | None) -> datetime | None:
    """When it was released, unless its gripper was known not to have opened."""
    if "released" not in entered or ("retracting" in entered and reason == "no_answer"):
        return None
    return datetime.fromisoformat(entered["released"])


def downgrade() -> None:
    op.drop_column("sorties", "let_go_at")
