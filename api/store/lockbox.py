"""The outer lock: every stored frame is wrapped under a shred key that is kept apart from the mail.

The keys rest in a small SQLite file with a rollback journal and `secure_delete`, or in a second PostgreSQL database that
is never backed up; never beside the frames, in their write-ahead log, replicas or backups. Destroying a key turns every
residue of the conversation into noise, also in a stolen backup and with a worker's own keys. What was destroyed stays
listed, so that a restored backup is purged again and no key is ever made twice for one conversation.
A shred key is 32 random bytes and used for nothing else, so it is the AES key itself; place and conversation are bound
as associated data.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, delete, event, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from api.private import keep_database
from api.store import one_trip
from api.store.database import (
    BUSY_MS,
    Unavailable,
    ask_those_who_rested,
    begin_explicitly,
    parse_url,
    patience,
    translated,
)

CACHED = 8_192  # locks that are held in memory
NONCE = 12
_PLACE = struct.Struct(">Q")

metadata = MetaData()
keys = Table(
    "keys",
    metadata,
    Column("conversation", LargeBinary(16), primary_key=True),  # whose
    Column("key", LargeBinary(32), nullable=False),  # opens the outer lock, and nothing else
)
destroyed = Table(
    "destroyed",
    metadata,
    Column("conversation", LargeBinary(16), primary_key=True),  # has no key any more, and never will
    Column("at", BigInteger, nullable=False),  # when this entry may go
)


class Destroyed(Exception):
    """This conversation was purged: it has no key, and none will be made."""


class Unreadable(Exception):
    """A stored frame does not open under its conversation's key: it was changed, or moved."""


class Lock:
    """One conversation's outer lock."""

    __slots__ = ("_aead", "_conversation")

    def __init__(self, conversation: bytes, key: bytes) -> None:
        """Hold the key for as long as the conversation is in use."""
        self._conversation = conversation
        self._aead = AESGCM(key)

    def wrap(self, cursor: int, frame: bytes, nonce: bytes) -> bytes:
        """Return the frame as it is stored at this place, under one of `nonces`."""
        return nonce + self._aead.encrypt(nonce, frame, self._conversation + _PLACE.pack(cursor))

    def unwrap(self, cursor: int, wrapped: bytes) -> bytes:
        """Return the frame that is stored at this place; raise Unreadable when it is not that."""
        try:
            return self._aead.decrypt(wrapped[:NONCE], wrapped[NONCE:], self._conversation + _PLACE.pack(cursor))
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error


def nonces(count: int) -> list[bytes]:
    """Return fresh nonces: random, not counted, so that after a restored backup none comes twice under a living key."""
    drawn = os.urandom(NONCE * count)
    return [drawn[at : at + NONCE] for at in range(0, NONCE * count, NONCE)]


class Lockbox:
    """All the shred keys."""

    def __init__(self, url: str) -> None:
        """Prepare to open the file or the second database at this address."""
        address = parse_url(url)
        arguments: dict[str, Any] = {"pool_size": 2, "max_overflow": 2, "pool_timeout": 5}
        self._file: Path | None = None
        if address.drivername == "sqlite+aiosqlite":
            self._file = Path(str(address.database))
            arguments["connect_args"] = {"async_creator_fn": one_trip.connect}
        else:
            arguments["connect_args"] = patience()
        self._engine = create_async_engine(address, hide_parameters=True, **arguments)
        if self._file is not None:
            _keep_no_traces(self._engine.sync_engine)
        else:
            ask_those_who_rested(self._engine.sync_engine)
        self._writer = self._engine.execution_options(writes=True)
        self._held: OrderedDict[bytes, Lock] = OrderedDict()
        self._dropped = 0  # how often keys went: what was read before one did is not kept in memory

    async def open(self) -> None:
        """Make the tables of a new lockbox; its file is for its owner's eyes alone."""
        if self._file is not None:
            try:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                keep_database(self._file)
            except OSError as why:
                raise Unavailable(type(why).__name__) from None
        with translated():
            async with self._writer.begin() as connection:
                await connection.run_sync(metadata.create_all)

    def held(self, conversation: bytes) -> Lock | None:
        """Return a lock that is in memory; no input or output."""
        lock = self._held.get(conversation)
        if lock is not None:
            self._held.move_to_end(conversation)
        return lock

    async def make(self, conversation: bytes) -> Lock:
        """Return the conversation's lock, made now when it has none; raise Destroyed after its purge."""
        dropped = self._dropped
        with translated():
            async with self._writer.begin() as connection:
                if await connection.scalar(select(destroyed.c.at).where(destroyed.c.conversation == conversation)):
                    raise Destroyed
                key = await connection.scalar(select(keys.c.key).where(keys.c.conversation == conversation))
                if key is None:
                    key = secrets.token_bytes(32)
                    await connection.execute(insert(keys).values(conversation=conversation, key=key))
        return self._hold(conversation, key, dropped)

    async def secret(self, name: bytes, purpose: bytes) -> bytes:
        """Return 32 bytes that only this lockbox can make again: a key of the relay's own, the same on every replica."""
        await self.make(name)
        with translated():
            async with self._engine.connect() as connection:
                key = await connection.scalar(select(keys.c.key).where(keys.c.conversation == name))
        return HKDF(SHA256(), 32, None, purpose).derive(bytes(key or b""))

    async def find(self, conversation: bytes) -> Lock | None:
        """Return the conversation's lock, or None when it has no key."""
        if (lock := self.held(conversation)) is not None:
            return lock
        dropped = self._dropped
        with translated():
            async with self._engine.connect() as connection:
                key = await connection.scalar(select(keys.c.key).where(keys.c.conversation == conversation))
        return None if key is None else self._hold(conversation, key, dropped)

    async def destroy(self, conversations: Sequence[bytes], now: int) -> None:
        """Destroy these conversations' keys for good; those that are destroyed already stay so."""
        self._drop(conversations)
        with translated():
            async with self._writer.begin() as connection:
                await connection.execute(delete(keys).where(keys.c.conversation.in_(conversations)))
                known = await connection.scalars(
                    select(destroyed.c.conversation).where(destroyed.c.conversation.in_(conversations))
                )
                if new := set(conversations) - set(known):
                    rows = [{"conversation": one, "at": now} for one in new]
                    await connection.execute(insert(destroyed), rows)
        self._drop(conversations)  # Somebody may have read one of them meanwhile.

    def drop(self, conversation: bytes) -> None:
        """Forget a lock that is in memory: another replica has destroyed its key."""
        self._drop([conversation])

    async def keyed(self) -> set[bytes]:
        """Return every conversation that has a key."""
        with translated():
            async with self._engine.connect() as connection:
                return set(await connection.scalars(select(keys.c.conversation)))

    async def gone(self) -> set[bytes]:
        """Return every conversation whose key was destroyed."""
        with translated():
            async with self._engine.connect() as connection:
                return set(await connection.scalars(select(destroyed.c.conversation)))

    async def forget(self, before: int) -> None:
        """Take entries off the list that are older than any backup."""
        with translated():
            async with self._writer.begin() as connection:
                await connection.execute(delete(destroyed).where(destroyed.c.at < before))

    async def close(self) -> None:
        """Let go of every key in memory and close the file."""
        self._held.clear()
        await self._engine.dispose()

    def _drop(self, conversations: Sequence[bytes]) -> None:
        self._dropped += 1
        for conversation in conversations:
            self._held.pop(conversation, None)

    def _hold(self, conversation: bytes, key: bytes, dropped: int) -> Lock:
        """Keep a lock in memory, unless keys went since it was read: it may be one of them."""
        lock = Lock(conversation, bytes(key))
        if dropped == self._dropped:
            self._held[conversation] = lock
            if len(self._held) > CACHED:
                self._held.popitem(last=False)
        return lock


def _keep_no_traces(engine: Any) -> None:
    """Set up a file in which a deleted key leaves nothing: a write-ahead log would keep it (seen), so there is none."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=DELETE", "secure_delete=ON", "synchronous=EXTRA"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    begin_explicitly(engine)


async def open_lockbox(url: str) -> Lockbox:
    """Return the lockbox at this address, made when it is new."""
    lockbox = Lockbox(url)
    try:
        await lockbox.open()
    except IntegrityError:  # another replica made the tables at this very moment
        await lockbox.open()
    return lockbox
