"""Asks the relay to list the bot for the coordinator, and says which digits to compare."""

from __future__ import annotations

from bot.app.joining import Joining
from bot.memory import queries
from bot.memory.changes import Changes
from bot.memory.database import Database, Unavailable
from bot.memory.journal import Journal
from bot.memory.keyring import Keyring
from bot.memory.schema import bring_up_to_date
from bot.relay.client import Refused, RelayClient, Unreachable
from bot.relay.trust import Trust
from bot.sealing.keys import Vault
from bot.settings.clock import wall
from bot.settings.values import Settings, WrongSetting


async def enrol(settings: Settings) -> tuple[bool, str]:
    """Return whether it went well, and one sentence."""
    database = Database(settings.database_url)
    journal = Journal(database)
    try:
        await bring_up_to_date(database)
        journal.start()
        identity = await Keyring(database, journal, Vault(settings.host_secret)).identity()
        relay = RelayClient(settings.relay_url, settings.relay_origin, identity)

        async def keep(name: str, value: bytes) -> None:
            await journal.keep(Changes(facts={name: value}))

        trust = Trust(identity, settings.root, keep)
        async with database.reading() as connection:
            root, pins = await queries.fact(connection, "root"), await queries.fact(connection, "pins")
        if settings.root is None and settings.practice and root is not None:
            await trust.pin(root)
        trust.restore(pins, None)
        relay.seen, relay.dropped = lambda: trust.seen, lambda left: trust.read_dropped(left, wall())
        try:
            if trust.on_roster():
                await trust.refresh_documents(relay, wall())  # a bot that was taken off while it was off asks again
            digits = await Joining(settings, relay, trust, None, wall).once()
        finally:
            await relay.close()
        if not digits:
            return (
                False,
                "The line is not made yet, or BOT_ROOT is not set. Make the line in the console, then set BOT_ROOT.",
            )
        if trust.on_roster():
            return True, "The bot is on the roster already."
        return True, "The bot asks to join. Compare the digits in the console under People, and approve it."
    except Unreachable:
        return False, "The relay did not answer. Check BOT_RELAY_URL, and that the relay runs."
    except Refused as why:
        if why.code == "origin":
            return (
                False,
                "The relay goes by another address than this bot takes it to have. Set BOT_RELAY_ORIGIN to the relay's API_ORIGIN.",
            )
        return False, f"The relay refused: {why.code}. Try again later."
    except WrongSetting as why:
        return False, str(why)
    except Unavailable:
        return False, "The bot's database cannot be opened. Check BOT_DATABASE_URL."
    finally:
        await journal.stop()
        await database.close()
