"""What goes out when a youth erases: enough for a worker to know it, and nothing that nobody can open."""

from __future__ import annotations

from bot.sealing.padding import MSG, OPEN, header
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def test_that_i_erased_opens_by_itself_for_whoever_reads_it(line: World, mia: Person) -> None:
    """Protocol 5.5: what would have opened it was let go of with my words; nobody reads of something that cannot be opened."""
    await talking(line, mia)
    assert line.relay is not None
    await line.line.relay.sign_in()
    await line.relay.stop()
    mia.send("do not keep this")
    await line.tg.settled()
    await line.stop_bot()  # and so what I type next begins a session
    await line.start_bot()
    mia.send("nor this")
    await line.tg.settled()
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.relay.start()
    line.line.live.wake()
    line.posted.clear()
    await line.quiet()
    left = [header(frame) for frame in line.posted]

    assert [(one.type, one.seq) for one in left] == [(OPEN, 0), (MSG, 1)]
    assert len({one.session for one in left}) == 1
