"""What a youth still gets when something of ours is broken: the crisis numbers, with nothing else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from bot.outbox.telegram import Telegram
from bot.settings.counts import count
from content.floor import floor_text

REMEMBERED = 10_000
MOST_NESTED = 20
MOST_LOOKED_AT = 2_000


class LastWords:
    """Sends the static crisis text past everything else, once for each update."""

    def __init__(self, telegram: Telegram) -> None:
        """Remember in memory only; the database may be what is broken."""
        self._telegram = telegram
        self._told: OrderedDict[tuple[int, int], None] = OrderedDict()
        self._shown: OrderedDict[int, list[int]] = OrderedDict()
        self._hidden: set[int] = set()  # chats with the decoy on the screen, by what was seen of them last

    async def numbers(self, bot_id: int, update_id: int, chat: int, lang: str, lead: str = "") -> None:
        """Send the numbers, behind what has to be said first; a second call for the same update sends nothing.

        Behind the decoy nothing is sent: somebody else reads there, and the wrong number comes once it can be kept (A1).
        """
        key = (bot_id, update_id)
        if key in self._told or chat in self._hidden:
            return
        self._told[key] = None
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        count("numbers_without_database")
        words = "\n\n".join([lead, floor_text(lang)]) if lead else floor_text(lang)
        ended = await self._telegram.show(chat, {"text": words, "entities": [], "keys": [], "protect": False})
        if ended.kind in ("later", "unsure"):
            del self._told[key]
        if ended.message is not None:
            self._shown.setdefault(chat, []).append(ended.message)
        while len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)

    def sees(self, chat: int, hidden: bool) -> None:
        """Know whether a chat is hidden after a step, also after one that could not be kept: the youth said so."""
        (self._hidden.add if hidden else self._hidden.discard)(chat)

    def standing(self) -> list[int]:
        """Return the chats with such messages on their screens."""
        return list(self._shown)

    def shown(self, chat: int) -> list[int]:
        """Return which of these messages stand on a chat's screen that no database knows of yet."""
        return list(self._shown.get(chat, ()))

    def known(self, chat: int, messages: list[int]) -> None:
        """Forget these: the database knows them now, and a wipe finds them there."""
        if messages and not (left := [one for one in self.shown(chat) if one not in messages]):
            self._shown.pop(chat, None)
        elif messages:
            self._shown[chat] = left


def private_chat(update: Any) -> tuple[int, str] | None:
    """Find a private chat and a language in an update of any shape, also one that cannot be decoded."""
    for looked, found in enumerate(_objects(update, 0)):
        if looked > MOST_LOOKED_AT:
            return None
        chat = found.get("chat")
        if isinstance(chat, dict) and chat.get("type") == "private" and type(chat.get("id")) is int:
            sender = found.get("from")
            lang = sender.get("language_code") if isinstance(sender, dict) else None
            return chat["id"], "fr" if isinstance(lang, str) and lang.startswith("fr") else "en"
    return None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Walk through every object of a JSON value, not too deep."""
    if depth > MOST_NESTED:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:MOST_LOOKED_AT]:
            yield from _objects(inner, depth + 1)
