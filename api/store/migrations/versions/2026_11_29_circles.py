"""Who waits for a circle is found without passing over those who wait for others."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_circles"
down_revision = "2026_11_25_studio"
branch_labels = None
depends_on = None

PLACE: list[str | sa.TextClause] = [sa.text("priority DESC"), "waiting_since", "id"]
CIRCLES = {"community": 1, "indigenous": 2, "child_protection": 4, "police": 8}


def upgrade() -> None:
    """Make an index for each circle, and let the one of all who wait begin with whose they are."""
    op.drop_index("conversations_waiting", "conversations")
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "conversations_waiting", "conversations", ["owner", *PLACE], sqlite_where=waiting, postgresql_where=waiting
    )
    for name, bit in CIRCLES.items():
        theirs = sa.text(f"state = 'waiting' AND (audience & {bit}) != 0")
        op.create_index(
            f"conversations_waiting_{name}", "conversations", PLACE, sqlite_where=theirs, postgresql_where=theirs
        )
