"""The practice Telegram as a whole: the bot's account, the people, their chats, and the server in front of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from . import calls_account, calls_messages, calls_updates
from .account import Account
from .calls import Call, answer
from .chats import Chat, Kept
from .clock import PATIENCE, Bell, Clock
from .faults import Faults
from .groups import Group
from .person import Person
from .refusals import Refusal
from .screen import Button, notification_of
from .server import serve
from .taps import Tap
from .updates import TAP, Update, Updates
from .webhook import Webhook

# Importing these rooms is what teaches `calls` what each method does.
ROOMS = (calls_account, calls_messages, calls_updates)
TOKEN = "424242:practice"
NAMES = ("Sam", "Robin", "Kai", "Noor", "Alex")
KEPT_CALLS = 100_000


class Practice:
    """Everything that exists on the practice Telegram, in memory."""

    def __init__(self, token: str = TOKEN, speed: float = 0, webhook_seconds: float = 60) -> None:
        """Begin with nobody on it; at speed 0 the clock moves only by `advance`."""
        self.token, self.base = token, ""
        self.clock, self.bell = Clock(speed), Bell()
        self.account, self.faults = Account(token), Faults()
        self.updates = Updates(self.clock, self.bell)
        self.webhook = Webhook(self.updates, self.clock, self.bell, webhook_seconds)
        self.webhook.on_reply = self._call_in_answer
        self.chats: dict[int, Chat] = {}
        self.groups: dict[int, Group] = {}
        self.people: dict[int, Person] = {}
        self.owners: dict[int, Person] = {}
        self.taps: dict[str, Tap] = {}
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._next_message = 1
        self._next_tap = 4_000_000_000_000_000
        self._ticks = 0

    def person(self, name: str, language: str = "en") -> Person:
        """Give somebody the next phone."""
        return self.phone(max(self.people, default=0) + 1, name, language)

    def phone(self, number: int, name: str = "", language: str = "en") -> Person:
        """Return whoever holds this phone; somebody takes it when nobody did."""
        if number not in self.people:
            name = name or NAMES[(number - 1) % len(NAMES)]
            self.people[number] = Person(self, number, name, language)
        return self.people[number]

    @property
    def pending(self) -> int:
        """Return how many updates the bot has not taken."""
        self.updates.drop_expired()
        return len(self.updates.waiting)

    async def settled(self, timeout: float = PATIENCE) -> None:
        """Wait until every update was taken, or waits for the time of its next try."""

        def at_rest() -> bool:
            return self.webhook.settled if self.webhook.url else not self.pending

        await self.bell.until(
            at_rest, timeout, lambda: f"The bot did not take {self.pending} updates in {timeout:g} s."
        )

    async def until_polled(self, timeout: float = PATIENCE) -> None:
        """Wait until the bot hangs on getUpdates."""
        await self.bell.until(lambda: self.updates.polling, timeout, lambda: "The bot did not poll.")

    async def advance(self, seconds: float) -> None:
        """Let time pass; every retry on the way happens at its own time."""
        target = self.clock.now() + seconds
        while (wake := self.clock.next_wake()) is not None and wake <= target:
            self.clock.move_to(wake)
            await self.settled()
        self.clock.move_to(target)
        self.updates.drop_expired()
        self.everybody_looks()
        if self.webhook.url:
            await self.settled()

    def called(self, method: str) -> list[Call]:
        """Return the bot's calls of this method, oldest first."""
        return [call for call in self.calls if call.method == method]

    async def until_called(self, method: str, timeout: float = PATIENCE) -> Call:
        """Wait until the bot has called this method, and return its latest call."""
        await self.bell.until(lambda: self.called(method), timeout, lambda: f"The bot did not call {method}.")
        return self.called(method)[-1]

    def write_down(self, call: Call) -> None:
        """Remember a call of the bot."""
        self.calls.append(call)
        self.bell.ring()

    async def _call_in_answer(self, reply: dict[str, Any]) -> None:
        """Do the call that a webhook gave as its answer; the bot never hears how it went."""
        with contextlib.suppress(Refusal):
            await answer(self, str(reply.pop("method")), reply)

    def post_raw(self, kind: str, body: dict[str, Any], chat_id: int) -> Update | None:
        """Send the bot an update of any shape, also one that it cannot read."""
        return self.updates.post(kind, body, chat_id)

    def repeat_last(self) -> None:
        """Send the last update again, under the same id, as Telegram may after a lost answer."""
        assert self.updates.last, "There was no update yet."
        self.updates.put(replace(self.updates.last, failures=0, retry_at=0))

    def restart_ids(self) -> None:
        """Begin update ids anew, lower than before, as happens after an idle week."""
        self.updates.next_id = max(1, self.updates.next_id // 2)

    def tick(self) -> int:
        """Return the next number in the order of all that happens."""
        self._ticks += 1
        return self._ticks

    def keep(self, chat: Chat, sender: dict[str, Any], **what: Any) -> Kept:
        """Put a message into a chat."""
        kept = Kept(self._next_message, chat, sender, int(self.clock.now()), **what)
        self._next_message += 1
        chat.messages[kept.id] = kept
        self.changed(kept)
        kept.arrived = kept.changed
        return kept

    def arrived(self, kept: Kept) -> None:
        """Show a message of the bot on the lock screen."""
        if person := self.owners.get(kept.chat.id):
            person.notifications.append(notification_of(kept, self.account.shown_name(person.language)))

    def changed(self, kept: Kept) -> None:
        """Note that a message came or changed."""
        kept.changed = self.tick()
        self.touched(kept.chat)

    def remove(self, kept: Kept) -> None:
        """Take a message away on both sides."""
        del kept.chat.messages[kept.id]
        self.touched(kept.chat)

    def touched(self, chat: Chat) -> None:
        """Make whoever looks at this chat look again."""
        if person := self.owners.get(chat.id):
            person.version += 1
        self.bell.ring()

    def everybody_looks(self) -> None:
        """Make every phone look again."""
        for person in self.people.values():
            person.version += 1
        self.bell.ring()

    def tapped(self, person: Person, button: Button) -> Tap:
        """Begin a tap; the bot has 150 seconds to answer it."""
        self._next_tap += 1
        tap = Tap(str(self._next_tap), person, button, self.clock.now() + TAP)
        self.taps[tap.id] = tap
        person.taps.append(tap)
        return tap

    def group_of(self, chat: Chat) -> Group:
        """Return the group of a chat."""
        return self.groups[chat.id]

    def bot_became(self, chat: Chat, by: dict[str, Any], before: str, after: str) -> None:
        """Tell the bot that its own standing in a chat changed."""
        self.updates.post(
            "my_chat_member",
            {
                "chat": chat.as_json(),
                "from": by,
                "date": int(self.clock.now()),
                "old_chat_member": self._standing(before),
                "new_chat_member": self._standing(after),
            },
            chat.id,
        )
        self.touched(chat)

    def _standing(self, status: str) -> dict[str, Any]:
        standing: dict[str, Any] = {"user": self.account.as_user(), "status": status}
        return standing | ({"until_date": 0} if status == "kicked" else {})


@asynccontextmanager
async def practice_telegram(
    token: str = TOKEN, speed: float = 0, port: int = 0, host: str = "127.0.0.1", webhook_seconds: float = 60
) -> AsyncIterator[Practice]:
    """Run a practice Telegram for as long as the block lasts; its address is `base`."""
    practice = Practice(token, speed, webhook_seconds)
    async with serve(practice, host, port) as base:
        practice.base = base
        try:
            yield practice
        finally:
            await practice.webhook.close()
            practice.bell.ring()
            await asyncio.sleep(0)
