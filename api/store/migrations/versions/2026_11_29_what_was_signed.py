"""What a review or a release learned once, it never unlearns: what was signed, when it ended, what was taken off."""

from alembic import op

revision = "2026_11_29_what_was_signed"
down_revision = "2026_11_29_unattended"
branch_labels = None
depends_on = None

ONCE = {"reviews": ("payload", "edition", "files", "ended_at"), "releases": ("withdrawn_at",)}
ABORTS = "BEGIN SELECT RAISE(ABORT, 'The record of the studio is only ever added to.'); END"


def upgrade() -> None:
    """Let an empty column be filled, and a filled one stay."""
    postgres = op.get_bind().dialect.name == "postgresql"
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    does = "EXECUTE FUNCTION keeps_the_record()" if postgres else ABORTS
    for table, columns in ONCE.items():
        for column in columns:
            when = f"OLD.{column} IS NOT NULL AND NEW.{column} {differs} OLD.{column}"
            event = f"BEFORE UPDATE OF {column} ON {table} FOR EACH ROW WHEN ({when})"
            op.execute(f"CREATE TRIGGER {table}_{column}_stays {event} {does}")
