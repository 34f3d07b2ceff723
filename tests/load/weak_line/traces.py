"""What an erased conversation must have left behind: nothing, neither at the bot nor at the relay nor on the phone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Set
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select

from api.store.tables import metadata as relays_tables
from bot.memory.tables import chats as records
from bot.memory.tables import metadata as bots_tables
from bot.memory.tables import sends
from bot.sealing.keys import b64u
from tests.bot.world import World
from tests.load.weak_line.desks import Desk
from tests.load.weak_line.youths import Youth

TOLD_THAT_IT_IS_GONE = "purges"  # the relay's list of what must stay erased after a backup was put back


async def of_erased(world: World, youths: list[Youth], desks: list[Desk], untold: Set[int] = frozenset()) -> list[str]:
    """Return where something of what was erased is still to be found, or was read since."""
    assert world.relay is not None
    erased = {talk for youth in youths for one in youth.erased for talk in one.talks}
    relay = world.relay.app.state
    found = [
        f"the bot's {where} names what was erased" for where in await _named(world.line.database, bots_tables, erased)
    ]
    found += [f"the bot's sealed {where} name what was erased" for where in await _named_inside(world, erased)]
    found += [
        f"the relay's {where} names what was erased" for where in await _named(relay.database, relays_tables, erased)
    ]
    if erased & await relay.lockbox.keyed():
        found.append("the lockbox holds a key of what was erased")
    for youth in youths:
        found += [*_read_since(youth, desks), *await _on_the_phone(world, youth, untold)]
    words = {body.encode() for youth in youths for body in youth.bodies | youth.behind}
    found += [
        f"{path.name} holds words that can be read"
        for path in _files(world.folder)
        if _any_in(words, path.read_bytes())
    ]
    return found


async def _named(database: Any, tables: MetaData, ids: set[bytes]) -> list[str]:
    """Return the columns in which one of these ids stands."""
    found = set()
    async with database.reading() as connection:
        for table in tables.sorted_tables:
            if table.name != TOLD_THAT_IT_IS_GONE:
                for row in (await connection.execute(select(table))).mappings():
                    found |= {f"{table.name}.{name}" for name, value in row.items() if _any_in(ids, value)}
    return sorted(found)


async def _named_inside(world: World, ids: set[bytes]) -> list[str]:
    """Return which sealed rows of the bot name one of these ids, in any way of writing it, once they are opened."""
    written = {text for one in ids for text in (b64encode(one), b64u(one).encode(), one.hex().encode())}
    found = set()
    async with world.line.database.reading() as connection:
        for table, purpose in ((records, "chat"), (sends, "send")):
            for row in (await connection.execute(select(table))).mappings():
                if _any_in(written, world.line.vault.open(purpose, row["sealed"], row["mac"])):
                    found.add(table.name)
    return sorted(found)


def _read_since(youth: Youth, desks: list[Desk]) -> list[str]:
    """Return what a desk read in an erased conversation of what was typed after the erasing."""
    found = []
    for one in youth.erased:
        said = [each for desk in desks for talk in one.talks for each in desk.worker.said.get(talk, [])]
        late = {str(each["body"]) for each in said if each["t"] in ("text", "edit")} & youth.bodies - one.bodies
        found += [f"somebody read {body!r} in a talk that was erased before" for body in late]
    return found


async def _on_the_phone(world: World, youth: Youth, untold: Set[int]) -> list[str]:
    """Return what stands on the screen though it was erased, and what the bot would not find to erase it; it could not find what is `untold`."""
    bubbles = youth.phone.screen()
    found = [
        f"{youth.phone.name} erased {bubble.text!r}, and it stands there"
        for bubble in bubbles
        for one in youth.erased
        if bubble.id in one.bubbles - untold
    ]
    chats = world.line.chats
    known = {line.message for line in await chats.on_screen(chats.mac(youth.phone.chat_id))}
    if any(known & one.bubbles for one in youth.erased):
        found.append(f"the bot remembers messages that {youth.phone.name} erased")
    found += [f"/erase would not find {bubble.text!r}" for bubble in bubbles if bubble.mine and bubble.id not in known]
    return found


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _any_in(these: set[bytes], value: object) -> bool:
    return isinstance(value, bytes) and any(one in value for one in these)
