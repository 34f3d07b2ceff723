"""Files that were saved at once stay together in the record: each knows the first of them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_z_saved_as_one"
down_revision = "2026_11_29_with_each_pause"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a revision say where what was saved with it begins."""
    op.add_column("revisions", sa.Column("begins", sa.BigInteger(), nullable=True))
