"""How Alembic sees this project: the connection comes from `dispatch.upgrade`, the tables from `dispatch.schema`."""

from alembic import context

from dispatch.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
