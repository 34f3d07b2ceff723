"""A line that is made once by the relay's own calls, closed, and set down again for every test that begins after that.

Most tests are about what people do once they are on a line and signed in; how they come there is told by tests of its own.
What is kept is what a stopped relay leaves behind: its rows and its folder, with the keys and tokens that its people hold.
"""

from __future__ import annotations

import copy
import io
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from tests.api.founder import Founder, Phone
from tests.api.relay import Relay, running
from tests.fakes.servers import MovableClock

Make = Callable[[Relay], Awaitable[None]]
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_COUNTED = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass
class Kept:
    """What a relay left behind when it was closed, and whoever is on its line."""

    folder: Path
    rows: dict[str, bytes]
    counted: dict[str, int]
    founder: Founder
    phones: list[Phone]
    tokens: dict[bytes, dict[str, str]]
    arrived: dict[str, dict[str, str]]

    async def lay(self, url: str, folder: Path) -> None:
        """Put rows and folder where a relay will find them."""
        shutil.copytree(self.folder / "relay", folder)
        if url.startswith("sqlite"):
            shutil.copy(self.folder / "relay.db", _file(url))
            return
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            # As a replica one passes by the triggers, which kept the record when these rows were written.
            await connection.execute("SET session_replication_role = replica")
            for table, rows in self.rows.items():
                await connection.copy_to_table(table, source=io.BytesIO(rows), format="binary")
            for name, value in self.counted.items():
                await connection.execute("SELECT setval($1::text::regclass, $2)", name, value)
        finally:
            await connection.close()

    def hand(self, relay: Relay) -> None:
        """Let a relay's people hold what they held; each test may change it for itself."""
        relay.founder = copy.copy(self.founder)
        relay.founder.rosters = list(self.founder.rosters)
        relay.phones = [copy.copy(phone) for phone in self.phones]
        relay.tokens = {device: dict(headers) for device, headers in self.tokens.items()}
        relay.arrived = {label: dict(headers) for label, headers in self.arrived.items()}


class Lines:
    """The lines that tests of one process begin with, each made when the first of them asks."""

    def __init__(self, new_folder: Callable[[], Path], new_database: Callable[[str, Path], Awaitable[str]]) -> None:
        """Know where to make one: a folder and an empty database of the kind of another."""
        self._new_folder = new_folder
        self._new_database = new_database
        self._kept: dict[Any, Kept] = {}

    @asynccontextmanager
    async def set_down(self, make: Make, url: str, folder: Path, clock: Any) -> AsyncIterator[Relay]:
        """Open a relay on an empty database, with the line on it that `make` makes."""
        which = (make, url.partition(":")[0], clock.now())
        if which not in self._kept:
            self._kept[which] = await self._made(make, url, clock.now())
        kept = self._kept[which]
        await kept.lay(url, folder)
        async with running(url, folder, clock) as relay:
            kept.hand(relay)
            yield relay

    async def _made(self, make: Make, like: str, now: int) -> Kept:
        """Make a line on a relay of its own, close that, and keep everything."""
        folder = self._new_folder()
        url = await self._new_database(like, folder)
        async with running(url, folder / "relay", MovableClock(now)) as relay:
            await make(relay)
        rows, counted = ({}, {}) if url.startswith("sqlite") else await _taken(url)
        return Kept(folder, rows, counted, relay.founder, relay.phones, relay.tokens, relay.arrived)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite+aiosqlite:///"))


async def _taken(url: str) -> tuple[dict[str, bytes], dict[str, int]]:
    """Read every row, and how far everything is counted."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        rows = {}
        for (table,) in await connection.fetch(_TABLES):
            if await connection.fetchval(f'SELECT EXISTS (SELECT FROM "{table}")'):
                written = io.BytesIO()
                await connection.copy_from_table(table, output=written, format="binary")
                rows[table] = written.getvalue()
        return rows, dict(await connection.fetch(_COUNTED))
    finally:
        await connection.close()
