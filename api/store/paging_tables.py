"""The tables of calling the team, kept by api/oncall/paging; each column with why it may exist."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
)

from api.store.studio_tables import metadata

ladders = Table(
    "ladders",
    metadata,
    Column("conversation", LargeBinary(16), primary_key=True),  # who waits, or whose worker waits for help
    Column("begun_at", BigInteger, nullable=False),  # when the waiting began; every deadline counts from here
    Column("rung", Integer, nullable=False),  # how far the paging went
    Column("call_at", BigInteger),  # when the next rung is due; empty: nobody waits now
    Column("next_at", BigInteger),  # when anything is due, a call or the truth; empty: nothing
    Column("quiet_until", BigInteger),  # somebody said "I have it": silent until then
    Column("quiet_by", LargeBinary(16)),  # who
    Column("told_at", BigInteger),  # when the youth's end was told that nobody came
    Column("help_at", BigInteger),  # its worker's call for help that it is for; empty: the youth waits
)
Index("ladders_next", ladders.c.next_at)

pages = Table(
    "pages",
    metadata,
    Column("conversation", LargeBinary(16), nullable=False),  # what for
    Column("rung", Integer, nullable=False),  # each rung once
    Column("device", LargeBinary(16), nullable=False),  # who was woken
    Column("at", BigInteger, nullable=False),  # when
    Column("answer", String(8)),  # have, cannot, or empty
    PrimaryKeyConstraint("conversation", "rung", "device"),
)
Index("pages_device", pages.c.device, pages.c.at)

alert_orders = Table(
    "alert_orders",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random
    Column("device", LargeBinary(16), nullable=False),  # who is woken this way
    Column("channel", String(8), nullable=False),  # push, mail or hook
    Column("wrapped", LargeBinary, nullable=False),  # where to, under a lock that is outside the database
    Column("position", SmallInteger, nullable=False),  # the order that the worker chose
    Column("proven_at", BigInteger),  # when a test last reached its end
    Column("failed_at", BigInteger),  # since when it does not
)
Index("alert_orders_device", alert_orders.c.device)

alerts = Table(
    "alerts",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # random; the same alert twice is one
    Column("order_id", LargeBinary(16), nullable=False),  # which way
    Column("device", LargeBinary(16), nullable=False),  # who
    Column("reason", String(8), nullable=False),  # page, help, begin, swap or callme; never sent
    Column("due_at", BigInteger, nullable=False),  # when to try (again)
    Column("tries", SmallInteger, nullable=False),  # how often it was tried
    Column("until", BigInteger, nullable=False),  # after that it is of no use
)
Index("alerts_due", alerts.c.due_at)

callbacks = Table(
    "callbacks",
    metadata,
    Column("asks", LargeBinary(16), nullable=False),  # a worker who wants to be called
    Column("woken", LargeBinary(16), nullable=False),  # who was woken for that
    Column("asked_at", BigInteger, nullable=False),  # since when they wait
    Column("until", BigInteger, nullable=False),  # after that nobody reads it
    PrimaryKeyConstraint("asks", "woken"),
)

unattended = Table(
    "unattended",
    metadata,
    Column("id", SmallInteger, primary_key=True),  # always 1
    Column("since", BigInteger, nullable=False),  # since when a primary's hours run and nobody is on call
    Column("rung", Integer, nullable=False),  # how far the waking went
    Column("next_at", BigInteger, nullable=False),  # when the next are woken
)
