"""When a conversation was put back, so that nothing else that changes in its row makes it wait longer."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_put_back"
down_revision = "2026_12_01_objections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin to keep it; what waits after a worker now waits from its last change, as it did."""
    op.add_column("conversations", sa.Column("put_back_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE conversations SET put_back_at = changed_at WHERE state = 'waiting' AND answered")
