"""Who makes room when too many devices wait to be let in: whoever crowds the others.

Anybody may ask to join, so a table without an end could be filled, and one with an end could be shut by whoever fills it
(THREATS A10). Here the newest always gets a place. It is that of the oldest from the network from which most wait: a flood
crowds out itself. Networks have the throttle's names, which cannot be turned back; they live in memory, and after a restart, or of
what another replica let in, nothing is known: such a device counts as the only one of its network. What is kept of a
device that waits names no network (decision 0124).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MOST_WAITING = 200


class Crowd:
    """From which network each device asked that waits."""

    def __init__(self) -> None:
        """Know of nobody."""
        self._network: dict[bytes, bytes] = {}

    def came(self, device: bytes, network: bytes) -> None:
        """Remember from where a device asked."""
        self._network[device] = network

    def make_room(self, waiting: Sequence[bytes], most: int = MOST_WAITING) -> list[bytes]:
        """Return who of these, the first to ask first, makes room so that one more may wait."""
        self._network = {one: self._network[one] for one in waiting if one in self._network}
        left, gone = list(waiting), list[bytes]()
        while len(left) >= most:
            networks = [self._network.get(one) or one for one in left]
            crowds = Counter(networks)
            sizes = [crowds[network] for network in networks]
            gone.append(left.pop(sizes.index(max(sizes))))  # the first of those is the oldest
        return gone
