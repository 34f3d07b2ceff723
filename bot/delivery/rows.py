"""Reads the relay's row of each conversation: whether it waits, rests or ended, and its count."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

from bot.delivery.people import People
from bot.delivery.talks import Talks, There
from bot.memory import queries
from bot.memory.chat import LOST
from bot.memory.chats import Chats, Held
from bot.relay.client import Refused, RelayClient
from bot.sealing.keys import b64u, unb64u

FRAMES_KEPT = 72 * 3_600_000

Tell = Callable[[bytes], Awaitable[None]]


class Rows:
    """What rows said, as far as frames do not."""

    def __init__(
        self, chats: Chats, talks: Talks, relay: RelayClient, people: People, over: Tell, from_the_first: Tell
    ) -> None:
        """Tell `over` of what was closed, and `from_the_first` of what must be read again from its first frame."""
        self._chats, self._talks, self._relay, self._people = chats, talks, relay, people
        self._over, self._from_the_first = over, from_the_first
        self._paused: dict[bytes, int] = {}
        self._read_before: dict[bytes, set[bytes]] = {}

    def forget(self, held: Held) -> None:
        """Let go of what a step ended, once it is on the disk."""
        for conversation in held.changes.ended:
            self._paused.pop(conversation, None)
            self._read_before.pop(conversation, None)

    def was_read(self, conversation: bytes, frame: bytes, at: int, now: int) -> bool:
        """Say whether a frame was read, and acted on, before the relay was put back."""
        before = self._read_before.get(conversation)
        return before is not None and (sha256(frame).digest() in before or at < now - FRAMES_KEPT)

    async def read_all(self) -> None:
        """Read every row again: what changed while the line was broken rang for nobody."""
        listed = set()
        for state in ("waiting", "claimed"):
            after = ""
            while list(self._talks):
                page = await self._relay.call("GET", f"/api/conversations?state={state}&limit=500&after={after}")
                for row in page["items"]:
                    listed.add(unb64u(row["id"]))
                    await self.take(row)
                if not (after := page["next"] or ""):
                    break
        for conversation in set(self._talks) - listed:
            with contextlib.suppress(Refused):  # the relay does not know it: not yet, or following it says so
                await self.take(await self._relay.call("GET", f"/api/conversations/{b64u(conversation)}"))

    async def take(self, row: dict[str, Any]) -> None:
        """The relay's row of a conversation changed."""
        conversation = unb64u(str(row.get("id")))
        if conversation not in self._talks:
            return
        if row.get("state") == "closed":
            await self._over(conversation)
            return
        await self._anew_if_behind(conversation, int(row["cursor"]))
        if row.get("muted_until") != self._paused.get(conversation):
            self._paused.pop(conversation, None)
            if until := row.get("muted_until"):
                self._paused[conversation] = int(until)
            async with self._talks.hold(conversation) as there:
                if there is not None:
                    self.pause(there)
        if hidden := row.get("hidden_from"):
            async with self._talks.hold(conversation) as there:
                if there is not None:
                    self._people.hide(there.held, [unb64u(str(one)) for one in hidden])
        if row.get("state") == "waiting":
            async with self._talks.hold(conversation) as there:
                if there is not None:
                    self._people.put_back(*there, int(row["cursor"]))
                    if row.get("late"):  # the bell may have been lost
                        self._people.late(*there)

    def pause(self, there: There) -> None:
        """See whether workers paused it, or ended that while nobody listened."""
        until = self._paused.get(there.talk.id)
        there.held.touched = (until or 0) != there.talk.paused_until
        if there.held.touched:
            self._people.pause(there.talk, until)

    async def _anew_if_behind(self, conversation: bytes, cursor: int) -> None:
        """Read again from the first frame what a relay gives that was put back from a backup: it counts on from an older one."""
        seen = await self._cursor(conversation)
        if seen <= cursor:
            return
        try:
            row = await self._relay.call("GET", f"/api/conversations/{b64u(conversation)}")
        except Refused:
            return  # it is gone, and following it says so
        if seen <= int(row["cursor"]):
            return  # frames had overtaken the row
        async with self._chats.database.reading() as connection:
            kept = await queries.frames(connection, conversation)
        self._read_before[conversation] = {sha256(frame).digest() for _, _, frame in kept}
        async with self._talks.hold(conversation) as there:
            if there is None:
                return
            talk = there.talk
            talk.cursor = 0
            there_are = int(row["cursor"])
            talk.free_at = min(talk.free_at, there_are)
            if talk.claim_at > there_are:
                talk.claim_at = LOST
        await self._from_the_first(conversation)

    async def _cursor(self, conversation: bytes) -> int:
        """Return how far a conversation was read."""
        async with self._talks.hold(conversation) as there:
            if there is None:
                return 0
            there.held.touched = False
            return there.talk.cursor
