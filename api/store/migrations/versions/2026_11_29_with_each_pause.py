"""Every pause of a talk is a row of its own, and one that nobody looked at outlives its talk without naming it."""

from os import urandom

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_with_each_pause"
down_revision = "2026_11_29_what_was_signed"
branch_labels = None
depends_on = None

MINUTE = 60_000
LENGTHS = (15, 60, 480, 1440)
KEPT = "conversation, device, reason, at, until, review, reviewed_by"


def upgrade() -> None:
    """Carry over the pauses that there are; how long was asked for is the shortest length that they fit into."""
    connection = op.get_bind()
    before = connection.execute(sa.text(f"SELECT {KEPT} FROM mutes")).mappings().all()  # noqa: S608 - our own words
    op.drop_table("mutes")
    table = op.create_table(
        "mutes",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("conversation", sa.LargeBinary(length=16), nullable=True),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("review", sa.String(length=8), nullable=True),
        sa.Column("reviewed_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mutes_conversation", "mutes", ["conversation"], unique=False)
    rows = [{**row, "id": urandom(16), "minutes": _length(row["until"] - row["at"])} for row in before]
    if rows:
        op.bulk_insert(table, rows)


def _length(lasted: int) -> int:
    return next((minutes for minutes in LENGTHS if lasted <= minutes * MINUTE), LENGTHS[-1])
