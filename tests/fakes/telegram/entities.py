"""What a text and its entities must be before a phone can show them."""

from __future__ import annotations

from typing import Any

from aiogram.enums import MessageEntityType

from .chats import trimmed
from .limits import utf16
from .refusals import bad

KNOWN = {str(kind.value) for kind in MessageEntityType}
NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}


def checked_text(params: dict[str, Any], words: str = "text") -> tuple[str, list[dict[str, Any]]]:
    """Return the text and entities of a call as they will be shown, or refuse them."""
    if params.get("parse_mode"):
        raise bad(
            "the practice Telegram reads entities only, because a youth's < or * breaks a parse_mode; leave it out"
        )
    text = str(params.get(words) or "")
    entities = params.get("entities" if words == "text" else "caption_entities") or []
    for entity in entities:
        _check(entity, text)
    text, entities = trimmed(text, entities)
    if not text and words == "text":
        raise bad("message text is empty")
    return text, entities


def _check(entity: dict[str, Any], text: str) -> None:
    kind, offset, length = entity["type"], entity["offset"], entity["length"]
    if kind not in KNOWN:
        raise bad(f'can\'t parse entities: unknown type "{kind}"')
    if (missing := NEEDS.get(kind)) and missing not in entity:
        raise bad(f'can\'t parse entities: {kind} needs "{missing}"')
    if offset < 0 or length < 1 or offset + length > utf16(text):
        raise bad(f"ENTITY_BOUNDS_INVALID ({kind} at {offset}+{length} of {utf16(text)})")
    units = text.encode("utf-16-le", "surrogatepass")
    for edge in (offset, offset + length):
        if 0xDC00 <= int.from_bytes(units[2 * edge : 2 * edge + 2], "little") <= 0xDFFF:
            raise bad(f"ENTITY_BOUNDS_INVALID ({kind} cuts a letter in two at {edge})")


def commands_in(text: str) -> list[dict[str, Any]]:
    """Mark the commands of a person's text, as a phone does before it sends."""
    found, at = [], 0
    for word in text.split(" "):
        first = word.split("\n")[0]
        name = first[1:].partition("@")[0]
        if first.startswith("/") and 0 < len(name) <= 32 and name.isascii() and name.replace("_", "").isalnum():
            found.append({"type": "bot_command", "offset": at, "length": utf16(first)})
        at += utf16(word) + 1
    return found
