"""Takes an answer of getUpdates apart: each update as it came, its number, and whose chat it is.

An update that a strict reader refuses (half of a surrogate pair, a raw control byte, bytes that are no UTF-8, brackets in
brackets without end) must not hide those around it. Then the answer is cut by its quotes and brackets alone, and what is
inside is for the door to mend, or to count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from bot.settings.counts import count

STRINGS_AND_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
BEGINS = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[')
NUMBER = re.compile(rb'(?<!\\)"update_id"\s*:\s*(\d{1,18})\b')


class OneUpdate(NamedTuple):
    """An update before it is decoded; those of one `lane` are taken in order."""

    number: int
    lane: str
    raw: bytes


class Answer(msgspec.Struct):
    """What getUpdates says; each update is left as it came."""

    ok: bool
    result: list[msgspec.Raw] = []
    parameters: dict[str, Any] = {}


class Somebody(msgspec.Struct):
    """A chat, or a person."""

    id: int


class Event(msgspec.Struct, rename={"sender": "from"}):
    """What happened, as far as it says where."""

    chat: Somebody | None = None
    message: Event | None = None
    sender: Somebody | None = None


class Head(msgspec.Struct):
    """What must be known of an update before it is decoded."""

    update_id: int
    message: Event | None = None
    edited_message: Event | None = None
    callback_query: Event | None = None
    my_chat_member: Event | None = None


_ANSWER, _HEAD = msgspec.json.Decoder(Answer), msgspec.json.Decoder(Head)


def batch(raw: bytes) -> tuple[list[OneUpdate], float | None]:
    """Return the updates of an answer, and how long Telegram asks to wait where it says no; raise ValueError of what is no answer."""
    try:
        said = _ANSWER.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        found = [one for one in map(_one, _cut(raw)) if one is not None] if BEGINS.match(raw) else []
        if not found:
            raise ValueError("no answer of getUpdates") from None
        count("updates_mended")
        return found, None
    if not said.ok:
        return [], float(said.parameters.get("retry_after", 1))
    return [one for one in map(_one, map(bytes, said.result)) if one is not None], None


def lenient(raw: bytes) -> Any:
    """Read JSON that is not clean: raw control bytes stay, bytes that are no UTF-8 become a visible mark; raise ValueError or RecursionError."""
    return json.loads(raw.decode("utf-8", "replace"), strict=False)


def _one(raw: bytes) -> OneUpdate | None:
    """Name an update by its number and its chat; None of what has no number, which nothing can confirm."""
    head: Head | None
    try:
        head = _HEAD.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        head = _mended(raw)
    if head is None:
        found = NUMBER.search(raw)
        return OneUpdate(int(found[1]), f"update {found[1].decode()}", raw) if found else None
    for event in (head.message, head.edited_message, head.callback_query, head.my_chat_member):
        place = event and (event.chat or (event.message and event.message.chat) or event.sender)
        if place:
            return OneUpdate(head.update_id, f"chat {place.id}", raw)
    return OneUpdate(head.update_id, f"update {head.update_id}", raw)


def _mended(raw: bytes) -> Head | None:
    """Read the head of an update that is no clean JSON; None where its shape is none that we know."""
    try:
        return msgspec.convert(lenient(raw), Head)
    except (ValueError, RecursionError):
        return None


def _cut(raw: bytes) -> Iterator[bytes]:
    """Cut out each object of the list, by brackets that stand in no string; what was cut off by the line is left out."""
    depth, begins = 0, 0
    for found in STRINGS_AND_BRACKETS.finditer(raw):
        mark = found[0]
        if mark in b"[{":
            depth += 1
            if depth == 3:
                begins = found.start()
        elif mark in b"]}":
            if depth == 3:
                yield raw[begins : found.end()]
            depth -= 1
