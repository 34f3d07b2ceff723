"""Whoever asks for a second person reads who is being woken for it, also after a reload."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_z_who_is_woken"
down_revision = "2026_11_29_z_saved_as_one"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Requests that were made before know nothing of it."""
    op.add_column("joins", sa.Column("woken", sa.LargeBinary(), nullable=True))
    op.add_column("packets", sa.Column("woken", sa.Boolean(), nullable=True))
