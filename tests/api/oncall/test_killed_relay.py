"""Two relays on one PostgreSQL: one is killed in the middle of calling, and nobody who waits notices."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from api.store import tables
from api.store.database import Database
from bot.sealing.keys import Identity, b64u
from tests.api.conftest import run
from tests.fakes.line import Part, free_port
from tests.fakes.servers import Postgres, until
from tests.fakes.youth import Coordinator, Place, now_ms

HOUR = 3_600_000
NUMBERS = {
    "API_PAGE_BACKUP_AFTER": "2",
    "API_PAGE_SUPERVISOR_AFTER": "2",
    "API_TELL_AFTER": "6",
    "API_PAGE_AGAIN": "2",
}


@pytest.fixture
def relays(postgres: Postgres, tmp_path: Path) -> Iterator[list[Part]]:
    """Two relays, each a process of its own, that share a database, a lockbox and a doorbell."""
    url, lockbox = run(postgres.new_database()), run(postgres.new_database())
    origin = f"http://localhost:{free_port()}"
    shared = {name: value for name, value in os.environ.items() if not name.startswith("API_")} | NUMBERS
    shared |= {"API_DATABASE_URL": url, "API_LOCKBOX_URL": lockbox, "API_HUB_URL": url, "API_ORIGIN": origin}
    shared["API_DATA_DIR"] = str(tmp_path / "var")
    subprocess.run([sys.executable, "-m", "api", "migrate"], env=shared, check=True)
    parts = []
    for number, port in enumerate((int(origin.rpartition(":")[2]), free_port())):
        environment = shared | {"API_BIND": f"127.0.0.1:{port}"}
        ready = f"http://127.0.0.1:{port}/health/ready"
        log = tmp_path / f"relay-{number}.log"
        parts.append(Part(f"relay {number}", [sys.executable, "-m", "api", "serve"], environment, ready, log))
        parts[-1].start()
    yield parts
    for part in parts:
        part.stop()
    for one in (url, lockbox):
        run(postgres.drop_database(one))


def founded(first: Part) -> tuple[Coordinator, dict[str, Identity], str]:
    """Make the line, with a team of three and a bot; return the bot's token."""
    coordinator = Coordinator(Place(first.environment["API_ORIGIN"]))
    link = subprocess.run(
        [sys.executable, "-m", "api", "setup-link"], env=first.environment, capture_output=True, text=True, check=True
    )
    coordinator.found(link.stdout.strip().split("#")[1])
    team = {duty: Identity.generate() for duty in ("primary", "backup", "supervisor")}
    for duty, identity in team.items():
        coordinator.admit(identity.pub, duty, "supervisor" if duty == "supervisor" else "worker")
    bot = Identity.generate()
    coordinator.admit(bot.pub, "Telegram bot", "bot")
    return coordinator, team, coordinator.place.sign_in(bot)


def test_a_relay_killed_in_the_middle_of_calling_is_not_missed(relays: list[Part]) -> None:
    """Each rung is called once, by whichever relay lives; the youth's end is told; the killed one comes back to its place."""
    coordinator, team, token = founded(relays[0])

    async def story() -> None:
        database = Database(relays[0].environment["API_DATABASE_URL"])

        async def rows(table: Any) -> list[Any]:
            async with database.reading() as connection:
                return list(await connection.execute(select(table)))

        async def highest() -> int:
            return max((page.rung for page in await rows(tables.pages)), default=0)

        async def reached(rung: int) -> None:
            async def there() -> bool:
                return await highest() >= rung

            await until(there, 60)

        now = now_ms()
        async with database.writing() as connection:
            for duty, identity in team.items():
                shift = {"id": os.urandom(16), "starts_at": now - HOUR, "ends_at": now + HOUR, "duty": duty}
                await connection.execute(insert(tables.shifts).values(**shift, device=identity.device, changed_at=now))
            published = {"id": 1, "until": now + HOUR, "at": now, "by_device": bytes(16)}
            await connection.execute(insert(tables.publications).values(published))
        opening = {"id": b64u(os.urandom(16)), "audience": 1, "channel": "telegram", "priority": 0, "note": False}
        with coordinator.place.client(token) as client:
            assert client.post("/api/conversations", json=opening).status_code == 201

        await reached(1)
        await asyncio.to_thread(relays[0].kill)
        await reached(3)
        await asyncio.to_thread(relays[0].start)
        await asyncio.to_thread(relays[1].kill)
        await reached(5)

        pages = await rows(tables.pages)
        (conversation,) = await rows(tables.conversations)
        first_pass = [(page.rung, page.device) for page in pages if page.rung <= 3]
        assert sorted(first_pass) == [(at, team[duty].device) for at, duty in enumerate(team, 1)]
        assert len({(page.rung, page.device) for page in pages}) == len(pages)
        assert conversation.late_at is not None
        await database.close()

    run(story())
