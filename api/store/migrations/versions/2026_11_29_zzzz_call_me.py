"""Whoever is woken because a worker wants to be called reads which one."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_zzzz_call_me"
down_revision = "2026_11_29_zzz_swap_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody waits for a call in it yet."""
    op.create_table(
        "callbacks",
        sa.Column("asks", sa.LargeBinary(length=16), nullable=False),
        sa.Column("woken", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("asks", "woken"),
    )
