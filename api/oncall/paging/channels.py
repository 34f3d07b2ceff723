"""Sends an alert by push, mail or hook, as far as the operator has set that way up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from api.errors import Refused
from api.oncall.paging import hook, mail, push
from api.oncall.paging.outside import Failed, Outside, believable
from api.settings import Calling

CHANNELS = ("push", "mail", "hook")
_MAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x1f]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*", re.I)
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class Letter:
    """One alert on its way: an id that stays the same when it is sent again, and how long it is of use (s)."""

    id: str
    seconds: int


class Channels:
    """What this line can send by."""

    def __init__(self, calling: Calling, origin: str, practice: bool, push_key: push.PushKey) -> None:
        """Take the settings and the relay's push key; practice lets addresses of one's own machine pass."""
        self._calling, self._practice = calling, practice
        self._outside = Outside(practice)
        self._push_key = push_key
        self._contact = calling.push_contact or (origin if origin.startswith("https:") else "mailto:nobody@localhost")

    @property
    def push_key(self) -> str:
        """The public key that a browser asks for before it makes an address."""
        return str(self._push_key.public)

    def offers(self, channel: str) -> bool:
        """Say whether the operator has set this way up; push needs nothing."""
        calling = self._calling
        return {"push": True, "mail": bool(calling.smtp_url), "hook": bool(calling.hook_url)}[channel]

    def address(self, channel: str, given: dict[str, Any]) -> bytes:
        """Return an address as it is kept, or refuse one that nothing can be sent to."""
        if not self.offers(channel):
            raise Refused("no-channel")
        to = str(given.get("to", "")).strip()
        if channel == "push":
            held: dict[str, str] = {name: str(given.get(name, "")) for name in ("endpoint", "p256dh", "auth")}
            fits = believable(held["endpoint"], self._practice) and push.keys_fit(held["p256dh"], held["auth"])
        elif channel == "mail":
            held, fits = {"to": to}, _MAIL.fullmatch(to) is not None and to.isascii()
        else:
            held = {"to": re.sub(r"[ ().-]", "", to)}
            fits = _PHONE.fullmatch(held["to"]) is not None
        if not fits:
            raise Refused("address")
        return msgspec.json.encode(held)

    def shown(self, channel: str, address: bytes) -> str:
        """Return what its owner recognises it by."""
        held = msgspec.json.decode(address)
        return str(urlsplit(held["endpoint"]).hostname) if channel == "push" else str(held["to"])

    async def send(self, channel: str, address: bytes, letter: Letter, now: int) -> None:
        """Send an alert; raise Failed when it did not arrive at the next house."""
        held = msgspec.json.decode(address)
        calling = self._calling
        if not self.offers(channel):
            raise Failed("Your operator has switched this way off.")
        if channel == "push":
            await push.send(self._outside, self._push_key, self._contact, held, letter.seconds, now)
        elif channel == "mail":
            await mail.send(calling.smtp_url, calling.mail_from, held["to"], letter.id)
        else:
            await hook.send(self._outside, calling.hook_url, calling.hook_key, held["to"], letter.id, now)

    async def close(self) -> None:
        """Close what is open."""
        await self._outside.close()
