"""Opens a worker's words at the moment they leave for Telegram, and shows them as they are."""

from __future__ import annotations

from typing import Any

from bot.delivery.readings import Readings
from bot.keyboards.screens import Message, message, service_card, spoken, stays
from bot.memory.changes import Send
from bot.memory.chats import Chats, Held
from bot.outbox.names import pseudonym
from bot.outbox.stage import Stage
from bot.sealing.keys import Refusal, unb64u


class Replies:
    """The pages of a reply."""

    def __init__(self, readings: Readings, chats: Chats, stage: Stage) -> None:
        """Use these rooms."""
        self._readings, self._chats, self._stage = readings, chats, stage

    async def pages(self, send: Send) -> list[dict[str, Any]]:
        """Return the messages that a reply becomes; an honest line when it cannot be opened any more."""
        what = send.what
        conversation = unb64u(what["conversation"])
        try:
            found = await self._readings.payload(conversation, what["cursor"], what.get("mid"))
        except Refusal:
            found = None
        names = self._stage.library.current.names
        async with self._chats.hold(send.mac) as held:
            if held is None:
                return []
            held.touched = False
            if found is None:
                return [self._unreadable(held, conversation, self._stage.words(held, "unreadable.someone"))]
            sender, payload = found
            name = what.get("name") or pseudonym(names, conversation, sender)  # an older bot kept none
            if payload["t"] not in ("text", "edit") or not await self._stays(conversation, sender, payload):
                return self._made(held, conversation, name, payload)
            label, lang = self._stage.words(held, "stays.away"), held.chat.lang
            return stays(self._made(held, conversation, name, payload), label, lang, self._stage.marks)

    async def _stays(self, conversation: bytes, sender: bytes, payload: dict[str, Any]) -> bool:
        """Whether the youth is to keep this, as a text says, or the one that it corrects (Protocol 6)."""
        if payload["t"] == "edit":
            payload = await self._readings.said(conversation, sender, str(payload.get("of"))) or {}
        return payload.get("keep") is True

    def _unreadable(self, held: Held, conversation: bytes, name: str) -> Message:
        """Say that something came; whoever wrote it is asked to send it again only while they are there to be asked."""
        talk = held.chat.talk
        over = talk is None or talk.id != conversation
        return message(self._stage.words(held, "unreadable.over" if over else "unreadable", name=name))

    def _made(self, held: Held, conversation: bytes, name: str, payload: dict[str, Any]) -> list[Message]:
        """Show text verbatim, a card from today's directory, a correction with its mark."""
        if payload["t"] == "card":
            edition = self._stage.edition(held.now)
            if edition.service(str(payload.get("service"))) is None:
                return [self._unreadable(held, conversation, name)]
            card, keys = service_card(str(payload["service"]), self._stage.around(held))
            lead = self._stage.words(held, "card", name=name)
            return [message(lead), message(card, keys, numbers=True)]
        if payload["t"] == "ask":
            shown = self._stage.words(held, "packet.shown")
            return [message(f"{shown}\n\n{payload.get('text', '')}", protect=True)]
        note = f" {self._stage.words(held, 'edited')}" if payload["t"] == "edit" else ""
        return spoken(name, str(payload.get("body", "")), note)
