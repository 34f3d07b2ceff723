"""Editors of the line, in Python: real keys, the studio's own doors, for tests in which a bot serves what they publish."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.relay.editions import BUNDLE_TYPE
from bot.sealing.roster import sign_document
from content.library import Edition
from tests.bot.worker import Worker
from tests.bot.world import World

MAIN = "flows/main.yaml"
ASKS = "What would help right now? Pick one. You can change your mind."


@dataclass
class Editors:
    """Ann, Ben and Cleo."""

    world: World
    people: dict[str, Worker]

    async def asks(self, who: str, path: str, **body: Any) -> str:
        """Ask for something that is signed; return what."""
        answer = await self.people[who].relay.call("POST", f"/api/studio{path}", body)
        return str(answer["payload"])

    async def signs(self, who: str, payload: str) -> int | None:
        """Sign it, and send that; return the version which it brought into force."""
        envelope = sign_document(BUNDLE_TYPE, base64.b64decode(payload), [self.people[who].identity])
        released = await self.people[who].relay.call("POST", "/api/studio/sign", {"envelope": envelope})
        return None if released["released"] is None else int(released["released"])

    async def writes(self, old: str, new: str, path: str = MAIN, who: str = "Ann") -> None:
        """Put other words into a file of the draft."""

        def other_words(text: str) -> str:
            assert old in text
            return text.replace(old, new)

        await self.rewrites(path, other_words, who)

    async def rewrites(self, path: str, change: Callable[[str], str], who: str = "Ann") -> None:
        """Make another text of a file of the draft."""
        at = f"/api/studio/file?path={quote(path, safe='')}"
        found = await self.people[who].relay.call("GET", at)
        base = hashlib.sha256(found["text"].encode()).hexdigest()
        await self.people[who].relay.call("PUT", at, {"text": change(found["text"]), "base": base})

    async def asks_to_publish(self, who: str = "Ann", at: int | None = None) -> str:
        """Ask for the draft to be signed, each warning with its reason; `at` says from when it runs."""
        found = (await self.people[who].relay.call("GET", "/api/studio"))["findings"]
        reasons = [
            {"code": one["code"], "file": one["file"], "line": one["line"], "why": "It is fine."}
            for one in found
            if one["level"] == "W"
        ]
        return await self.asks(who, "/publish", waivers=reasons, at=at)

    async def publish(self, old: str, new: str, path: str = MAIN) -> int:
        """Let Ann write it and sign it, and Ben look and sign."""
        await self.writes(old, new, path)
        return await self.publish_draft()

    async def publish_draft(self) -> int:
        """Let Ann sign the draft as it is, and Ben look and sign."""
        payload = await self.asks_to_publish()
        assert await self.signs("Ann", payload) is None
        released = await self.signs("Ben", payload)
        assert released is not None
        return released

    async def bot_serves(self, n: int) -> None:
        """Wait until the bot serves this version, woken by its news only."""
        news = asyncio.Event()

        def told(_before: Edition, _after: Edition) -> None:
            news.set()

        published = self.world.line.published
        published.taken.append(told)
        try:
            async with asyncio.timeout(30):
                while published.believed is None or published.believed.n != n:
                    news.clear()
                    await news.wait()
        except TimeoutError:
            raise AssertionError(f"The bot never served version {n}.") from None
        finally:
            published.taken.remove(told)


async def editors(world: World) -> Editors:
    """Bring three editors onto the roster, and sign them in."""
    people = {}
    for label in ("Ann", "Ben", "Cleo"):
        people[label] = await world.worker(label, "editor", on_call=False)
        await people[label].sign_in()
    return Editors(world, people)
