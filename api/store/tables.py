"""The relay's tables, each column with why it may exist; the studio's and paging's are next door.

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
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from api.store.paging_tables import alert_orders as alert_orders
from api.store.paging_tables import alerts as alerts
from api.store.paging_tables import callbacks as callbacks
from api.store.paging_tables import ladders as ladders
from api.store.paging_tables import pages as pages
from api.store.paging_tables import unattended as unattended
from api.store.studio_tables import metadata as metadata

# -- mail ---------------------------------------------------------------------------------------------------------

conversations = Table(
    "conversations",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random; says nothing about the youth
    Column("owner", LargeBinary(16), nullable=False),  # the bot device that speaks for the youth
    Column("audience", Integer, nullable=False),  # circles that the youth chose, one bit each: who may see it
    Column("channel", String(16), nullable=False),  # "telegram": workers are told what is not end-to-end
    Column("priority", SmallInteger, nullable=False),  # 0-3, set by the youth's own buttons: order of the queue
    Column("note", Boolean, nullable=False),  # left while nobody was on call: nobody is woken for it
    Column("from_note", Boolean, nullable=False, server_default=text("false")),  # began as one: it may wait longer
    Column("state", String(8), nullable=False),  # waiting, claimed or closed
    Column("opened_at", BigInteger, nullable=False),  # shown to workers; rounded to the hour at close
    Column("waiting_since", BigInteger, nullable=False),  # place in the queue, kept through a release; rounded at close
    Column("claimed_by", LargeBinary(16)),  # the worker's device that has it, or had it last
    Column("claimed_label", String(64)),  # the label that this worker chose: colleagues are told who has it
    Column("claimed_at", BigInteger),  # the same; rounded to the hour at close
    Column("claimer_here", Boolean, nullable=False, server_default=text("false")),  # the claimer has a live socket
    Column("claimer_seen_at", BigInteger),  # when it last had one: after 5 minutes the claim lapses
    Column("answered", Boolean, nullable=False, server_default=text("false")),  # somebody has had it: counted once
    Column("put_back_at", BigInteger),  # when the last worker who had it went: it waits from then; empty after close
    Column("closed_at", BigInteger),  # rounded to the hour
    Column("purge_at", BigInteger),  # when every trace must be gone
    Column("kept_for", String(16)),  # why a worker keeps it longer: one of four words
    Column("late_at", BigInteger),  # nobody came in time: the youth's end is told to say so; empty after close
    Column("help_at", BigInteger),  # its worker asked for a second person; empty after close
    Column("offered_to", LargeBinary(16)),  # the colleague whom a transfer waits for; empty after close
    Column("agreed_at", BigInteger),  # when that colleague agreed to take it; empty after close
    Column("handed_by", LargeBinary(16)),  # who gave it on last: they may be told how it ended
    Column("muted_until", BigInteger),  # a worker paused it after abuse; rounded to the hour at close
    Column(
        "changed_at", BigInteger, nullable=False
    ),  # readers who missed a ring find the change; to the hour after close
    # Counted up by every UPDATE that does not say otherwise: of two readings of a row the one with more is newer.
    Column("changes", Integer, nullable=False, server_default=text("0"), onupdate=text("changes + 1")),
    CheckConstraint("state IN ('waiting', 'claimed', 'closed')", name="conversations_state"),
)
# Partial, so that the queue costs the same after a million closed conversations as after a thousand. On PostgreSQL their
# migrations say so too (tests/api/store/test_migrations.py); said here, every relay would hold PostgreSQL's dialect, 2 MiB.
_c = conversations.c
_place = (_c.priority.desc(), _c.waiting_since)  # the most urgent first, then the longest waiting
for _state, _order in {
    "waiting": (_c.owner, *_place),
    "claimed": (_c.waiting_since,),
    "closed": (_c.purge_at,),
}.items():
    _only = text(f"state = '{_state}'")
    Index(f"conversations_{_state}", *_order, _c.id, sqlite_where=_only)
# One for each circle: who looks for those who wait for it passes over nobody who waits for others.
CIRCLES = ("community", "indigenous", "child_protection", "police")  # as the roster has them, one bit each
for _bit, _circle in enumerate(CIRCLES):
    _theirs = text(f"state = 'waiting' AND (audience & {1 << _bit}) != 0")
    Index(f"conversations_waiting_{_circle}", *_place, _c.id, sqlite_where=_theirs)
_asking = text("help_at IS NOT NULL")  # each desk asks, at every page, how far its own call for help went
Index("conversations_asking", _c.claimed_by, sqlite_where=_asking)
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
    Column("changed_at", BigInteger, nullable=False),  # readers who missed the ring find it; soon rounded to the hour
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

holdings = Table(
    "holdings",
    metadata,
    Column("ed_pub", LargeBinary(32), primary_key=True),  # whose; also of a device that the roster dropped
    Column("admin_pub", LargeBinary(32), nullable=False),  # the coordinator's key that it holds, of the root document
    Column("by_device", LargeBinary(64), nullable=False),  # both signed that: the relay can make none up
    Column("by_key", LargeBinary(64), nullable=False),
)

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

# -- the team on call: schedule, kept by api/oncall/schedule ----------------------------------------------------------

patterns = Table(
    "patterns",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random
    Column("weekday", SmallInteger, nullable=False),  # 0 Monday ... 6 Sunday, in the line's zone
    Column("starts", SmallInteger, nullable=False),  # minutes after midnight on that zone's clock
    Column("length", SmallInteger, nullable=False),  # minutes on that clock; may run into the next day
    Column("duty", String(10), nullable=False),  # open (the line's hours), primary, backup or supervisor
    Column("device", LargeBinary(16)),  # whose shift; empty for the line's hours
    Column("from_day", Integer, nullable=False),  # first day it holds, as 20261123
    Column("until_day", Integer),  # last day it holds
)

shifts = Table(
    "shifts",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random
    Column("starts_at", BigInteger, nullable=False),  # who is woken, and which hours a youth is told
    Column("ends_at", BigInteger, nullable=False),  # the same
    Column("duty", String(10), nullable=False),  # open, primary, backup or supervisor
    Column("device", LargeBinary(16)),  # who; empty: nobody yet, or the line's hours
    Column("pattern", LargeBinary(16)),  # the weekly pattern it came from; empty: made by hand
    Column("asks", String(8)),  # its worker asks for something: cover or swap
    Column("asks_of", LargeBinary(16)),  # which colleague is asked; empty: all
    Column("asks_for", LargeBinary(16)),  # the shift given in return, for a swap
    Column("answer", String(8)),  # what came of its worker's offer to swap, until they have seen it: swapped or fell
    Column("changed_at", BigInteger, nullable=False),  # two who change it at once: the second is told
)
Index("shifts_end", shifts.c.ends_at)
Index("shifts_device", shifts.c.device, shifts.c.starts_at)

closures = Table(
    "closures",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random
    Column("starts_at", BigInteger, nullable=False),  # hours that are published as closed
    Column("ends_at", BigInteger, nullable=False),  # the same
    Column("reason", String(10), nullable=False),  # holiday, closed, or unfilled: it opens again when somebody is there
)

publications = Table(
    "publications",
    metadata,
    Column("id", SmallInteger, primary_key=True),  # always 1
    Column("until", BigInteger, nullable=False),  # how far the schedule is published
    Column("at", BigInteger, nullable=False),  # when it last was
    Column("by_device", LargeBinary(16), nullable=False),  # which coordinator answers for it
)

feeds = Table(
    "feeds",
    metadata,
    Column("device", LargeBinary(16), primary_key=True),  # whose shifts the calendar address shows
    Column("secret_hash", LargeBinary(32), nullable=False),  # of the secret address; the address is not kept
    Column("made_at", BigInteger, nullable=False),  # it ends after a year
)

# -- the team on call: who can take how much, kept by api/conversations and api/staff -------------------------------------

presence = Table(
    "presence",
    metadata,
    Column("device", LargeBinary(16), primary_key=True),  # whose
    Column("state", String(8), nullable=False),  # here, away or rest
    Column("reason", String(12)),  # why away: one of a closed list
    Column("until", BigInteger),  # until when
    Column("most", SmallInteger, nullable=False),  # how many conversations at once
)

recusals = Table(
    "recusals",
    metadata,
    Column("device", LargeBinary(16), nullable=False),  # who knows this person
    Column("conversation", LargeBinary(16), nullable=False),  # hidden from that device, and nobody learns why
    PrimaryKeyConstraint("device", "conversation"),
)
Index("recusals_conversation", recusals.c.conversation)

joins = Table(
    "joins",
    metadata,
    Column("conversation", LargeBinary(16), nullable=False),  # which claimed conversation a second person may read
    Column("device", LargeBinary(16), nullable=False),  # who: shown to its claimer as present
    Column("reason", String(16), nullable=False),  # one of a closed list; help and supervise need no second person
    Column("asked_at", BigInteger, nullable=False),  # gone after an hour when nobody agrees
    Column("agreed_by", LargeBinary(16)),  # the second person
    Column("until", BigInteger),  # until when it may be read; empty: nobody has agreed yet
    Column("woken", LargeBinary),  # which devices were woken for it: who asks reads it, and nobody else
    PrimaryKeyConstraint("conversation", "device"),
)

mutes = Table(
    "mutes",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random
    Column("conversation", LargeBinary(16)),  # which; empty once that is purged, and then nothing here leads back to it
    Column("device", LargeBinary(16), nullable=False),  # who paused it: a second person owes this deed a look
    Column("reason", String(12), nullable=False),  # one of a closed list
    Column("minutes", SmallInteger, nullable=False),  # how long was asked for: times are rounded at close
    Column("at", BigInteger, nullable=False),  # when; rounded to the hour at close
    Column("until", BigInteger, nullable=False),  # when it ends or ended; rounded to the hour at close
    Column("ended_by", LargeBinary(16)),  # who ended it before its time
    Column("review", String(8)),  # what the second person said: right or undone
    Column("reviewed_by", LargeBinary(16)),  # who
    Column("gone_at", BigInteger),  # its talk is purged and nobody had looked: when this goes too, seen or not
)
Index("mutes_conversation", mutes.c.conversation)

packets = Table(
    "packets",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random
    Column("conversation", LargeBinary(16)),  # of which, until it is sent; empty after: it outlives the conversation
    Column("author", LargeBinary(16), nullable=False),  # who made it
    Column("second", LargeBinary(16), nullable=False),  # who looks at it before it leaves
    Column("receiver", LargeBinary(16)),  # whom it is sealed to; empty: paper
    Column("kind", String(16), nullable=False),  # what kind of receiver: one of a closed list
    Column("basis", String(16), nullable=False),  # agreed, or the reason of a closed list without the youth's yes
    Column("state", String(8), nullable=False),  # asked, agreed, declined, sent or opened
    Column("agreement", LargeBinary(64)),  # the second person's signature
    Column("wrapped", LargeBinary),  # sealed to whoever is next, under an outer lock
    Column("made_at", BigInteger, nullable=False),  # in which hour
    Column("until", BigInteger, nullable=False),  # when it is destroyed
    Column("woken", Boolean),  # its author reads whether whom it waits for could be woken
)

# -- counts and the record of who did what ----------------------------------------------------------------------------------

tallies = Table(
    "tallies",
    metadata,
    Column("day", Integer, nullable=False),  # as 20261123, in the line's zone; never finer (0: of now, only the newest)
    Column("kind", String(24), nullable=False),  # what is counted: one of a closed list
    Column("key", String(32), nullable=False),  # of which sort: one of a closed list
    Column("number", BigInteger, nullable=False),  # how many; no row stands for a conversation
    PrimaryKeyConstraint("day", "kind", "key"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True),  # 1, 2, 3 ... without a gap
    Column("hour", BigInteger, nullable=False),  # when, no finer
    Column("actor", LargeBinary(16)),  # which device; empty: the relay itself
    Column("action", String(24), nullable=False),  # one of a closed list
    Column("subject", LargeBinary(16)),  # a pseudonym of what it was done to
    Column("hash", LargeBinary(32), nullable=False),  # over this row and the hash before it
)
Index("audit_actor", audit.c.actor, audit.c.number)
Index("audit_action", audit.c.action, audit.c.number)

audit_seals = Table(
    "audit_seals",
    metadata,
    Column("day", Integer, primary_key=True),  # as 20261123, UTC
    Column("number", BigInteger, nullable=False),  # up to which row
    Column("hash", LargeBinary(32), nullable=False),  # that row's
    Column("signature", LargeBinary(64), nullable=False),  # by the relay's audit key
)
