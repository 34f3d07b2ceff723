"""Whether the relay lives, whether it can take mail, and its counts for an operator's eyes.

The counts name no device, conversation or address: there are no labels at all. They are served on a bind of their
own, never beside the line.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from sqlalchemy import text

from api.errors import Refused
from api.settings import WrongSetting
from api.store.database import Unavailable

if TYPE_CHECKING:
    from prometheus_client import Metric

log = logging.getLogger(__name__)
router = APIRouter()
PATIENCE = 3
KNOWN = {
    "requests": "Requests answered.",
    "refused": "Requests refused, for whatever reason.",
    "broken": "Requests that ended in an error that nobody expected.",
    "sockets": "Sockets open now.",
    "frames": "Sealed messages accepted.",
    "frames_changed": "Reads of a stored message that was changed where it lies.",
    "conversations_lost": "Conversations that ended because the lockbox had no key for them.",
    "pages": "Times that somebody of the team was called.",
    "told": "Youths who were told that nobody came in time.",
    "alerts_sent": "Alerts that reached the next house.",
    "alerts_failed": "Tries to send an alert that did not reach it.",
    "alerts_given_up": "Alerts that were of no use any more before they arrived.",
    "services_late": "Services that nobody is shown any more, because the calls to them are too long ago.",
}
NOW = {"sockets", "services_late"}  # goes up and down; the others only grow


class Counts:
    """Plain numbers: adding to one costs nothing, and reading them needs no lock."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.held = dict.fromkeys(KNOWN, 0)

    def add(self, name: str, by: int = 1) -> None:
        """Count something of KNOWN."""
        self.held[name] += by

    def set(self, name: str, value: int) -> None:
        """Say how many there are now."""
        self.held[name] = value

    def collect(self) -> Iterator[Metric]:
        """Give the numbers to prometheus."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        for name, says in KNOWN.items():
            kind = GaugeMetricFamily if name in NOW else CounterMetricFamily
            yield kind(f"quietline_relay_{name}", says, value=self.held[name])


def serve_metrics(counts: Counts, bind: tuple[str, int]) -> Any:
    """Serve the counts at an address of their own, or raise WrongSetting; return what shuts it again."""
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry(auto_describe=False)
    registry.register(counts)
    try:
        server, _ = start_http_server(bind[1], bind[0], registry)
    except OSError:
        raise WrongSetting(
            f"API_METRICS_BIND names {bind[0]}:{bind[1]}, which cannot be listened on: is another program there?"
        ) from None
    return server


@router.get("/health/live")
async def live() -> dict[str, bool]:
    """Say that the process answers."""
    return {"ok": True}


@router.get("/health/ready")
async def ready(request: Request) -> dict[str, bool]:
    """Say that mail can be taken: the database answers, and the writer runs."""
    try:
        async with asyncio.timeout(PATIENCE), request.app.state.database.reading() as connection:
            await connection.execute(text("SELECT 1"))
    except (TimeoutError, Unavailable):
        raise Refused("later") from None
    if not request.app.state.mail.healthy:
        raise Refused("later")
    return {"ok": True}
