"""The database itself refuses whoever would change or remove what an editor saved, signed or called."""

from alembic import op

revision = "2026_11_29_record"
down_revision = "2026_11_29_help"
branch_labels = None
depends_on = None

ADDED = ("revisions", "approvals", "calls")  # rows that never change
# Rows that learn later what is signed and when it ended; who asked for what, and when, stays.
ASKED = {
    "reviews": ("number", "kind", "asked_by", "at", "revision", "why", "subject"),
    "releases": ("n", "review", "at", "runs_at"),
}
ABORTS = "BEGIN SELECT RAISE(ABORT, 'The record of the studio is only ever added to.'); END"
REFUSES = """
CREATE FUNCTION keeps_the_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record of the studio is only ever added to.' USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    """Let rows be added, and nothing else."""
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(REFUSES)
    fixed = {**dict.fromkeys(ADDED, "UPDATE"), **{table: f"UPDATE OF {', '.join(ASKED[table])}" for table in ASKED}}
    for table, changing in fixed.items():
        for name, event in (("changes", changing), ("goes", "DELETE"), *([("all_go", "TRUNCATE")] if postgres else ())):
            row = "STATEMENT EXECUTE FUNCTION keeps_the_record()" if postgres else f"ROW {ABORTS}"
            op.execute(f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH {row}")
