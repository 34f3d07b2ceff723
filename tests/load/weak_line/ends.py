"""What must hold once the line is strong again: all that was said arrived, once, and everybody knows the same."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from sqlalchemy import select

from api.conversations import queries
from api.store.tables import conversations
from bot.sealing.keys import unb64u
from tests.bot.world import World
from tests.load.weak_line.desks import Desk
from tests.load.weak_line.youths import HERE, TAKES_OVER, Youth

PATIENCE = (
    180  # seconds until all of it has arrived once the line is strong, also where the machine has much else to do
)
GONE, BESIDE, LEFT = "had to go", "is here too now", "is still here"
UNREADABLE, GAP = "could not open", "may not have come through"
REPEAT = "(You may have seen this before.)"


class Ended(Exception):
    """It did not come to an end."""


async def calm(world: World, desks: list[Desk]) -> dict[bytes, Any]:
    """Wait until everything has arrived at everybody, and return the relay's rows."""
    behind = ["the line"]
    try:
        async with asyncio.timeout(PATIENCE):
            while not world.line.live.up:
                with contextlib.suppress(TimeoutError):
                    await world.bot_is_up()
            while behind:
                await world.quiet()
                rows = await _on_the_relay(world)
                behind = [
                    *await _bot_behind(world, desks),
                    *(one for desk in desks for one in _desk_behind(desk, rows)),
                ]
                await asyncio.sleep(0.05 if behind else 0)
    except TimeoutError:
        raise Ended(f"not all of it ever arrived: {behind}") from None
    return rows


async def _on_the_relay(world: World) -> dict[bytes, Any]:
    """Return what the relay has of each conversation."""
    assert world.relay is not None
    async with world.relay.app.state.database.reading() as connection:
        ids = (await connection.execute(select(conversations.c.id))).scalars().all()
        return {row.id: row for row in await queries.find_many(connection, ids)}


async def _bot_behind(world: World, desks: list[Desk]) -> list[str]:
    """Return whatever a worker wrote that the bot has not acted on."""
    found = []
    for conversation in world.line.desk.talks:
        newest = max(desk.worker.posted.get(conversation, 0) for desk in desks)
        async with world.line.desk.talks.hold(conversation) as there:
            if there is not None:
                there.held.touched = False
                if there.talk.cursor < newest:
                    found.append(f"the bot at {there.talk.cursor} of {newest}")
    return found


def _desk_behind(desk: Desk, rows: dict[bytes, Any]) -> list[str]:
    """Return what this desk may read and has not, and what it still lists though it is gone."""
    found = []
    for row in desk.worker.rows.values():
        talk = unb64u(row["id"])
        at, newest = desk.worker.cursors.get(talk, 0), rows[talk].cursor if talk in rows else -1
        if newest < 0:
            found.append(f"{desk.name} lists what was erased")
        elif row["reads"] and at < newest:
            found.append(f"{desk.name} at {at} of {newest}")
    return found


def of_youths(youths: list[Youth], desks: list[Desk]) -> list[str]:
    """Return what of the youths' words went astray, or came to somebody to whom it should not."""
    heard = [said for desk in desks for said in desk.worker.words() if said["t"] in ("text", "edit")]
    read = {said["body"] for said in heard}
    found = [f"nobody read {body!r}" for youth in youths for body in youth.unread(read)]
    found += [f"somebody read {body!r}" for youth in youths for body in youth.behind & read]
    found += [wrong for youth in youths for wrong in youth.wrong]
    unshared = {body for youth in youths for body in youth.unshared}
    for desk in (one for one in desks if one.let_in):
        bodies = {str(said.get("body")) for said in desk.worker.words()} & unshared
        found += [f"{desk.name} read {body!r}, and was not let in" for body in sorted(bodies)]
    last = {one.body for youth in youths for one in youth.typed if one.body != youth.word}  # that may stand there twice
    for desk in desks:
        mids = [said["mid"] for said in desk.worker.words()]
        if len(mids) > len(set(mids)):
            found.append(f"{desk.name} read something twice")
        if refused := set(desk.worker.refused) - {"locked"}:
            found.append(f"{desk.name} could not read something: {refused}")
        for versions in _versions(desk):
            if last & set(versions[:-1]):
                found.append(f"at {desk.name}'s {versions[-1]!r} stands over what was corrected last")
    return found


def _versions(desk: Desk) -> list[list[str]]:
    """Return what each message of a youth said at this desk, the oldest first."""
    found: dict[bytes, list[str]] = {}
    for said in desk.worker.words():
        if said["t"] == "text":
            found[said["mid"]] = [said["body"]]
        elif said["t"] == "edit":
            found.setdefault(unb64u(said["of"]), []).append(said["body"])
    return list(found.values())


def of_workers(youths: list[Youth], desks: list[Desk], untold: set[int]) -> list[str]:
    """Return what of the workers' words, and of their coming and going, a screen does not say as it was.

    `untold` are messages of which Telegram never told the bot: what they say came once more, and says so.
    """
    bubbles = [bubble for youth in youths for bubble in youth.phone.screen() if bubble.id not in untold]
    shown = [bubble.text for bubble in bubbles if not bubble.mine]
    erased = {talk for youth in youths for one in youth.erased for talk in one.talks}
    found = [f"{one.phone.name} reads of something that nobody could open" for one in youths if _reads(one, UNREADABLE)]
    found += [f"{one.phone.name} reads of something that never came" for one in youths if _reads(one, GAP)]
    # What somebody wrote in the moment in which the youth let them in no longer may come to nobody.
    shut_out = {talk for youth in youths for talk in youth.took_back}
    late = [each.first for desk in desks if desk.let_in for each in desk.written if each.conversation in shut_out]
    for one in [each for desk in desks for each in desk.written]:
        # What was under way when the bot was stopped may come twice, and says so then; what came first nobody can find again.
        seen, stands = [text for text in shown if one.first in text], one.body and one.conversation not in erased
        once = [text for text in seen if not text.startswith(REPEAT)]
        if not seen and one.first in late:
            continue
        if bool(seen) != bool(stands) or len(once) > 1 or (seen and one.body not in seen[-1]):
            found.append(f"{one.body or one.first + ' (taken back)'} stands there as {seen}")
    for words, times in (
        (HERE, sum(desk.claims + desk.handed for desk in desks)),
        # Who was given to a colleague that could not come reads it as well.
        (GONE, sum(desk.releases + desk.handed for desk in desks)),
        (TAKES_OVER, sum(desk.handed for desk in desks)),
        (BESIDE, sum(desk.joins for desk in desks)),
        (LEFT, sum(desk.joins for desk in desks)),
    ):
        if (told := sum(words in text and not text.startswith(REPEAT) for text in shown)) > times:
            found.append(f"{told} times {words!r}, of {times}")
    return found


def happened(youths: list[Youth], desks: list[Desk]) -> str:
    """Return what there was of each kind, so that nobody takes a quiet evening for a proof."""
    kinds = {
        "said": sum(len(one.bodies) for one in youths),
        "written": sum(len(one.written) for one in desks),
        "claimed": sum(one.claims for one in desks),
        "put back": sum(one.releases for one in desks),
        "offered": sum(one.offers for one in desks),
        "given on": sum(one.handed for one in desks),
        "asked for another circle": sum(one.lets_in for one in desks),
        "shut out": sum(len(one.took_back) for one in youths),
        "calls for help": sum(one.helps for one in desks),
        "beside": sum(one.joins for one in desks),
        "hidden": sum(one.hid for one in youths),
        "erased": sum(len(one.erased) for one in youths),
    }
    return ", ".join(f"{number} {kind}" for kind, number in kinds.items() if number)


def of_rows(world: World, desks: list[Desk], rows: dict[bytes, Any]) -> list[str]:
    """Return where relay and bot differ about who has a conversation, and who is beside them."""
    found, names = [], {desk.worker.device.device: desk.name for desk in desks}
    for conversation in rows.keys() - set(world.line.desk.talks):
        found.append(f"the relay holds a {rows[conversation].state} conversation that is no youth's")
    for conversation in world.line.desk.talks:
        chat = world.line.chats._kept.get(world.line.desk.talks.chat_of(conversation) or b"")
        if (row := rows.get(conversation)) is None:
            found.append("a youth has a conversation that the relay does not hold")
            continue
        has = chat.talk.claimer if chat and chat.talk else None
        if has != (row.claimed_by if row.state == "claimed" else None):
            believed = names.get(has or b"", "nobody")
            found.append(
                f"{row.state} by {row.claimed_label} at the relay, and the bot believes that {believed} has it"
            )
        beside = set(chat.talk.beside(world.line.chats.now())) if chat and chat.talk else set()
        if beside != {one.device for one in row.joinings}:
            found.append(f"{len(row.joinings)} are beside at the relay, and {len(beside)} at the bot")
    return found


def _reads(youth: Youth, words: str) -> bool:
    return words in youth.phone.screen_text()
