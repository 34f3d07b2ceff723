"""A row of a conversation counts how often it changed, so that two readings of it can be told apart by age."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_changes"
down_revision = "2026_11_29_zzzzz_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin to count."""
    column: sa.Column[int] = sa.Column("changes", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("conversations", column)
