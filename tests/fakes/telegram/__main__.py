"""Runs the practice Telegram as a process: `python -m tests.fakes.telegram --port 8010 --token 424242:practice`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal

from bot.settings.lean import bring_in_aiogram

bring_in_aiogram()

from .practice import TOKEN, practice_telegram  # noqa: E402  (after aiogram, whose models are many)


async def run(host: str, port: int, token: str, speed: float) -> None:
    """Serve until Ctrl-C."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with practice_telegram(token, speed, port, host) as practice:
        print(f"The practice phone is on {practice.base}/ - nothing leaves this computer.", flush=True)
        await stop.wait()


def main() -> None:
    """Read the command line and serve."""
    reader = argparse.ArgumentParser(prog="python -m tests.fakes.telegram", description="A practice Telegram.")
    reader.add_argument("--host", default="127.0.0.1", help="the address to listen on (this computer only, by default)")
    reader.add_argument("--port", type=int, default=8010, help="the port to listen on")
    reader.add_argument("--token", default=TOKEN, help="the bot's token, digits:letters")
    reader.add_argument(
        "--speed", type=float, default=1, help="how fast its clock runs: 1 is real time, 0 stands still"
    )
    chosen = reader.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(chosen.host, chosen.port, chosen.token, chosen.speed))


if __name__ == "__main__":
    main()
