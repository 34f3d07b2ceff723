"""How much one sender may ask for, so that a flood of one never costs the others their place.

Token buckets in memory, under a name that cannot be turned back: a keyed hash whose key is made at start, lives in
this process and changes every day. No address is kept. There is no limit that all share, so nobody can use it up for
everybody (THREATS A10); when the buckets are too many, the longest unused go, which only ever gives back room.
"""

from __future__ import annotations

import ipaddress
import math
import secrets
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from api.errors import Refused
from api.store.clock import Clock

DAY = 24 * 3600 * 1000
MOST = 50_000


class Rate(NamedTuple):
    """So many at once, and so many again each second."""

    burst: float
    per_second: float


RATES = {
    "open": Rate(300, 30),  # anonymous reads: is the line made, which documents
    "challenge": Rate(120, 4),
    "signin": Rate(120, 4),
    "enrol": Rate(12, 1 / 300),
    "setup": Rate(12, 1 / 30),
    "socket": Rate(300, 20),
    "alert": Rate(12, 1 / 10),  # tests of a way to be woken
    "call": Rate(1000, 200),  # calls of a signed-in worker or editor
}
APPENDS = Rate(4000, 2000)


class Buckets:
    """One kind of bucket for many senders."""

    def __init__(self, rate: Rate, clock: Clock, most: int = MOST) -> None:
        """Take how fast the buckets fill; `most` of them are kept."""
        self.rate = rate
        self.clock = clock
        self.most = most
        self.held: dict[bytes, tuple[float, int]] = {}

    def take(self, who: bytes, cost: float = 1) -> bool:
        """Take from the sender's bucket; False, and nothing taken, when too little is in it."""
        now = self.clock.steady()
        left, since = self.held.pop(who, (self.rate.burst, now))
        left = min(self.rate.burst, left + (now - since) * self.rate.per_second / 1000)
        enough = left >= cost
        self.held[who] = (left - cost if enough else left, now)
        if len(self.held) > self.most:
            del self.held[next(iter(self.held))]  # The first is the longest unused.
        return enough

    def seconds(self, who: bytes, cost: float = 1) -> int:
        """Say how long a refused sender should wait."""
        left, _ = self.held.get(who, (self.rate.burst, 0))
        return max(1, math.ceil((cost - left) / self.rate.per_second))


class Throttle:
    """All the buckets of one process; `appends` is the one of the hot path."""

    def __init__(self, clock: Clock, rates: Mapping[str, Rate] = RATES) -> None:
        """Make empty buckets and a key that nobody knows."""
        self.clock = clock
        self.buckets = {kind: Buckets(rate, clock) for kind, rate in rates.items()}
        self.appends = Buckets(APPENDS, clock)
        self._key = secrets.token_bytes(32)
        self._made = clock.steady()

    def spend(self, kind: str, who: str | bytes) -> None:
        """Count one request of this kind; raise Refused too-many when it is one too many."""
        name = self.name(kind, who)
        bucket = self.buckets[kind]
        if not bucket.take(name):
            raise Refused("too-many", seconds=bucket.seconds(name))

    def name(self, kind: str, who: str | bytes) -> bytes:
        """Name a sender for today, in a way that cannot be turned back."""
        if self.clock.steady() - self._made >= DAY:
            self._key, self._made = secrets.token_bytes(32), self.clock.steady()
            for bucket in self.buckets.values():
                bucket.held.clear()
        data = who.encode() if isinstance(who, str) else who
        return blake2b(kind.encode() + b"\0" + data, key=self._key, digest_size=16).digest()


def sender(scope: Mapping[str, Any]) -> str:
    """Return the network that a request comes from: an IPv4 address, or the /64 that one IPv6 home has."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
