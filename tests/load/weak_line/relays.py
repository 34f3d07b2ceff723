"""The relay of a talk in harsh weather: in a process of its own, so that it can be killed and its database can fail."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from api.settings import Settings
from api.store.database import Database
from api.store.lockbox import open_lockbox
from tests.bot.world import Relay
from tests.fakes.line import answers

HOUSE = Path(__file__).parents[3]
PATIENCE = 60  # seconds until it serves, while much else runs


@dataclass
class MortalRelay(Relay):
    """A relay that goes on where another one stopped, on its port and with its data."""

    process: subprocess.Popen[bytes] | None = None

    @classmethod
    async def goes_on(cls, before: Relay) -> MortalRelay:
        """Take over from a relay in this process."""
        await before.stop()
        one = cls(before.folder, before.clock, before.more, before.port)
        settings = Settings.read(one._settings())
        one.app = SimpleNamespace(
            state=SimpleNamespace(
                database=Database(settings.database_url), lockbox=await open_lockbox(settings.lockbox_address)
            )
        )
        await one.start()
        return one

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    @property
    def diary(self) -> Path:
        """Where it writes down what it does."""
        return self.folder / "diary.txt"

    def _settings(self) -> dict[str, str]:
        bind = {"API_DATA_DIR": str(self.folder), "API_ORIGIN": self.url, "API_BIND": f"127.0.0.1:{self.port}"}
        return bind | self.more

    async def start(self) -> None:
        """Start it, and wait until it serves."""
        others = {name: value for name, value in os.environ.items() if not name.startswith(("API_", "BOT_"))}
        with (self.folder / "relay.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.load.weak_line.mortal", str(self.diary)],
                env=others | self._settings(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=HOUSE,
            )
        async with asyncio.timeout(PATIENCE):
            while not await asyncio.to_thread(answers, f"{self.url}/health/ready"):
                assert self.running, (self.folder / "relay.log").read_text()[-2000:]
                await asyncio.sleep(0.1)

    def told(self, what: str) -> None:
        """Say what its database does from now on."""
        assert self.process is not None and self.process.stdin is not None
        self.process.stdin.write(f"{what}\n".encode())
        self.process.stdin.flush()

    async def killed(self, patience: float = 0) -> None:
        """End it by kill -9; let it have so long to do so itself."""
        assert self.process is not None
        try:
            await asyncio.to_thread(self.process.wait, patience or 0.001)
        except subprocess.TimeoutExpired:
            self.process.kill()
            await asyncio.to_thread(self.process.wait)
        self._let_go()

    async def stop(self) -> None:
        """End it, and let go of its data."""
        if self.process is not None:
            await self.killed()
        await self.app.state.lockbox.close()
        await self.app.state.database.close()

    def _let_go(self) -> None:
        assert self.process is not None and self.process.stdin is not None
        self.process.stdin.close()
        self.process = None
