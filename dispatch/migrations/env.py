"""How Alembic sees this project: the connection comes from `dispatch.upgrade`, the tables from `dispatch.schema`."""

from typing import Any, Literal

from alembic import context

from chassis.db import Instant
from dispatch.schema import METADATA
from hospitals.frozen import Frozen


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Our own column types in the database's words, so that a migration outlives a change of ours."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return "sa.Text()" if kind == "type" and isinstance(item, Frozen) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
