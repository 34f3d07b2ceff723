"""The team on call: schedule, paging, presence, transfer, counts and the record of who did what."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_team_on_call"
down_revision = "2026_01_05_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the team on call, and the columns that a conversation gains."""
    op.create_table(
        "alert_orders",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("proven_at", sa.BigInteger(), nullable=True),
        sa.Column("failed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("alert_orders_device", "alert_orders", ["device"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("order_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.String(length=8), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("alerts_due", "alerts", ["due_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.LargeBinary(length=16), nullable=True),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=16), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_actor", "audit", ["actor", "number"], unique=False)
    op.create_index("audit_action", "audit", ["action", "number"], unique=False)
    op.create_table(
        "audit_seals",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "closures",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "feeds",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device"),
    )
    op.create_table(
        "ladders",
        sa.Column("conversation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("call_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("quiet_until", sa.BigInteger(), nullable=True),
        sa.Column("quiet_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("conversation"),
    )
    op.create_index("ladders_next", "ladders", ["next_at"], unique=False)
    op.create_table(
        "mutes",
        sa.Column("conversation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("review", sa.String(length=8), nullable=True),
        sa.Column("reviewed_by", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("conversation"),
    )
    op.create_table(
        "joins",
        sa.Column("conversation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("agreed_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("conversation", "device"),
    )
    op.create_table(
        "packets",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("conversation", sa.LargeBinary(length=16), nullable=True),
        sa.Column("author", sa.LargeBinary(length=16), nullable=False),
        sa.Column("second", sa.LargeBinary(length=16), nullable=False),
        sa.Column("receiver", sa.LargeBinary(length=16), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("agreement", sa.LargeBinary(length=64), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "pages",
        sa.Column("conversation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.PrimaryKeyConstraint("conversation", "rung", "device"),
    )
    op.create_index("pages_device", "pages", ["device", "at"], unique=False)
    op.create_table(
        "patterns",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.SmallInteger(), nullable=False),
        sa.Column("length", sa.SmallInteger(), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=True),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.Column("until_day", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "presence",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("most", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device"),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_device", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "recusals",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("conversation", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("device", "conversation"),
    )
    op.create_index("recusals_conversation", "recusals", ["conversation"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=True),
        sa.Column("pattern", sa.LargeBinary(length=16), nullable=True),
        sa.Column("asks", sa.String(length=8), nullable=True),
        sa.Column("asks_of", sa.LargeBinary(length=16), nullable=True),
        sa.Column("asks_for", sa.LargeBinary(length=16), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("shifts_device", "shifts", ["device", "starts_at"], unique=False)
    op.create_index("shifts_end", "shifts", ["ends_at"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "key"),
    )
    op.add_column("conversations", sa.Column("answered", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("conversations", sa.Column("late_at", sa.BigInteger(), nullable=True))
    op.add_column("conversations", sa.Column("help_at", sa.BigInteger(), nullable=True))
    op.add_column("conversations", sa.Column("offered_to", sa.LargeBinary(length=16), nullable=True))
    op.add_column("conversations", sa.Column("agreed_at", sa.BigInteger(), nullable=True))
    op.add_column("conversations", sa.Column("handed_by", sa.LargeBinary(length=16), nullable=True))
    op.add_column("conversations", sa.Column("muted_until", sa.BigInteger(), nullable=True))
