"""A conversation knows that it began as a note, and is none any more once somebody had it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_zzzzz_notes"
down_revision = "2026_11_29_zzzz_call_me"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was a note until now began as one; whoever claimed it, or has it now, made it a conversation like any other."""
    column: sa.Column[bool] = sa.Column("from_note", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    op.add_column("conversations", column)
    names = ("note", "from_note", "answered")
    rows = sa.table("conversations", *(sa.column(name, sa.Boolean()) for name in names), sa.column("state"))
    op.execute(sa.update(rows).where(rows.c.note.is_(True)).values(from_note=True))
    had = sa.or_(rows.c.answered.is_(True), rows.c.state == "claimed")
    op.execute(sa.update(rows).where(rows.c.note.is_(True), had).values(note=False))
