"""All tables of the bot on one page, each column with the reason why it may exist.

Nothing here opens a youth's earlier words: frames are sealed to others, and the secrets that sealed them are in no table.
A chat is known by `mac`, an HMAC of its id under a key outside the database. `sealed` is always AES-GCM under the host
secret, which is not in the database either. Numbers are Unix milliseconds unless said.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),  # of bot and line, never of a chat: test_columns.py has the list
    Column("value", LargeBinary, nullable=False),
)

receive_keys = Table(
    "receive_keys",
    metadata,
    Column("key_id", LargeBinary, primary_key=True),  # names the key in certificates and frames
    Column("sealed", LargeBinary, nullable=False),  # the private half, under the host secret
    Column("until", BigInteger, nullable=False),  # not_after of its certificate; destroyed 48 h later
)

chats = Table(
    "chats",
    metadata,
    Column("mac", LargeBinary, primary_key=True),  # finds the chat of an update
    Column("sealed", LargeBinary, nullable=False),  # chat id, flow state, conversation facts
    Column("due", BigInteger, nullable=True, index=True),  # when the timekeeper must look at this chat again
)

marks = Table(
    "marks",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),  # a new bot may count its updates anew
    Column("update_id", BigInteger, primary_key=True),  # an update is taken once
    Column("at", BigInteger, nullable=False),  # forgotten after 48 h
)

sends = Table(
    "sends",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # the order
    Column("mac", LargeBinary, nullable=False, index=True),  # whose; "stop" cancels them
    Column("lane", Integer, nullable=False),  # crisis numbers go first
    Column("claimed", Integer, nullable=False),  # 1: being sent; after a crash this is a possible repeat
    Column(
        "sealed", LargeBinary, nullable=False
    ),  # our own scripted words, or which frame to open; never a worker's words
    Column("at", BigInteger, nullable=False),  # given up after 48 h
)

posts = Table(
    "posts",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # the order
    Column("conversation", LargeBinary, nullable=False, index=True),  # whose
    Column("kind", String(12), nullable=False),  # open, frame, priority, audience, close, erase
    Column("body", LargeBinary, nullable=False),  # a sealed frame, or what the relay may know anyway
)

shown = Table(
    "shown",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("mac", LargeBinary, nullable=False),  # whose chat is to be emptied
    Column("tag", LargeBinary, nullable=False),  # HMAC: finds the message of a frame, or the frame of a message
    Column("sealed", LargeBinary, nullable=False),  # message id, its frame, whether it stays
    Column("at", BigInteger, nullable=False),  # wiped by timer before 48 h, forgotten at 48 h
    Index("shown_of_chat", "mac", "tag"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # the relay's name for it
    Column("mac", LargeBinary, nullable=False),  # whose
)

received = Table(
    "received",
    metadata,
    Column("conversation", LargeBinary, primary_key=True),  # whose
    Column("cursor", BigInteger, primary_key=True, autoincrement=False),  # the relay's order
    Column("at", BigInteger, nullable=False),  # forgotten after 72 h
    Column("frame", LargeBinary, nullable=False),  # as it came, sealed; opens while a receive key lives
)
