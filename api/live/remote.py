"""What the doorbells between replicas share: rings are gathered and sent together.

While one sending is under way, further rings gather; so there is one sending a batch, however many messages it brings.
A sending that fails is dropped, not repeated: everybody hears `missed` after the connection is back.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Sequence

import msgspec

from api.live.hub import Ear, Kind, Ring
from api.live.local import LocalHub
from api.protocol.base64url import b64u, from_b64u

log = logging.getLogger(__name__)
MOST_BYTES = 7_000  # PostgreSQL carries less than 8,000 in one notification
MOST_GATHERED = 10_000
CHANNEL = "quietline"
LONGEST_PAUSE = 5.0

_decoder: msgspec.json.Decoder[tuple[str, list[tuple[Kind, str, int]]]] = msgspec.json.Decoder(
    tuple[str, list[tuple[Kind, str, int]]]
)


class RemoteHub(ABC):
    """A doorbell between replicas; a subclass knows how to send and how to hear."""

    def __init__(self) -> None:
        """Prepare; nothing is connected yet."""
        self._near = LocalHub()
        self._origin = secrets.token_urlsafe(6)
        self._gathered: dict[tuple[str, bytes], Ring] = {}
        self._wake = asyncio.Event()
        self._down: set[str] = set()  # what does not work, of sending and hearing
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to send and to hear, and to connect again whenever the connection is lost."""
        self._tasks = [
            asyncio.create_task(self._again(self._send_all, "sends"), name="hub sends"),
            asyncio.create_task(self._again(self._hear_all, "hears"), name="hub hears"),
        ]

    async def stop(self) -> None:
        """Hear and send nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def ring(self, rings: Sequence[Ring]) -> None:
        """Call the listeners of this process at once, and the other replicas' as soon as may be."""
        self._near.ring(rings)
        for ring in rings:
            if len(self._gathered) >= MOST_GATHERED:
                # The connection is down, or too slow. The others will look at everything again.
                self._gathered = {("missed", b""): Ring("missed")}
            before = self._gathered.get((ring.kind, ring.conversation))
            if ring.kind == "audience" and before is not None:  # each circle that saw it before either is told
                ring = ring._replace(number=ring.number | before.number)
            self._gathered[ring.kind, ring.conversation] = ring
        self._wake.set()

    def listen(self, ear: Ear) -> Callable[[], None]:
        """Call `ear` with every ring from now on; returns what ends it."""
        return self._near.listen(ear)

    @abstractmethod
    async def _send_all(self) -> None:
        """Send what is gathered, for as long as the connection holds."""

    @abstractmethod
    async def _hear_all(self) -> None:
        """Hear what the others send, for as long as the connection holds."""

    async def _next(self) -> Iterator[str]:
        """Wait until something is to be sent; return it in pieces that fit."""
        while not self._gathered:
            self._wake.clear()
            await self._wake.wait()
        rings, self._gathered = list(self._gathered.values()), {}
        return self._pieces(rings)

    def _pieces(self, rings: Sequence[Ring]) -> Iterator[str]:
        most = MOST_BYTES // 64
        for at in range(0, len(rings), most):
            some = [(one.kind, b64u(one.conversation), one.number) for one in rings[at : at + most]]
            yield msgspec.json.encode((self._origin, some)).decode()

    def _heard(self, message: str | bytes) -> None:
        """Ring here for what another replica sent; pass over what this one sent, and what makes no sense."""
        try:
            origin, some = _decoder.decode(message)
            rings = [Ring(kind, from_b64u(conversation), number) for kind, conversation, number in some]
        except (msgspec.MsgspecError, ValueError):
            log.warning("A ring was not understood; listeners look for themselves.")
            origin, rings = "", [Ring("missed")]
        if origin != self._origin:
            self._near.ring(rings)

    def _connected(self) -> None:
        """Tell everybody that rings may have been lost while the connection was down."""
        self._works("hears")
        self._near.ring([Ring("missed")])

    def _works(self, what: str) -> None:
        """It was heard or sent: say so where it was said that nothing could be."""
        if self._down == {what}:
            log.warning("The doorbell between relays rings again.")
        self._down.discard(what)

    def _fails(self, what: str) -> None:
        """Say it once, with what to look at; it is tried again every few seconds."""
        if not self._down:
            log.warning(
                "The doorbell between relays is down, so other relays hear of news late. Look at API_HUB_URL, and whether "
                "its server runs and lets this relay in. It is being connected again, and this is said once.",
                exc_info=True,
            )
        self._down.add(what)

    async def _again(self, work: Callable[[], Awaitable[None]], what: str) -> None:
        """Do it again and again, with a growing pause while it fails."""
        pause = 0.1
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await work()
            except Exception:  # noqa: BLE001 - whatever it was, it is said and tried again
                self._fails(what)
            if asyncio.get_running_loop().time() - began > LONGEST_PAUSE:
                pause = 0.1
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
