"""Why a second reader sent a review back; never changed, like everything in the studio's record."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_objections"
down_revision = "2026_11_30_changes"
branch_labels = None
depends_on = None

ABORTS = "BEGIN SELECT RAISE(ABORT, 'The record of the studio is only ever added to.'); END"


def upgrade() -> None:
    """Keep a reason beside a review, and let nobody change it."""
    op.create_table(
        "objections",
        sa.Column("review", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("review"),
    )
    postgres = op.get_bind().dialect.name == "postgresql"
    events = {"changes": "UPDATE", "goes": "DELETE", **({"all_go": "TRUNCATE"} if postgres else {})}
    for name, event in events.items():
        row = "STATEMENT EXECUTE FUNCTION keeps_the_record()" if postgres else f"ROW {ABORTS}"
        op.execute(f"CREATE TRIGGER objections_{name} BEFORE {event} ON objections FOR EACH {row}")
