"""Who begins to watch while somebody else claims, narrows or purges is brought nothing that is not theirs any more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from api.conversations.desk import Desk
from api.conversations.mailbox import Mailbox
from api.conversations.peer import Peer
from api.protocol import events
from api.protocol.base64url import b64u
from api.staff import signin
from api.store.database import Database
from tests.api.conversations.line import Line, Person
from tests.fakes.servers import until


class Between:
    """A database that lets something happen right behind the first answer to those who read together."""

    def __init__(self, real: Database, meanwhile: Callable[[], Awaitable[Any]]) -> None:
        """Take the real one, and what happens."""
        self._real, self._meanwhile, self.answered = real, meanwhile, 0

    async def together(self, read: Any, keys: Any) -> Any:
        """Read as the real one does; before the first answer arrives the world has moved on."""
        found = await self._real.together(read, keys)
        self.answered += 1
        if self.answered == 1:
            await self._meanwhile()
        return found

    def __getattr__(self, name: str) -> Any:
        """Do everything else as the real one does."""
        return getattr(self._real, name)


class Socket:
    """The other end of a socket, which keeps what it was sent."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.heard: list[Any] = []
        self.frames = 0

    async def send(self, message: dict[str, Any]) -> None:
        """Take a message."""
        if message.get("text") is not None:
            self.heard.append(events.from_relay(message["text"]))
        elif message.get("bytes") is not None:
            self.frames += 1


async def beside(
    line: Line, happens: Callable[[], Awaitable[Any]], who: Person, told: Callable[[Any], bool] | None = None
) -> tuple[Desk, Peer, Socket]:
    """Return a desk at which this device begins to watch, and meanwhile something happens, of which it is `told` at once.

    The desk is not started, so no look from time to time mends anything.
    """
    mail = line.mail

    async def meanwhile() -> None:
        await happens()
        await until(lambda: told is None or any(told(one) for one in other.heard))

    database = cast(Database, Between(mail.database, meanwhile))
    own = Mailbox(database, mail.lockbox, mail.hub, mail.clock, mail.zone)
    device = await signin.device_of_token(mail.database, mail.clock, who.token)
    assert device is not None
    desk, other = Desk(own), Socket()
    peer = Peer(own, other.send, device, who.token)
    mail.hub.listen(desk.heard)
    desk.peers.add(peer)
    return desk, peer, other


def claimed(one: Any) -> bool:
    """Whether this is a row that somebody claimed."""
    return getattr(one, "state", "") == "claimed"


async def test_a_claim_between_the_question_and_the_watching_is_noticed_at_once(line: Line) -> None:
    """Ash asks to watch, and Sam claims before Ash is on the list of watchers: Ash is told, and brought no frame."""
    conversation = await line.opened()
    desk, peer, ash = await beside(line, lambda: line.sam.do(conversation, "claim"), line.ash, claimed)
    await desk.watch(peer, {conversation: 0})
    watched = conversation in peer.watching
    await line.bot.send(conversation, line.bot.frame(conversation))
    row = next(one for one in reversed(ash.heard) if claimed(one))
    await line.sam.row(conversation)  # whatever was to be brought is brought by now

    assert not watched
    assert (row.claimed_label, row.reads) == ("Sam", False)
    assert ash.frames == 0


async def test_a_narrower_audience_meanwhile_says_gone(line: Line) -> None:
    """The youth takes Kim's circle out while Kim begins to watch: for Kim there is nothing any more."""
    conversation = await line.opened(audience=3)
    gone = events.Gone(b64u(conversation))

    async def narrows() -> None:
        await line.bot.do(conversation, "audience", audience=1)

    desk, peer, kim = await beside(line, narrows, line.kim, lambda one: one == gone)
    await desk.watch(peer, {conversation: 0})

    assert conversation not in peer.watching
    assert set(map(str, kim.heard)) == {str(gone)}


@pytest.mark.parametrize("behind", [0, 1])
async def test_what_was_written_meanwhile_is_brought(line: Line, behind: int) -> None:
    """A frame that came behind the question is brought once, whether or not its ring was heard."""
    conversation = await line.opened()
    desk, peer, sam = await beside(line, lambda: line.bot.send(conversation, line.bot.frame(conversation)), line.sam)
    await desk.watch(peer, {conversation: behind})
    await until(lambda: peer.watching[conversation] == 1 and peer._task is None)

    assert sam.frames == 1 - behind
