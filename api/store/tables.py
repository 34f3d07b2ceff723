"""All tables of the relay on one page, each column with why it may exist.

No column holds a word that a youth or a worker wrote, a name, a number, an address or a key that opens anything.
tests/api/store/test_columns.py holds the list of columns; a new one needs a reason in both places.
Ids are 16 bytes, times are Unix milliseconds.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()

# -- mail ---------------------------------------------------------------------------------------------------------

conversations = Table(
    "conversations",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random; says nothing about the youth
    Column("owner", LargeBinary(16), nullable=False),  # the bot device that speaks for the youth
    Column("audience", Integer, nullable=False),  # circles that the youth chose, one bit each: who may see it
    Column("channel", String(16), nullable=False),  # "telegram": workers are told what is not end-to-end
    Column("priority", SmallInteger, nullable=False),  # 0-3, set by the youth's own buttons: order of the queue
    Column("note", Boolean, nullable=False),  # left while nobody was on call: it may wait longer
    Column("state", String(8), nullable=False),  # waiting, claimed or closed
    Column("opened_at", BigInteger, nullable=False),  # shown to workers; rounded to the hour at close
    Column("waiting_since", BigInteger, nullable=False),  # place in the queue, kept through a release; rounded at close
    Column("claimed_by", LargeBinary(16)),  # the worker's device that has it, or had it last
    Column("claimed_label", String(64)),  # the label that this worker chose: colleagues are told who has it
    Column("claimed_at", BigInteger),  # the same; rounded to the hour at close
    Column("claimer_here", Boolean, nullable=False, server_default=text("false")),  # the claimer has a live socket
    Column("claimer_seen_at", BigInteger),  # when it last had one: after 5 minutes the claim lapses
    Column("closed_at", BigInteger),  # rounded to the hour
    Column("purge_at", BigInteger),  # when every trace must be gone
    Column("kept_for", String(16)),  # why a worker keeps it longer: one of four words
    Column("changed_at", BigInteger, nullable=False),  # readers who missed a ring find the change
    CheckConstraint("state IN ('waiting', 'claimed', 'closed')", name="conversations_state"),
)
# Partial, so that the queue costs the same after a million closed conversations as after a thousand.
Index(
    "conversations_waiting",
    conversations.c.priority.desc(),
    conversations.c.waiting_since,
    conversations.c.id,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index(
    "conversations_claimed",
    conversations.c.waiting_since,
    conversations.c.id,
    sqlite_where=text("state = 'claimed'"),
    postgresql_where=text("state = 'claimed'"),
)
Index(
    "conversations_closed",
    conversations.c.purge_at,
    conversations.c.id,
    sqlite_where=text("state = 'closed'"),
    postgresql_where=text("state = 'closed'"),
)
Index("conversations_changed", conversations.c.changed_at)

frames = Table(
    "frames",
    metadata,
    Column("conversation", LargeBinary(16), nullable=False),  # whose mail it is
    Column("cursor", BigInteger, nullable=False),  # its place: 1, 2, 3 ... within the conversation
    Column("hash", LargeBinary(32), nullable=False),  # SHA-256 of the sealed frame: sent again, it is stored once
    Column("at", BigInteger, nullable=False),  # when it arrived; rounded to the hour at close
    Column("wrapped", LargeBinary, nullable=False),  # the sealed frame, under the conversation's shred key
    PrimaryKeyConstraint("conversation", "cursor"),
)

purges = Table(
    "purges",
    metadata,
    Column("conversation", LargeBinary(16), primary_key=True),  # erased: re-run after a restored backup
    Column("purged_at", BigInteger, nullable=False),  # rounded to the hour: when the entry itself may go
    Column("owner", LargeBinary(16), nullable=False),  # who must be told that it is gone
    Column("audience", Integer, nullable=False),  # the same
    Column("changed_at", BigInteger, nullable=False),  # readers who missed the ring find it
)
Index("purges_changed", purges.c.changed_at)

leases = Table(
    "leases",
    metadata,
    Column("job", String(32), primary_key=True),  # what one replica at a time may do
    Column("holder", String(32), nullable=False),  # a random name of that replica's process
    Column("until", BigInteger, nullable=False),  # when another may take over
    Column("ran_at", BigInteger, nullable=False),  # when it last ran: how often, and how far the clock is trusted
)

# -- staff, kept by api/staff and api/oncall --------------------------------------------------------------------------

line = Table(
    "line",
    metadata,
    Column("id", SmallInteger, primary_key=True),  # always 1: there is one line
    Column("setup_hash", LargeBinary(32)),  # SHA-256 of the set-up token; empty once the line is made
    Column("root_pub", LargeBinary(32)),  # the root's public key, as a hint; every end pins its own
    Column("made_at", BigInteger),  # set-up works once
)

documents = Table(
    "documents",
    metadata,
    Column("kind", String(8), nullable=False),  # root or roster
    Column("version", BigInteger, nullable=False),  # as signed
    Column("hash", LargeBinary(32), nullable=False),  # SHA-256 of the payload: the next roster names it
    Column("document", Text, nullable=False),  # byte for byte as it was given; the relay cannot make one
    Column("expires", BigInteger, nullable=False),  # as signed
    PrimaryKeyConstraint("kind", "version"),
)

devices = Table(
    "devices",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # derived from the public key
    Column("ed_pub", LargeBinary(32), nullable=False),  # verifies its sign-in
    Column("role", String(12), nullable=False),  # worker, supervisor, bot or editor: what it may do
    Column("circle", SmallInteger, nullable=False),  # index in the roster: what it may see
    Column("label", String(64), nullable=False),  # chosen by the worker; colleagues see it
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # device id, derived from the public key
    Column("ed_pub", LargeBinary(32), nullable=False),  # what the coordinator would put on the roster
    Column("label", String(64), nullable=False),  # the same
    Column("mac", LargeBinary(32)),  # proves the invitation to the coordinator; the relay cannot check it
    Column("role", String(12), nullable=False),  # a wish, shown
    Column("asked_at", BigInteger, nullable=False),  # gone after 7 days
)

challenges = Table(
    "challenges",
    metadata,
    Column("challenge", LargeBinary(32), primary_key=True),  # random; signed once
    Column("until", BigInteger, nullable=False),  # valid for 2 minutes
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),  # SHA-256 of the token; the token is not kept
    Column("device", LargeBinary(16), nullable=False),  # whose; ended when the roster drops it
    Column("coordinator", Boolean, nullable=False),  # it also proved an admin key
    Column("until", BigInteger, nullable=False),  # 12 hours
)
Index("sessions_device", sessions.c.device)

certificates = Table(
    "certificates",
    metadata,
    Column("device", LargeBinary(16), nullable=False),  # whose receive key
    Column("kind", SmallInteger, nullable=False),  # 1 shift (on call), 2 standby
    Column("certificate", LargeBinary, nullable=False),  # public; signed by the device
    Column("not_after", BigInteger, nullable=False),  # when it may go
    PrimaryKeyConstraint("device", "kind"),
)

openings = Table(
    "openings",
    metadata,
    Column("id", SmallInteger, primary_key=True),  # always 1
    Column("next_opening", BigInteger),  # told to the youth when nobody is on call
)
