"""Serves what editors published: fetched, believed, tried on every screen, kept, then swapped in.

Whatever the relay hands over, and wherever the bot dies, youth read the old edition whole or the new one whole. What was believed
is kept, so it is served at the next start without a relay, and no younger program's own content takes its place. A refusal
changes nothing; its alarm says one word and nothing of what was sent. Source: content.md 5, THREATS A3, A7, H29.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.relay.client import Refused, RelayClient, Unreachable
from bot.relay.editions import Believed, NotBelieved, believe
from bot.relay.trust import Trust
from bot.settings.counts import count
from bot.settings.quiet import fault, log
from content.edition import Json, as_json
from content.library import ContentError, Edition, Library
from content.published import completed, edition_from, tried

PATH = "/api/content/edition"

Keep = Callable[[bytes], Awaitable[None]]


class Published:
    """What two editors signed last, as far as this bot knows."""

    def __init__(
        self, library: Library, trust: Trust, relay: RelayClient, practice: bool, now: Callable[[], int], keep: Keep
    ) -> None:
        """Begin with what the program came with; `keep` returns once it is on the disk."""
        self._library, self._trust, self._relay = library, trust, relay
        self._practice, self._now, self._keep = practice, now, keep
        self._came = library.current.phrases
        self._etag = ""
        self._one_at_a_time = asyncio.Lock()
        self.believed: Believed | None = None
        self.taken: list[Callable[[Edition, Edition], None]] = []

    async def restore(self, kept: Callable[[], bytes]) -> None:
        """Serve what was believed last time; `kept` opens it. What cannot be shown any more leaves the program's own."""
        try:
            believed = Believed.from_json(kept())
        except Exception as why:  # noqa: BLE001 - whatever was done to it, youth are served
            fault("opening the edition that was kept", why)
            self._alarm("kept")
            return
        self.believed = believed  # also if it cannot be shown: an older one is not believed again
        try:
            await asyncio.to_thread(self._try, believed, self._now())
            self._swap(believed)
        except NotBelieved as why:
            self._alarm(why.reason)

    async def look(self) -> None:
        """Ask the relay for what editors published, and take it over if it is news. Raises nothing but what the disk says."""
        async with self._one_at_a_time:
            try:
                await self._look()
            except NotBelieved as why:
                self._etag = ""
                self._alarm(why.reason)
            except Unreachable as why:
                fault("fetching what editors published", why)

    async def _look(self) -> None:
        pins = self._trust.pins
        if pins is None or pins.roster is None:
            return
        try:
            found = await self._relay.newer(PATH, self._etag)
        except Refused as why:
            if why.status != 404:
                fault("fetching what editors published", why)
            elif self.believed is not None:
                raise NotBelieved("gone") from None
            return
        if found is None:
            return
        now = self._now()
        if not pins.may_seal(now):
            raise NotBelieved("expired")  # Protocol 2.4, 12.2: who may sign is not known any more
        believed = await asyncio.to_thread(believe, found[0], pins.roster, self.believed, self._shipped, now)
        if believed is not None:
            await asyncio.to_thread(self._try, believed, now)
            await self._keep(believed.to_json())
            self._swap(believed)
        self._etag = found[1]

    def _try(self, believed: Believed, now: int) -> None:
        """Lead a youth through all of it, before one does."""
        # Protocol 12.5
        if believed.edition.get("practice") and not self._practice:
            raise NotBelieved("practice")
        try:
            tried(self._edition(believed.edition, now)[0], now)
        except ContentError:
            raise NotBelieved("screens") from None
        except Exception as why:  # noqa: BLE001 - whatever it trips over, the old words stay and somebody is told aloud
            fault("trying what editors published", why)
            raise NotBelieved("screens") from None

    def _swap(self, believed: Believed) -> None:
        """Serve it from now on, and let its opening hours roll on each day."""
        before, made = self._library.current, believed.edition
        try:
            self._library.take_over(lambda now: self._edition(made, now), self._now())
        except ContentError:
            raise NotBelieved("screens") from None
        self.believed = believed
        count("editions_taken")
        log.info(f"The content is version {believed.n} of what editors published.")
        for tell in self.taken:
            tell(before, self._library.current)

    def _edition(self, made: Json, now: int) -> tuple[Edition, str | None]:
        """Today's edition; a phrase that a younger program says and editors have not seen yet is said as it came."""
        edition, alarm = edition_from(made, self._practice, now)
        return completed(edition, self._came), alarm

    def _shipped(self) -> Json:
        """Return what the first version may follow from."""
        return as_json(self._library.current)

    def _alarm(self, reason: str) -> None:
        """Say aloud that what was handed over is not what editors published (H29)."""
        count("edition_alarms")
        log.error(f"ALARM: an edition of the content was refused: {reason}")
