"""Looks up names for the relay's own calls, and gives back public addresses only."""

from __future__ import annotations

import ipaddress
import socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

PATIENCE = 10  # seconds
GIVEN = ipaddress.IPv6Network("2000::/3")  # what is given out to anybody of IPv6; the rest is local, or of no house
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # leads to the IPv4 address in its last four bytes (RFC 6052)


class PublicOnly(AbstractResolver):
    """A resolver for names that somebody else chose: one that leads into our own network leads nowhere."""

    def __init__(self, resolver: AbstractResolver) -> None:
        """Take the resolver that does the work."""
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the public addresses of a name; OSError when any of them is not."""
        found = await self._resolver.resolve(host, port, family)
        if not found or not all(is_public(one["host"]) for one in found):
            raise OSError("not a public address")
        return found

    async def close(self) -> None:
        """Let go of the resolver."""
        await self._resolver.close()


def is_public(address: str) -> bool:
    """Say whether an IP address lies outside of every private, local and reserved network, and leads into none."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found in TRANSLATED:
            found = ipaddress.IPv4Address(found.packed[-4:])
        else:
            found = found.ipv4_mapped or found.sixtofour or found
    given = not isinstance(found, ipaddress.IPv6Address) or found in GIVEN
    return bool(given and found.is_global and not found.is_multicast)


def make_session(guarded: bool) -> aiohttp.ClientSession:
    """Return a session that keeps no cookies; a guarded one connects to the public addresses it looked up, or not."""
    resolver: AbstractResolver = aiohttp.ThreadedResolver()
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=PublicOnly(resolver) if guarded else resolver),
        timeout=aiohttp.ClientTimeout(total=PATIENCE),
        cookie_jar=aiohttp.DummyCookieJar(),
    )
