"""The line's own ladder: since when its hours run and nobody is on call."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_unattended"
down_revision = "2026_11_29_record"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep one row while nobody is there."""
    op.create_table(
        "unattended",
        sa.Column("id", sa.SmallInteger(), primary_key=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
    )
