"""Posts to houses that are not ours, and only to those: never to an address of our own network.

A push address comes from a browser, so whoever is signed in could have the relay call on a neighbour. It must be https,
under a name, and that name must lead to public addresses alone; the connection goes to the very addresses that were
looked up, and no redirection is followed. A line on one's own machine may post to that machine.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import aiohttp

LONGEST = 1024


class Failed(Exception):
    """An alert did not arrive; its text is the sentence for the worker. `gone`: this address never will work again."""

    def __init__(self, says: str, gone: bool = False) -> None:
        """Say what happened, without an address."""
        super().__init__(says)
        self.says, self.gone = says, gone


def believable(address: str, practice: bool) -> bool:
    """Say whether an address from outside has the form that may be posted to."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or len(address) > LONGEST or not address.isascii() or parts.username or parts.fragment:
        return False
    if practice:
        return parts.scheme in ("https", "http")
    return parts.scheme == "https" and port in (None, 443) and "." in host and not _is_number(host)


def _is_number(host: str) -> bool:
    """Say whether a host is an IP address in any way of writing: names end in letters."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host.rstrip(".").rpartition(".")[2][:1].isalpha()
    return True


class Outside:
    """The door to other houses; nothing is opened before the first alert."""

    def __init__(self, practice: bool) -> None:
        """Take whether this is a line on one's own machine."""
        self._practice = practice
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def post(self, address: str, body: bytes, headers: dict[str, str], trusted: bool = False) -> int:
        """Post, and return the status of the answer; raise Failed when there is none. The operator's own is trusted."""
        import aiohttp

        if not trusted and not believable(address, self._practice):
            raise Failed("This address may not be posted to.", gone=True)
        try:
            session = self._session(guarded=not (trusted or self._practice))
            async with session.post(address, data=body, headers=headers, allow_redirects=False) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Failed("There was no answer. The network, or that service, is down.") from error

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _session(self, guarded: bool) -> aiohttp.ClientSession:
        from api.oncall.paging.resolving import make_session  # aiohttp costs memory that most relays never need

        if guarded not in self._sessions:
            self._sessions[guarded] = make_session(guarded)
        return self._sessions[guarded]
