"""The relay's own signing key, made once: it seals the record of deeds and is used for nothing else.

It rests in a file of the data folder that only the relay's account may read, or, when several relays share a lockbox, in
that database; never beside the record, so that whoever can change the record cannot seal it again. Beside the key stands
how far was sealed: a record that was cut short is found out. The file may be backed up: it opens nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, SmallInteger, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from api.store.database import parse_url, patience, translated

metadata = MetaData()
kept = Table(
    "audit_key",
    metadata,
    Column("id", SmallInteger, primary_key=True),  # always 1
    Column("seed", LargeBinary(32), nullable=False),  # signs the record of deeds
    Column("day", Integer),  # how far was sealed: the day,
    Column("number", BigInteger),  # the row,
    Column("hash", LargeBinary(32)),  # and its hash
)


class WrongKey(Exception):
    """The key's file cannot be read, or holds something else; the message says which."""


class Sealed(NamedTuple):
    """How far the record was sealed: the day (20261123, UTC), its last row, and that row's hash."""

    day: int
    number: int
    hash: bytes


class Shelf(Protocol):
    """Where the key rests."""

    async def take(self) -> tuple[bytes, Sealed | None]:
        """Return the key's seed, made now when there is none, and how far was sealed."""
        ...

    async def remember(self, sealed: Sealed) -> None:
        """Keep how far was sealed."""
        ...


class AuditKey:
    """The key, in use."""

    def __init__(self, shelf: Shelf, seed: bytes) -> None:
        """Take a seed from its shelf."""
        self._shelf = shelf
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Sign a seal."""
        return self._key.sign(message)

    async def sealed(self) -> Sealed | None:
        """Return how far any relay of this line has sealed."""
        return (await self._shelf.take())[1]

    async def remember(self, sealed: Sealed) -> None:
        """Keep how far was sealed."""
        await self._shelf.remember(sealed)


def signed_by(public: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether this key made this signature; a malformed key or signature is simply a no."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


async def open_audit_key(data_dir: Path, lockbox_url: str | None) -> AuditKey:
    """Return the relay's key; made now when the line has none."""
    shared = lockbox_url is not None and not lockbox_url.startswith("sqlite")
    shelf: Shelf = DatabaseShelf(lockbox_url or "") if shared else FileShelf(data_dir / "audit.key")
    return AuditKey(shelf, (await shelf.take())[0])


class FileShelf:
    """A small file for its owner's eyes alone."""

    def __init__(self, path: Path) -> None:
        """Take the path; nothing is read yet."""
        self._path = path

    async def take(self) -> tuple[bytes, Sealed | None]:
        """Read the file, or make it: of two who make it at once, one wins and both read that."""
        return await asyncio.to_thread(self._read)

    async def remember(self, sealed: Sealed) -> None:
        """Write it anew beside the old one, and then in its place: a power cut leaves one of the two whole."""
        await asyncio.to_thread(lambda: self._write(self._read()[0], sealed, new=False))

    def _read(self) -> tuple[bytes, Sealed | None]:
        if not self._path.exists():
            self._write(secrets.token_bytes(32), None, new=True)
        try:
            held = json.loads(self._path.read_text())
            seed, sealed = bytes.fromhex(held["key"]), held["sealed"]
            return _fit(seed), Sealed(sealed[0], sealed[1], bytes.fromhex(sealed[2])) if sealed else None
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            raise WrongKey(f"{self._path} is not the relay's audit key, or cannot be read.") from None

    def _write(self, seed: bytes, sealed: Sealed | None, new: bool) -> None:
        mark = [sealed.day, sealed.number, sealed.hash.hex()] if sealed else None
        beside = self._path.with_suffix(f".{secrets.token_hex(4)}")
        beside.touch(mode=0o600)
        with beside.open("w") as file:
            file.write(json.dumps({"key": seed.hex(), "sealed": mark}))
            file.flush()
            os.fsync(file.fileno())
        try:
            if new:
                self._path.hardlink_to(beside)  # fails when another relay was first: its key is the key
            else:
                beside.replace(self._path)
        except FileExistsError:
            return
        finally:
            beside.unlink(missing_ok=True)


class DatabaseShelf:
    """A row in the database that several relays share as their lockbox."""

    def __init__(self, url: str) -> None:
        """Prepare; connections are opened for each use and closed after it: that is once an hour."""
        self._url = parse_url(url)

    async def take(self) -> tuple[bytes, Sealed | None]:
        """Read the row, or make it."""
        try:
            row = await self._run(select(kept))
            if row is None:
                await self._run(insert(kept).values(id=1, seed=secrets.token_bytes(32)))
                row = await self._run(select(kept))
        except IntegrityError:  # another relay made the table or the key at this very moment
            return await self.take()
        mark = None if row.day is None else Sealed(row.day, row.number, bytes(row.hash))
        return _fit(bytes(row.seed)), mark

    async def remember(self, sealed: Sealed) -> None:
        """Keep it in the row."""
        await self._run(update(kept).where(kept.c.id == 1).values(sealed._asdict()))

    async def _run(self, statement: Any) -> Any:
        engine = create_async_engine(self._url, hide_parameters=True, pool_size=1, connect_args=patience())
        try:
            with translated():
                async with engine.begin() as connection:
                    await connection.run_sync(metadata.create_all)
                    result = await connection.execute(statement)
                    return result.one_or_none() if result.returns_rows else None
        finally:
            await engine.dispose()


def _fit(seed: bytes) -> bytes:
    if len(seed) != 32:
        raise ValueError("seed")
    return seed
