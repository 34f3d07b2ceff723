"""The bot's own keys at rest, sealed under the host secret, and destroyed in time.

A receive key lives a day in its certificate and 48 h more (Protocol 1: R of the bot); then its private half is destroyed,
and what workers wrote to it opens nowhere any more.
"""

from __future__ import annotations

from bot.memory import queries
from bot.memory.changes import Changes
from bot.memory.chats import Lock
from bot.memory.database import Database
from bot.memory.journal import Journal
from bot.sealing.keys import Identity, ReceiveKey, Refusal
from bot.settings.values import WrongSetting

HOUR = 3_600_000
LIFE = 24 * HOUR
RENEW = 12 * HOUR
KEPT_AFTER = 48 * HOUR


class Keyring:
    """The keys of this bot."""

    def __init__(self, database: Database, journal: Journal, lock: Lock) -> None:
        """Prepare; nothing is read yet."""
        self._database, self._journal, self._lock = database, journal, lock
        self._held: dict[bytes, tuple[ReceiveKey, int]] = {}

    async def identity(self) -> Identity:
        """Return the bot's identity; make it at the first start. Protocol 1.4."""
        async with self._database.reading() as connection:
            sealed = await queries.fact(connection, "identity")
        if sealed is not None:
            try:
                return Identity.from_bytes(self._lock.open("identity", sealed))
            except Refusal:
                raise WrongSetting(
                    "BOT_HOST_SECRET is not the one under which this database was sealed. Give back the one from before; "
                    "if it is lost, give the bot an empty database and let it join anew."
                ) from None
        made = Identity.generate()
        await self._journal.keep(Changes(facts={"identity": self._lock.seal("identity", made.to_bytes())}))
        return made

    async def receive_keys(self) -> list[ReceiveKey]:
        """Return every receive key that may still open something."""
        async with self._database.reading() as connection:
            rows = await queries.keys(connection)
        self._held = {
            key_id: (ReceiveKey.from_bytes(self._lock.open("receive key", sealed, key_id)), until)
            for key_id, sealed, until in rows
        }
        return [key for key, _ in self._held.values()]

    async def destroy_old(self, early: int) -> list[ReceiveKey]:
        """Destroy the keys past their time by a believed clock, also while there is no line to the relay; return those that are left."""
        old = [key_id for key_id, (_, until) in self._held.items() if early >= until + KEPT_AFTER]
        if old:
            await self._journal.keep(Changes(keys_destroyed=old))
        for key_id in old:
            del self._held[key_id]
        return [key for key, _ in self._held.values()]

    async def current(self, now: int, early: int) -> tuple[ReceiveKey, int, list[ReceiveKey]]:
        """Return the key to be certified and until when, and all keys; make a new one in time, destroy what is past its time."""
        await self.destroy_old(early)
        changes = Changes()
        newest = max(self._held.values(), key=lambda held: held[1], default=None)
        made = None
        if newest is None or newest[1] - now < RENEW or newest[1] - now > LIFE:
            made = (ReceiveKey.generate(2), now + LIFE)
            changes.keys.append(
                (made[0].key_id, self._lock.seal("receive key", made[0].to_bytes(), made[0].key_id), made[1])
            )
        if made:
            await self._journal.keep(changes)
            self._held[made[0].key_id] = newest = made
        if newest is None:
            raise RuntimeError("no receive key could be made")
        return newest[0], newest[1], [key for key, _ in self._held.values()]
