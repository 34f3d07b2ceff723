"""A ladder says whether it is for a worker who asked for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_help"
down_revision = "2026_11_29_circles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note on a ladder for which call for help it is."""
    op.add_column("ladders", sa.Column("help_at", sa.BigInteger(), nullable=True))
    asking = sa.text("help_at IS NOT NULL")
    op.create_index(
        "conversations_asking", "conversations", ["claimed_by"], sqlite_where=asking, postgresql_where=asking
    )
