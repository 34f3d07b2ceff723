"""Calls the relay over HTTP, signed in with the bot's own key.

Three things can come back: an answer, `Refused` with the relay's code, or `Unreachable`. What a proxy says in the relay's
place, with whatever status, is no word of the relay's: it was not reached. A sign-in that ended is made anew once, without
anybody noticing. The token lives in memory only.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import msgspec

from bot.sealing.keys import Identity, Refusal, b64u, sign_in, unb64u

DOUBT_AFTER = 60.0
TOO_LARGE = 413
LARGEST = 1 << 24  # of what anybody may fetch: no answer fills the bot's memory
PATIENCE = aiohttp.ClientTimeout(total=20, connect=5)


class Refused(Exception):
    """The relay said no; `code` is of its closed list."""

    def __init__(self, status: int, code: str, left: Mapping[str, str] | None = None) -> None:
        """Keep the code, and the list that dropped us; the relay's sentence is for people at a console."""
        super().__init__(code)
        self.status, self.code, self.left = status, code, left


class Unreachable(Exception):
    """The relay did not answer, or is not well: try again later."""


class RelayClient:
    """The bot's calls to the relay."""

    def __init__(self, url: str, origin: str, identity: Identity) -> None:
        """Prepare; nothing is connected before the first call."""
        self.url, self.origin, self.identity = url, origin, identity
        self.token: str | None = None
        self.turned_away = False
        self.seen: Callable[[], int | None] = lambda: None
        self.dropped: Callable[[Mapping[str, str]], Awaitable[None]] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._signing_in = asyncio.Lock()
        self._signed_in_at = 0.0

    @property
    def session(self) -> aiohttp.ClientSession:
        """The one pool of connections."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=PATIENCE, headers={"Origin": self.origin})
        return self._session

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer's JSON, or None; signed in."""
        raw = await self._signed_in(
            method, path, None if body is None else msgspec.json.encode(body), "application/json"
        )
        return _json(raw) if raw else None

    async def read(self, path: str) -> bytes:
        """Return the bytes at an address, signed in."""
        return await self._signed_in("GET", path, None, "application/json")

    async def append(self, path: str, body: bytes) -> Any:
        """Post frames, and return the answer's JSON."""
        return _json(await self._signed_in("POST", path, body, "application/octet-stream"))

    async def open(self, method: str, path: str, body: object = None) -> bytes:
        """Make a call that needs no sign-in, and return the bytes of the answer."""
        return await self._send(
            method, path, None if body is None else msgspec.json.encode(body), "application/json", None
        )

    async def newer(self, path: str, etag: str) -> tuple[bytes, str] | None:
        """Return what is at an open address, and its name; None when that is the one that the caller has."""
        try:
            async with self.session.get(self.url + path, headers={"If-None-Match": etag}) as answer:
                chunks, size = [], 0
                async for chunk in answer.content.iter_chunked(1 << 16):
                    size += len(chunk)
                    if size > LARGEST:
                        raise Unreachable("too large")
                    chunks.append(chunk)
        except (aiohttp.ClientError, TimeoutError, OSError) as why:
            raise Unreachable(type(why).__name__) from None
        raw = b"".join(chunks)
        if answer.status == 304:
            return None
        return _answered(answer.status, raw), answer.headers.get("ETag", "")

    async def sign_in(self) -> str:
        """Prove the identity key, and return a fresh token. Protocol 7.3.

        Whoever is on the list no more is handed the signed list that says so: `dropped` reads it (decision 0123).
        """
        async with self._signing_in:
            asked = _text(await self.open("POST", "/api/signin/challenge", {}), "challenge")
            try:
                challenge = unb64u(asked)
            except Refusal:
                raise Unreachable("no challenge") from None
            proof: dict[str, object] = {
                "ed_pub": b64u(self.identity.pub),
                "challenge": asked,
                "signature": b64u(sign_in(self.identity, self.origin, challenge)),
            }
            if (seen := self.seen()) is not None:
                proof["seen"] = seen
            try:
                token = _text(await self.open("POST", "/api/signin", proof), "token")
            except Refused as why:
                self.turned_away = why.code == "not-on-roster"
                if why.left is not None and self.dropped is not None:
                    await self.dropped(why.left)
                raise
            self.turned_away = False
            self.token, self._signed_in_at = token, time.monotonic()
            return token

    async def _signed_in(self, method: str, path: str, body: bytes | None, kind: str) -> bytes:
        """Call with the token; sign in first, or again, when it is needed."""
        token = self.token or await self.sign_in()
        try:
            return await self._send(method, path, body, kind, token)
        except Refused as why:
            # A conversation's routes answer 404, not 401, to a sign-in that ended.
            if why.status != 401 and not (why.status == 404 and time.monotonic() - self._signed_in_at > DOUBT_AFTER):
                raise
        return await self._send(method, path, body, kind, await self.sign_in())

    async def _send(self, method: str, path: str, body: bytes | None, kind: str, token: str | None) -> bytes:
        """Send one request."""
        headers = {"Content-Type": kind} if body is not None else {}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        try:
            async with self.session.request(method, self.url + path, data=body, headers=headers) as answer:
                raw = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as why:
            raise Unreachable(type(why).__name__) from None
        return _answered(answer.status, raw)


def _answered(status: int, raw: bytes) -> bytes:
    """Return what came, or raise what it means."""
    if status < 300:
        return raw
    if status >= 500 or status == 429:
        raise Unreachable(str(status))
    code, left = _said(raw)
    if code is None and status != TOO_LARGE:  # what a proxy does not carry it carries in smaller parts
        raise Unreachable(str(status))
    raise Refused(status, code or "unknown", left)


def _said(raw: bytes) -> tuple[str | None, Mapping[str, str] | None]:
    """Read the relay's code out of a refusal, None where it is none of the relay's; and the list that dropped us where one came with it."""
    try:
        told = msgspec.json.decode(raw)
        code, left = told["code"], told.get("left")
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
        return None, None
    return str(code), left if isinstance(left, dict) else None


def _json(raw: bytes) -> Any:
    """Read an answer; what is no JSON is a proxy's page."""
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError:
        raise Unreachable("no answer of a relay") from None


def _text(raw: bytes, name: str) -> str:
    """Read one text of an answer by its name."""
    said = _json(raw)
    if not isinstance(said, dict) or not isinstance(said.get(name), str):
        raise Unreachable("no answer of a relay")
    found: str = said[name]
    return found
