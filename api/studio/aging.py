"""Notices that a service was called too long ago, and rings so that coordinators hear of it (C12).

Every end leaves such a service out by itself, whatever was signed; that must not happen unseen. The relay says so in its log
and its counts, once for each change, and each coordinator's open desk raises an alarm of its own from the edition it verified.
"""

from __future__ import annotations

import asyncio
import json
import logging

from api.health import Counts
from api.studio import queries, rules
from api.studio.signing import BELL
from api.studio.versions import Studio

log = logging.getLogger(__name__)


class Aging:
    """Looks from time to time which of the services that run are too old to be shown."""

    def __init__(self, studio: Studio, counts: Counts) -> None:
        """Begin without knowing any."""
        self.studio, self.counts = studio, counts
        self.late: frozenset[str] = frozenset()

    async def look(self) -> None:
        """Say aloud when one more has dropped out."""
        late = await self._late()
        self.counts.set("services_late", len(late))
        if late - self.late:
            log.error(
                "ALARM: a service was called too long ago, so nobody is shown it any more. Two editors must call, and publish."
            )
        if late != self.late:
            self.late = late
            self.studio.hub.ring(BELL)

    async def _late(self) -> frozenset[str]:
        async with self.studio.database.reading() as connection:
            releases = {one.n: one for one in await queries.every_release(connection)}
            rows = [(one.n, one.runs_at, one.withdrawn_at is not None) for one in releases.values()]
            n = rules.running(rows, self.studio.clock.now())
            edition = await queries.edition_of(connection, releases[n].review) if n is not None else None
        return await asyncio.to_thread(_too_old, edition, self.studio.clock.now()) if edition else frozenset()


def _too_old(edition: str, now: int) -> frozenset[str]:
    """Read in a thread: what reads content is brought in when somebody asks for it."""
    from content.services import too_old

    services = json.loads(edition)["services"]
    return frozenset(
        one for one in services["shown"] if one not in services["floor"] and too_old(services["entries"][one], now)
    )
