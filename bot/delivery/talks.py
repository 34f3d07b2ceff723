"""Knows which chat has which conversation, and gives both to whoever heard something of it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple

from bot.memory import queries
from bot.memory.chat import Talk
from bot.memory.chats import Chats, Held


class There(NamedTuple):
    """A chat, held, and the conversation that it has."""

    held: Held
    talk: Talk


class Talks:
    """The conversations that this bot's youths have."""

    def __init__(self, chats: Chats) -> None:
        """Know of none; `start` reads them."""
        self._chats = chats
        self._chat_of: dict[bytes, bytes] = {}

    async def start(self) -> None:
        """Learn which conversations are open."""
        async with self._chats.database.reading() as connection:
            self._chat_of = dict(await queries.talking(connection))

    def __contains__(self, conversation: bytes) -> bool:
        """Say whether a youth has this conversation."""
        return conversation in self._chat_of

    def __iter__(self) -> Iterator[bytes]:
        """Return the conversations of this moment, whatever begins or ends meanwhile."""
        return iter(list(self._chat_of))

    def chat_of(self, conversation: bytes) -> bytes | None:
        """Return the chat that has it; None when none has."""
        return self._chat_of.get(conversation)

    def take(self, held: Held) -> None:
        """Know what a step began and ended, once it is on the disk."""
        for conversation in held.changes.opened:
            self._chat_of[conversation] = held.chat.mac
        for conversation in held.changes.ended:
            self._chat_of.pop(conversation, None)

    @contextlib.asynccontextmanager
    async def hold(self, conversation: bytes) -> AsyncIterator[There | None]:
        """Hold the chat that has this conversation; None when none has it any more, and then nothing is written."""
        if (mac := self._chat_of.get(conversation)) is None:
            yield None
            return
        async with self._chats.hold(mac) as held:
            talk = held.chat.talk if held is not None else None
            if held is not None and talk is not None and talk.id == conversation:
                yield There(held, talk)
                return
            if held is not None:
                held.touched = False
            yield None
