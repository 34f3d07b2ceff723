"""Whoever offered a swap is told what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_zzz_swap_answers"
down_revision = "2026_11_29_zz_keys_held"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Offers that stand now are answered from here on."""
    op.add_column("shifts", sa.Column("answer", sa.String(length=8), nullable=True))
