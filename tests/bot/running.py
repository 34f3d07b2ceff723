"""A bot in a process of its own, with settings of an operator's: started, asked for its counts, ended."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.fakes.line import Part, Starting, free_port


def others() -> dict[str, str]:
    """Return the environment without any setting of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("API_", "BOT_"))}


@dataclass
class Running:
    """One bot, and where it is found."""

    part: Part
    at: str
    counts_at: str

    @classmethod
    def with_settings(cls, folder: Path, settings: Mapping[str, str], port: int | None = None) -> Running:
        """Prepare a bot that keeps its things in this folder; it is ready when Telegram has met it."""
        port, counts = port or free_port(), free_port()
        environment = {
            "BOT_DATA_DIR": str(folder / "bot"),
            "BOT_BIND": f"127.0.0.1:{port}",
            "BOT_METRICS_BIND": f"127.0.0.1:{counts}",
            **settings,
        }
        at, command = f"http://127.0.0.1:{port}", [sys.executable, "-m", "bot", "serve"]
        part = Part("The bot", command, others() | environment, f"{at}/health/ready", folder / "bot.log")
        return cls(part, at, f"http://127.0.0.1:{counts}")

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        await asyncio.to_thread(self.part.start)

    async def stop(self) -> None:
        """End it in good order."""
        await asyncio.to_thread(self.part.stop)

    async def counts(self) -> dict[str, int]:
        """Return what it has counted, as an operator's Prometheus reads it."""
        async with httpx.AsyncClient() as client:
            text = (await client.get(f"{self.counts_at}/metrics")).raise_for_status().text
        return {name: int(value) for name, value in re.findall(r"^bot_(\w+)_total (\d+)$", text, re.MULTILINE)}

    async def answers(self, path: str) -> int:
        """Return how its public door answers at a path."""
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{self.at}{path}")).status_code


def run(folder: Path, command: str, settings: dict[str, str]) -> tuple[int, str]:
    """Run a command of the bot to its end; return its code and all that it said."""
    said = folder / f"{command}.said"
    with said.open("wb") as out:
        places = {"BOT_DATA_DIR": str(folder / "bot"), "BOT_BIND": f"127.0.0.1:{free_port()}"}
        environment = others() | places | settings
        code = Starting.begin([sys.executable, "-m", "bot", command], environment, out).wait(60)
    return code, said.read_text()
