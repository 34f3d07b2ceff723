"""The bot is killed -9 at each step of taking over what editors published; the old words whole or the new."""

from __future__ import annotations

from tests.bot.editors import ASKS, editors
from tests.bot.test_killed import Mortal, around, database, mortal
from tests.bot.world import World
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person

__all__ = ["around", "database", "mortal"]
REST = "Pick one. You can change your mind."
PATIENCE = 60
POINTS = ("published, tried", "published, kept", "published, swapped in")


async def menu(mia: Person) -> str:
    """Come anew, and return what the menu says."""
    mia.start()
    await mia.answered(PATIENCE)
    mia.tap("Yes")
    return (await mia.answered(PATIENCE)).text


async def test_h29_a_version_survives_kill_9_at_each_step(around: World, mortal: Mortal, mia: Person) -> None:
    """Tried and not kept: the old words at a start without a relay, the new ones once it is back. Kept: the new ones at once."""
    studio = await editors(around)
    assert around.relay is not None
    now = ASKS

    for n, point in enumerate(POINTS, 1):
        was, now = now, f"Killed when {point.removeprefix('published, ')}? {REST}"
        await studio.writes(was, now)
        payload = await studio.asks_to_publish()
        await studio.signs("Ann", payload)
        await mortal.dies_when(point)
        await studio.signs("Ben", payload)
        await mortal.is_dead()
        await around.relay.stop()
        await mortal.start()
        alone = await menu(mia)
        await around.relay.start()
        await until(lambda n=n: f"version {n} of what editors published" in mortal.part.log.read_text(), PATIENCE)
        together = await menu(mia)

        expected = was if point == "published, tried" else now
        assert (alone.partition("\n")[0], together.partition("\n")[0]) == (expected, now)

    log = mortal.part.log.read_text()
    assert "Killed when" not in log
    assert str(mia.chat_id) not in log
