"""Coordinators see which device holds which of the keys that sign the list of people, and can take one out."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_zz_keys_held"
down_revision = "2026_11_29_z_who_is_woken"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who holds a key is known from their next sign-in on."""
    op.create_table(
        "holdings",
        sa.Column("ed_pub", sa.LargeBinary(length=32), nullable=False),
        sa.Column("admin_pub", sa.LargeBinary(length=32), nullable=False),
        sa.Column("by_device", sa.LargeBinary(length=64), nullable=False),
        sa.Column("by_key", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("ed_pub"),
    )
