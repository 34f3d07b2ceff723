"""Reads the relay's row of each conversation: whether it waits, rests or ended, and its count."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from bot.delivery.people import People
from bot.delivery.put_back import PutBack
from bot.delivery.talks import Talks, There
from bot.memory.chats import Held
from bot.relay.client import Refused, RelayClient
from bot.sealing.keys import b64u, unb64u

Tell = Callable[[bytes], Awaitable[None]]


class Rows:
    """What rows said, as far as frames do not."""

    def __init__(self, talks: Talks, relay: RelayClient, people: People, put_back: PutBack, over: Tell) -> None:
        """Tell `over` of what was closed, and `put_back` where each row ends."""
        self._talks, self._relay, self._people = talks, relay, people
        self._put_back, self._over = put_back, over
        self._paused: dict[bytes, int] = {}

    def forget(self, held: Held) -> None:
        """Let go of what a step ended, once it is on the disk."""
        for conversation in held.changes.ended:
            self._paused.pop(conversation, None)

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
        await self._put_back.anew_if_behind(conversation, int(row["cursor"]))
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
