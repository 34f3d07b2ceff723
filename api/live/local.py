"""The doorbell of one process: listeners are called at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from api.live.hub import Ear, Ring

log = logging.getLogger(__name__)


class LocalHub:
    """Keeps the promise of `Hub` within one process."""

    def __init__(self) -> None:
        """Begin with no listener."""
        self._ears: list[Ear] = []

    async def start(self) -> None:
        """Nothing to begin."""

    async def stop(self) -> None:
        """Nothing to end."""

    def ring(self, rings: Sequence[Ring]) -> None:
        """Call every listener of this process, now."""
        for ear in tuple(self._ears):
            try:
                ear(rings)
            except Exception:
                log.exception("A listener failed at a ring; the others were called.")

    def listen(self, ear: Ear) -> Callable[[], None]:
        """Call `ear` with every ring from now on; returns what ends it."""
        self._ears.append(ear)
        return lambda: self._ears.remove(ear)
