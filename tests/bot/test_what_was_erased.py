"""Nothing of what a youth erased is left anywhere; if something were, the talks by chance on a weak line would say where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert

from api.store.lockbox import keys
from api.store.paging_tables import ladders
from bot.memory.changes import Changes, Post
from bot.sealing.keys import b64u
from tests.bot.stories import asks_for, claims, talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.weak_line import WeakLine
from tests.load.weak_line.desks import Desk
from tests.load.weak_line.diary import Diary
from tests.load.weak_line.traces import of_erased
from tests.load.weak_line.weather import Weather
from tests.load.weak_line.youths import Erased, Youth

SAID, LATER = "do not keep this", "typed after all that"


@dataclass
class Erasing:
    """A youth who erased, whom she had talked with, and where that stood."""

    line: World
    mia: Person
    sam: Worker
    talk: bytes
    youth: Youth

    @property
    def mac(self) -> bytes:
        """Whose chat it is, as the bot names it."""
        return self.line.line.chats.mac(self.mia.chat_id)

    @property
    def message(self) -> int:
        """A message that she erased."""
        return min(self.youth.erased[0].bubbles)

    async def left(self) -> list[str]:
        """Return what is said to be left."""
        return await of_erased(self.line, [self.youth], [Desk(self.sam, frozenset())])

    async def bot_keeps(self, **what: Any) -> None:
        """Let the bot keep something still, or forget something."""
        await self.line.line.journal.keep(Changes(**what))


async def erasing(line: World, mia: Person, sam: Worker, talk: bytes) -> Erasing:
    """Let her say something, erase all of it, and type again."""
    mia.send(SAID)
    await sam.hears("text", body=SAID)
    await sam.text(talk, "I am here")
    await mia.sees("I am here")
    weather = Weather(line, WeakLine(0, Random(1)), Random(1), Diary())
    before = Erased(await weather.talks_of(mia), {SAID}, {bubble.id for bubble in mia.screen()})
    mia.send("/erase")
    await mia.sees("All clear on my side")
    mia.send(LATER)
    await line.quiet()
    youth = Youth(mia, weather, frozenset(), "penguin", bodies={SAID, LATER}, erased=[before])
    return Erasing(line, mia, sam, talk, youth)


async def test_of_what_i_erased_nothing_is_left(line: World, mia: Person) -> None:
    """Promise 9: neither at the bot nor at the relay nor on my phone."""
    made = await erasing(line, mia, *await talking(line, mia))

    assert [made.talk] == made.youth.erased[0].talks
    assert await made.left() == []


async def test_nothing_is_left_of_a_talk_that_was_over_before_i_erased(line: World, mia: Person) -> None:
    """Promise 9: what came in a talk that my worker had ended goes with the one that I am in."""
    sam, over = await talking(line, mia)
    await sam.text(over, "take care")
    await mia.sees("take care")
    await sam.close(over)
    await mia.sees("This chat is done for now")
    await line.quiet()
    await asks_for(mia)
    made = await erasing(line, mia, sam, await claims(sam, mia))

    assert sorted([over, made.talk]) == made.youth.erased[0].talks
    assert await made.left() == []


async def _bots_frame(made: Erasing) -> None:
    await made.bot_keeps(received=[(made.talk, 1, 1, b"sealed")])


async def _bots_talk(made: Erasing) -> None:
    await made.bot_keeps(opened={made.talk: made.mac})


async def _bots_post(made: Erasing) -> None:
    await made.bot_keeps(posts=[Post(made.line.line.chats.next_id(), made.talk, "frame", b"sealed")])


async def _bots_record(made: Erasing) -> None:
    async with made.line.line.chats.hold(made.mac) as held:
        assert held is not None
        held.chat.past.append((made.talk, held.now))


async def _bots_send(made: Erasing) -> None:
    async with made.line.line.chats.hold(made.mac) as held:
        assert held is not None
        held.send({"op": "reply", "conversation": b64u(made.talk)})
        sent = [held.changes.sends.pop()]  # it never leaves
    await made.bot_keeps(sends=sent)


async def _relays_row(made: Erasing) -> None:
    assert made.line.relay is not None
    async with made.line.relay.app.state.database.writing() as connection:
        await connection.execute(insert(ladders).values(conversation=made.talk, begun_at=1, rung=0))


async def _relays_key(made: Erasing) -> None:
    assert made.line.relay is not None
    async with made.line.relay.app.state.lockbox._writer.begin() as connection:
        await connection.execute(insert(keys).values(conversation=made.talk, key=bytes(32)))


async def _read_on(made: Erasing) -> None:
    made.sam.said[made.talk].append({"t": "text", "body": LATER})


async def _on_the_screen(made: Erasing) -> None:
    kept = next(iter(made.mia.chat.messages.values()))
    kept.id = made.message


async def _remembered(made: Erasing) -> None:
    async with made.line.line.chats.hold(made.mac) as held:
        assert held is not None
        held.show("note", made.message)


async def _not_remembered(made: Erasing) -> None:
    await made.bot_keeps(unshown=[one.id for one in await made.line.line.chats.on_screen(made.mac)])


async def _in_the_clear(made: Erasing) -> None:
    (made.line.folder / "left.log").write_text(SAID)


@pytest.mark.parametrize(
    ("leaves", "said"),
    [
        (_bots_frame, "the bot's received.conversation names what was erased"),
        (_bots_talk, "the bot's conversations.id names what was erased"),
        (_bots_post, "the bot's posts.conversation names what was erased"),
        (_bots_record, "the bot's sealed chats name what was erased"),
        (_bots_send, "the bot's sealed sends name what was erased"),
        (_relays_row, "the relay's ladders.conversation names what was erased"),
        (_relays_key, "the lockbox holds a key of what was erased"),
        (_read_on, f"somebody read {LATER!r} in a talk that was erased before"),
        (_on_the_screen, "and it stands there"),
        (_remembered, "the bot remembers messages that Mia erased"),
        (_not_remembered, f"/erase would not find {LATER!r}"),
        (_in_the_clear, "left.log holds words that can be read"),
    ],
)
async def test_that_something_of_it_is_left_is_noticed(
    line: World, mia: Person, leaves: Callable[[Erasing], Awaitable[None]], said: str
) -> None:
    """Of what lies anywhere still, and of nothing else, the talks by chance say so."""
    made = await erasing(line, mia, *await talking(line, mia))
    await leaves(made)

    (found,) = await made.left()
    assert said in found
