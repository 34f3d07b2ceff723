"""Sends what was kept for Telegram: in order, numbers that were asked for first, once, a repeat marked.

A send is claimed on the disk before it leaves and dropped from it after its message id is kept. After a crash a claimed
one may have left already: it goes out again with a mark (Protocol 6.3). Edits and deletions may be repeated unseen.
What a worker wrote is opened only at the moment it is sent; the outbox holds the name of its frame.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.limits.buckets import Paces, Rates, Turnstile
from bot.memory import queries
from bot.memory.changes import Changes, Send, Shown
from bot.memory.chats import Chats, Held
from bot.memory.database import TakenBefore, Unavailable
from bot.outbox.telegram import Outcome, Telegram
from bot.settings.counts import count
from bot.settings.quiet import fault

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0  # seconds: once Telegram is back nobody waits much longer for a worker's words
LAST_CALL = 3.0  # seconds for what leaves while the bot stops
MOST_FAULTS = 5  # then it is let go
TWO_DAYS = 172_800_000
SHOWING = ("show", "reply")

Open = Callable[[Send], Awaitable[list[dict[str, Any]]]]
Blocked = Callable[[bytes], Awaitable[None]]


async def _nothing(_: Any) -> Any:
    """Stand in until the delivery is there."""
    return []


class Sends:
    """The outbox toward Telegram."""

    def __init__(
        self,
        chats: Chats,
        telegram: Telegram,
        rates: Rates | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Prepare an empty outbox; `start` takes up what waited."""
        self._chats, self._telegram, self._sleep = chats, telegram, sleep
        rates = rates or Rates()
        self._queues: dict[bytes, list[Send]] = {}
        self._tasks: dict[bytes, asyncio.Task[None]] = {}
        self._came: dict[bytes, asyncio.Event] = {}  # whether something was added that is no less urgent than answers
        self._paces = Paces(rates, clock)
        self._turnstile = Turnstile(rates.in_all, rates.in_all_burst, clock)
        self._newest: dict[bytes, int] = {}
        self._repeats: set[int] = set()
        self._faults: dict[int, int] = {}  # how often a send met a fault of ours
        self._leaving: set[bytes] = set()  # chats with a message of which Telegram has not said whether it took it
        self.open_reply: Open = _nothing
        self.blocked: Blocked = _nothing
        self.repeat_mark: Callable[[str], str] = lambda lang: "(again)"
        self.stopping = False

    async def start(self) -> None:
        """Take up what waited; what was claimed may have left before the bot died."""
        async with self._chats.database.reading() as connection:
            rows = await queries.unsent(connection)
        sends = [self._chats.open_send(row) for row in rows]
        self._repeats = {send.id for send in sends if send.claimed}
        self.add(sends)

    async def stop(self) -> None:
        """Let what is on its way to a screen end, so that it need not come twice; the rest waits on the disk."""
        self.stopping = True
        tasks = dict(self._tasks)
        if leaving := [tasks[mac] for mac in self._leaving & tasks.keys()]:
            await asyncio.wait(leaving, timeout=LAST_CALL)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)

    def cancel(self, held: Held) -> None:
        """Let a step that cancels drop what would show something; what was to be taken off the screen, or said of that, is a promise."""
        if held.cancels:
            waiting = self._queues.get(held.chat.mac, [])
            shows = [send for send in waiting if send.what["op"] in SHOWING and not send.what.get("promised")]
            held.changes.cancelled += [send.id for send in shows]
            if held.hides:
                held.chat.held = [*(_waiting(send) for send in shows if _is_news(send)), *held.chat.held]

    def take(self, held: Held) -> None:
        """These changes are on the disk: drop what was cancelled, send what is new."""
        for send in self._queues.get(held.chat.mac, []) if held.changes.cancelled else ():
            send.dropped = send.dropped or send.id in held.changes.cancelled
        self.add([send for send, _ in held.changes.sends])

    def add(self, sends: list[Send]) -> None:
        """Send these, which are on the disk."""
        for send in sends:
            queue = self._queues.setdefault(send.mac, [])
            place = len(queue)
            while send.overtakes and place and not queue[place - 1].overtakes:
                place -= 1
            queue.insert(place, send)
            if send.mac in self._came:
                self._hurry(send)
            if send.mac not in self._tasks and not self.stopping:
                self._tasks[send.mac] = asyncio.create_task(self._serve(send.mac))

    def saw(self, mac: bytes, message: int) -> None:
        """Know the newest message of a chat: an older one is not edited under the youth's eyes but sent anew."""
        self._newest[mac] = max(message, self._newest.get(mac, 0))
        if len(self._newest) > 20_000:
            del self._newest[next(iter(self._newest))]

    def waiting(self) -> int:
        """Return how many sends wait."""
        return sum(len(queue) for queue in self._queues.values())

    async def idle(self) -> None:
        """Return when nothing waits."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _serve(self, mac: bytes) -> None:
        """Send one after the other until nothing is left for this chat."""
        try:
            pause, came = FIRST_PAUSE, self._came.setdefault(mac, asyncio.Event())
            while (queue := self._queues.get(mac)) and not self.stopping:
                send = queue[0]
                came.clear()
                done = await self._one(send)
                self._leaving.discard(mac)
                if done:
                    queue.remove(send)
                    pause = FIRST_PAUSE
                elif not await _comes(came, pause):
                    pause = min(LONGEST_PAUSE, pause * 2)
                else:
                    pause = FIRST_PAUSE
        finally:
            self._tasks.pop(mac, None)
            self._came.pop(mac, None)
            self._leaving.discard(mac)
            if not self._queues.get(mac):
                self._queues.pop(mac, None)
            self._paces.forget(mac)

    def _hurry(self, send: Send) -> None:
        """Let who asks again not wait for a pause that grew: what stands first is tried now; numbers pass the gate at once."""
        if send.lane == 0:
            self._turnstile.hurry(send.mac, send.lane)
        if send.lane < 2:
            self._came[send.mac].set()

    async def _one(self, send: Send) -> bool:
        """Send one thing; say whether it is over and done with."""
        if send.dropped or send.at < self._chats.early() - TWO_DAYS:
            await self._keep(Changes(sent=[send.id]))
            self._repeats.discard(send.id)
            return True
        changes = Changes()
        try:
            ended = await self._do(send, changes)
        except Unavailable:
            return False
        except Exception as why:  # noqa: BLE001 - what cannot be sent must not stand for ever in front of what comes after it
            fault("a send", why)
            self._faults[send.id] = self._faults.get(send.id, 0) + 1
            if self._faults[send.id] < MOST_FAULTS and not changes.shown:  # what is on the screen is kept, for "erase"
                return False
            ended = Outcome("refused")
        if ended.kind in ("later", "unsure"):
            count("send_retries")
            if ended.kind == "unsure":
                self._repeats.add(send.id)
            if self._paces.close(send.mac, ended.after):
                self._turnstile.close(min(ended.after, 5.0))
            await self._sleep(ended.after)
            return False
        if ended.kind == "blocked":
            count("send_blocked")
            try:
                await self.blocked(send.mac)
            except Unavailable:
                return False
        changes.sent.append(send.id)
        await self._keep(changes)
        self._repeats.discard(send.id)
        self._faults.pop(send.id, None)
        return True

    async def _keep(self, changes: Changes) -> None:
        """Keep what is on the screen now, however long the database is away: it left, and must not leave again."""
        while True:
            try:
                await self._chats.journal.keep(changes)
            except Unavailable:
                await asyncio.sleep(1)
                continue
            except TakenBefore:
                pass  # kept the last time, and only the answer was lost
            return

    async def _do(self, send: Send, changes: Changes) -> Outcome:
        """Do what a send says."""
        what = send.what
        chat, op = what["chat"], what["op"]
        if op == "show":
            return await self._show(send, what, what["slot"], changes)
        if op == "reply":
            return await self._reply(send, changes)
        if op == "unreply":
            return await self._take_back(send, await self._chats.on_screen(send.mac, what["slot"]), changes)
        if op == "delete":
            await self._turn(send)
            return await self._telegram.delete(chat, what["messages"])
        if op == "wipe":
            return await self._take_back(send, await self._wiped(send, what["until"]), changes)
        if op == "away":
            return await self._away(send, what, changes)
        raise KeyError(op)

    async def _show(
        self, send: Send, what: dict[str, Any], slot: str, changes: Changes, frame: bytes | None = None
    ) -> Outcome:
        """Show a message: in place of another where that is asked for and still at the end of the chat, else new."""
        chat = send.what["chat"]
        place = await self._place(send.mac, what, slot)
        if place is not None:
            await self._turn(send)
            if send.dropped:
                return Outcome("done")  # cancelled while it stood at the gate
            ended = await self._telegram.edit(chat, place, what)
            if ended.kind == "done":
                known = any(line.message == place for line in await self._chats.on_screen(send.mac, slot))
                if not known or self._will_be_wiped(send):
                    self._chats.add_shown(changes, send.mac, slot, place, self._chats.now(), frame, made=send.id)
                return ended
            if ended.kind not in ("gone", "refused"):
                return ended
        elif what.get("spent") and what.get("edit"):
            await self._turn(send)
            ended = await self._telegram.unbutton(chat, what["edit"])
            if ended.kind not in ("done", "gone", "refused"):
                return ended
        await self._claim(send)
        await self._turn(send)
        if send.dropped:
            return Outcome("done")  # cancelled while it stood at the gate
        if send.id in self._repeats or send.what.get("repeat"):
            count("sent_again")
        if (send.id in self._repeats or send.what.get("repeat")) and not send.what.get("unmarked"):
            mark = self.repeat_mark(send.what.get("lang", "en")) + "\n"
            what = {
                **what,
                "text": mark + what["text"],
                "entities": _moved(what["entities"], len(mark.encode("utf-16-le")) // 2),
            }
        self._leaving.add(send.mac)
        ended = await self._telegram.show(chat, what)
        if ended.kind == "done" and ended.message is not None:
            count("sent")
            self.saw(send.mac, ended.message)
            stays = bool(what.get("stays"))
            self._chats.add_shown(changes, send.mac, slot, ended.message, self._chats.now(), frame, stays, send.id)
        return ended

    async def _wiped(self, send: Send, until: int | None) -> list[Shown]:
        """Return what a wipe takes: by the clock what is old and was not to stay; asked for, all that was there or on its way."""
        lines = await self._chats.on_screen(send.mac, until=until)
        if until is not None:
            return [line for line in lines if not line.stays]
        later = {line.message for line in lines if line.made > send.id}  # numbers that were asked for since
        return [line for line in lines if line.message not in later]

    def _will_be_wiped(self, send: Send) -> bool:
        """Whether an erase that came before this still waits: what this puts into an old message must outlive it."""
        return any(one.what["op"] == "wipe" and one.id < send.id for one in self._queues[send.mac])

    async def _place(self, mac: bytes, what: dict[str, Any], slot: str) -> int | None:
        """Return the message to put new words into, if there is one that may be used."""
        if what.get("edit_slot"):
            lines = await self._chats.on_screen(mac, what["edit_slot"])
            return lines[-1].message if lines else None
        place: int | None = what.get("edit")
        if place is None or self._newest.get(mac, place) > place:
            return None
        if slot != "wait" and any(line.message == place for line in await self._chats.on_screen(mac, "wait")):
            return None  # the waiting words are kept fresh in place, so they stay
        return place

    async def _reply(self, send: Send, changes: Changes) -> Outcome:
        """Open a worker's words and show them, in parts where they are long; parts already shown are not shown again."""
        ended = Outcome("done")
        slot = send.what["slot"]
        pages = await self.open_reply(send)
        before = await self._chats.on_screen(send.mac, slot)
        if send.what.get("again"):
            return await self._correct(send, pages, before, changes)
        for page in pages[len(before) :]:
            ended = await self._show(send, page, slot, changes)
            if ended.kind != "done":
                return ended
            if len(pages) > 1:
                await self._keep(changes)
                changes.shown.clear()
        return ended

    async def _correct(self, send: Send, pages: list[dict[str, Any]], before: list[Any], changes: Changes) -> Outcome:
        """Show a worker's correction in place of what stood there; what it needs no more goes first."""
        ended = await self._take_back(send, before[len(pages) :], changes)
        if ended.kind != "done":
            return ended
        for number, page in enumerate(pages):
            if number < len(before):
                await self._turn(send)
                ended = await self._telegram.edit(send.what["chat"], before[number].message, page)
                if ended.kind == "done":
                    continue
                if ended.kind != "gone":
                    return ended
            ended = await self._show(send, page, send.what["slot"], changes)
            if ended.kind != "done":
                return ended
        return ended

    async def _take_back(self, send: Send, lines: list[Any], changes: Changes) -> Outcome:
        """Take messages off the screen and forget them."""
        young = self._chats.early() - TWO_DAYS
        messages = list(dict.fromkeys(line.message for line in lines if line.at > young))
        if messages:
            await self._turn(send)
            ended = await self._telegram.delete(send.what["chat"], messages)
            if ended.kind in ("later", "unsure"):
                return ended
        changes.unshown += [line.id for line in lines]
        return Outcome("done")

    async def _away(self, send: Send, what: dict[str, Any], changes: Changes) -> Outcome:
        """Take one message away; one that Telegram deletes no more is emptied, with its button."""
        chat, message = what["chat"], what["message"]
        await self._turn(send)
        ended = await self._telegram.take_away(chat, message)
        if ended.kind in ("gone", "refused"):
            await self._turn(send)
            ended = await self._telegram.edit(chat, message, what)
        if ended.kind in ("done", "gone"):
            changes.unshown += [line.id for line in await self._chats.on_screen(send.mac) if line.message == message]
        return ended

    async def _claim(self, send: Send) -> None:
        """Say on the disk that this one is about to leave."""
        if not send.claimed:
            await self._chats.journal.keep(Changes(claimed=[send.id]))
            send.claimed = True

    async def _turn(self, send: Send) -> None:
        """Wait until Telegram will take one more."""
        if (pause := self._paces.wait(send.mac, numbers=send.lane == 0)) > 0:
            await self._sleep(pause)
        # Where numbers wait behind it, it passes as they would.
        most_urgent = min(one.lane for one in self._queues[send.mac])
        await self._turnstile.enter(min(send.lane, most_urgent), send.mac)


async def _comes(came: asyncio.Event, pause: float) -> bool:
    """Rest before the next try; say whether something came meanwhile, or since the last one began, for which it is made at once."""
    try:
        async with asyncio.timeout(pause):
            return await came.wait()
    except TimeoutError:
        return False


def _is_news(send: Send) -> bool:
    """Whether a send tells something that comes from others, and is not the answer to what the youth did."""
    return send.what["op"] == "reply" or bool(send.what.get("news"))


def _waiting(send: Send) -> dict[str, Any]:
    """Return a send as news that wait; one that may have left already is marked as a repeat when it goes out (Protocol 6.3)."""
    what = {**send.what, "repeat": True} if send.claimed else send.what
    return {"t": "sent", "what": what, "lane": send.lane, "slot": what["slot"], "at": send.at}


def _moved(entities: list[dict[str, Any]], by: int) -> list[dict[str, Any]]:
    """Move entities to the right, past a mark put in front."""
    return [{**entity, "offset": entity["offset"] + by} for entity in entities]
