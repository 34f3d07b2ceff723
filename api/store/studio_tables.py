"""The tables of the studio: what editors wrote, what they agreed to, and what was published.

Their columns stand in the same list as the others (tests/api/store/test_columns.py). Everything here is public to
the team and nothing of it is about a youth. Rows are only ever added, and the database refuses anything else (decision 0090); what changes is when something begins
or ends.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, PrimaryKeyConstraint, String, Table, Text

metadata = MetaData()

revisions = Table(
    "revisions",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3 ... in the order of saving
    Column("path", String(120), nullable=False),  # which file of content/
    Column("hash", LargeBinary(32), nullable=False),  # SHA-256 of it: two who save at once are told
    Column("written", Text),  # the file as the editor wrote it; empty: taken away
    Column("author", LargeBinary(16)),  # who: may not approve it; empty: it came with the program, or from git
    Column("at", BigInteger, nullable=False),  # when
    Column("kind", String(8), nullable=False),  # shipped, edit, import, rollback, hide or call
    Column("why", String(500)),  # the editor's reason
    Column("begins", BigInteger),  # the first number of what was saved at once with it; empty: not kept then
)
Index("revisions_path", revisions.c.path, revisions.c.number)

reviews = Table(
    "reviews",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3 ...
    Column("kind", String(8), nullable=False),  # publish, rollback, hide or floor
    Column("asked_by", LargeBinary(16), nullable=False),  # who asked: may not approve it
    Column("at", BigInteger, nullable=False),  # when
    Column("revision", BigInteger, nullable=False),  # the newest revision then: a newer one ends it
    Column("why", String(500), nullable=False),  # the note for whoever looks at it
    Column("subject", String(64)),  # the service that is hidden, or the version that is gone back to
    Column("payload", Text),  # what is signed; empty: nothing can be signed yet
    Column("edition", Text),  # what a youth would read, whole, as JSON
    Column("files", Text),  # the hash of each file that it was made of, as JSON: to compare, and to go back to
    Column("ended_at", BigInteger),  # withdrawn, sent back or published
)

approvals = Table(
    "approvals",
    metadata,
    Column("review", BigInteger, nullable=False),  # of what
    Column("device", LargeBinary(16), nullable=False),  # whose
    Column("signature", LargeBinary(64), nullable=False),  # over the payload, by the device's roster key
    Column("at", BigInteger, nullable=False),  # when
    PrimaryKeyConstraint("review", "device"),
)

objections = Table(
    "objections",
    metadata,
    Column("review", BigInteger, primary_key=True, autoincrement=False),  # which one was sent back
    Column("device", LargeBinary(16), nullable=False),  # by whom
    Column("why", String(500), nullable=False),  # what should be different, for whoever asked
    Column("at", BigInteger, nullable=False),  # when
)

releases = Table(
    "releases",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3 ... as signed
    Column("review", BigInteger, nullable=False),  # what was signed, by whom, and why
    Column("at", BigInteger, nullable=False),  # when it was signed
    Column("runs_at", BigInteger, nullable=False),  # from when it is what youth read
    Column("withdrawn_at", BigInteger),  # taken off before it ran
)
Index("releases_runs", releases.c.runs_at)

calls = Table(
    "calls",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3 ...
    Column("service", String(64), nullable=False),  # which
    Column("hash", LargeBinary(32), nullable=False),  # SHA-256 of what was read out: a changed number needs new calls
    Column("device", LargeBinary(16), nullable=False),  # who called; two different people must
    Column("outcome", String(8), nullable=False),  # right or wrong
    Column("note", String(500)),  # what was wrong
    Column("at", BigInteger, nullable=False),  # when
)
Index("calls_service", calls.c.service, calls.c.number)
