"""The promise of the doorbell: whoever listens hears that something may be new; ids only.

A ring may be lost, doubled or late. Nobody loses anything by it: a reader reads from its own cursor, and a listener that
may have missed rings hears `missed` and looks for itself (THREATS H24).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, Protocol

Kind = Literal[
    "frames",
    "row",
    "audience",
    "gone",
    "roster",
    "certificates",
    "enrolment",
    "signout",
    "team",
    "schedule",
    "pages",
    "packets",
    "content",
    "late",
    "missed",
]


class Ring(NamedTuple):
    """What may be new, and where.

    frames: number = newest cursor. row: the conversation changed. audience: it changed, number = the circles before.
    gone: purged, number = its circles. roster: number = version. certificates, enrolment, signout: look again.
    team: who is here, away, or may take how much has changed. schedule, pages: the schedule, or who is called, has changed.
    packets: a hand-off packet waits for somebody, or no longer does.
    content: youth are shown another version from now on.
    late: nobody came in time, and the youth's end must say so.
    missed: rings may have been lost; look at everything again.
    """

    kind: Kind
    conversation: bytes = b""
    number: int = 0


Ear = Callable[[Sequence[Ring]], None]


class Hub(Protocol):
    """A doorbell that every replica of the relay hears."""

    async def start(self) -> None:
        """Begin to hear the others."""
        ...

    async def stop(self) -> None:
        """Hear nobody any more."""
        ...

    def ring(self, rings: Sequence[Ring]) -> None:
        """Ring for every listener of every replica; never waits and never fails. Ring after the commit."""
        ...

    def listen(self, ear: Ear) -> Callable[[], None]:
        """Call `ear` with every ring from now on; returns what ends it. An ear must be quick."""
        ...
