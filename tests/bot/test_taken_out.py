"""A coordinator's key that was taken out: the bot believes no list that is signed with it, also after a restart."""

from __future__ import annotations

from typing import Any

from bot.relay.trust import Trust
from bot.sealing.keys import Identity
from bot.sealing.roster import WEEK, Device, Roster, make_root, make_roster
from bot.settings.counts import COUNTS

NOW = 1_790_000_000_000
DAY = 86_400_000


class Line:
    """Two coordinators, a bot, and a relay that shows whatever it was given last."""

    def __init__(self) -> None:
        """Name both, and put the bot on the list."""
        self.root, self.sam, self.ana, self.bot = (Identity.generate() for _ in range(4))
        self.kept: dict[str, bytes] = {}
        self.shown = {"root": self.names(1, self.sam, self.ana), "roster": self.lists(self.ana, None, self.bot)}

    def names(self, version: int, *admins: Identity) -> str:
        """Sign a root document with the kit."""
        return make_root(self.root, version, [one.pub for one in admins], 1, NOW + 300 * DAY)

    def lists(self, signer: Identity, previous: Roster | None, *people: Identity) -> str:
        """Sign the next list."""
        devices = [Device(one.pub, one.device, "bot" if one is self.bot else "worker", 0, "x") for one in people]
        return make_roster([signer], previous, NOW + WEEK - DAY, 1, ["community"], devices)

    async def read(self, path: str) -> bytes:
        """Show a document."""
        return self.shown[path.rsplit("/", 1)[-1]].encode()

    async def keep(self, name: str, value: bytes) -> None:
        """Keep what the bot keeps."""
        self.kept[name] = value

    def started(self) -> Trust:
        """A bot that takes up what was kept."""
        trust = Trust(self.bot, self.root.pub, self.keep)
        trust.restore(self.kept.get("pins"), None)
        return trust

    async def looks(self, trust: Trust) -> Any:
        """Let the bot fetch both documents, and return what it goes by."""
        await trust.refresh_documents(self, NOW)  # type: ignore[arg-type]
        assert trust.pins is not None and trust.pins.roster is not None
        return trust.pins.roster


async def test_h18_a_list_signed_with_a_key_that_was_taken_out_is_refused_and_told_on() -> None:
    """Whoever holds the key and has the relay's help still lets nobody in."""
    line, rogue = Line(), Identity.generate()
    trust = line.started()
    first = await line.looks(trust)
    line.shown["root"] = line.names(2, line.sam)
    line.shown["roster"] = line.lists(line.sam, first, line.bot)
    second = await line.looks(trust)
    alarms = COUNTS["roster_alarms"]
    line.shown["roster"] = line.lists(line.ana, second, line.bot, rogue)

    assert second.version == 2
    assert await line.looks(trust) is second
    assert COUNTS["roster_alarms"] == alarms + 1


async def test_h18_a_key_stays_taken_out_after_a_restart_although_no_good_list_came_with_it() -> None:
    """The relay may show the root document with a list by the old key, and after a restart only the older root document."""
    line, rogue = Line(), Identity.generate()
    first = await line.looks(line.started())
    older = line.shown["root"]
    line.shown["root"] = line.names(2, line.sam)
    line.shown["roster"] = line.lists(line.ana, first, line.bot, rogue)
    assert (await line.looks(line.started())).version == 1
    line.shown["root"] = older

    assert (await line.looks(line.started())).version == 1
