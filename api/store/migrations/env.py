"""Tells Alembic which connection to migrate: the one that it is given."""

from alembic import context

from api.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
