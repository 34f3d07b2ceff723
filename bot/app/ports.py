"""The ports that the bot listens on, and the server behind them, which ends in good order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from bot.settings.values import WrongSetting

ENDS = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """A server that ends in good order when the process is asked to, and lets the rest of the bot do so too."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear Ctrl-C and the stop of a service; uvicorn's own way would end the process before the bot has stopped."""
        loop = asyncio.get_running_loop()
        for one in ENDS:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        yield


def server_of(app: FastAPI) -> Server:
    """Return a server that shows these doors and writes no log of who knocked."""
    return Server(
        uvicorn.Config(app, loop="none", http="httptools", ws="none", access_log=False, log_config=None, lifespan="off")
    )


def listen(name: str, bind: tuple[str, int]) -> socket.socket:
    """Take a port that a setting names, or say which setting to change."""
    host, port = bind
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError:
        raise WrongSetting(f"{name} names {host}:{port}, which cannot be used; another program may have it.") from None
