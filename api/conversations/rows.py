"""A conversation as lists and events show it to one device."""

from __future__ import annotations

from typing import Any

import msgspec

from api.conversations.rules import Conversation, Joining, Party, claims, hears, is_here, owns, recused
from api.protocol.base64url import b64u, from_b64u
from api.protocol.events import Present, Row


def facts(conversation: Conversation, party: Party, now: int) -> dict[str, Any]:
    """Return the fields of a Row: what is known, and what of it concerns this device."""
    claimer = conversation.claimed_by
    return {
        "id": b64u(conversation.id),
        "state": conversation.state,
        "audience": conversation.audience,
        "channel": conversation.channel,
        "priority": conversation.priority,
        "note": bool(conversation.note),
        "from_note": bool(conversation.from_note),
        "opened_at": conversation.opened_at,
        "waiting_since": conversation.waiting_since,
        "claimed_by": None if claimer is None else b64u(claimer),
        "claimed_label": conversation.claimed_label,
        "claimed_at": conversation.claimed_at,
        "claimer_here": is_here(conversation, now),
        "closed_at": conversation.closed_at,
        "purge_at": conversation.purge_at,
        "cursor": conversation.cursor,
        "changes": conversation.changes,
        "late": conversation.late_at is not None,
        "help": conversation.help_at is not None,
        "offered_to": None if conversation.offered_to is None else b64u(conversation.offered_to),
        "agreed": conversation.agreed_at is not None,
        "handed_by": _giver(conversation, party),
        "muted_until": conversation.muted_until,
        "present": [_present(one, party) for one in conversation.joinings],
        "hidden_from": _ids(conversation.hidden_from) if owns(conversation, party) else [],
        "mine": owns(conversation, party) or claimer == party.device_id,
        "reads": hears(conversation, party),
    }


def _giver(conversation: Conversation, party: Party) -> str | None:
    """Return who gave it on to this worker, and may hear how it ended; one who stays out of it is not told, nor named.

    Whoever gave it on themselves is told so once it is closed: that it ended they know then, also when nobody could say how.
    """
    giver = conversation.handed_by
    if giver is None or recused(conversation, giver):
        return None
    gave = conversation.state == "closed" and giver == party.device_id and hears(conversation, party)
    return b64u(giver) if gave or claims(conversation, party) else None


def _present(one: Joining, party: Party) -> Present:
    """Return who is beside the claimer, or asks to be."""
    agreed_by = None if one.agreed_by is None else b64u(one.agreed_by)
    mine = one.woken is not None and one.device == party.device_id
    woken = _ids((one.woken or b"").hex()) if mine else None
    return Present(b64u(one.device), one.reason, one.asked_at, agreed_by, one.until, woken)


def _ids(hexes: str) -> list[str]:
    """Return ids that stand one after another."""
    return [b64u(bytes.fromhex(hexes[at : at + 32])) for at in range(0, len(hexes), 32)]


def row(conversation: Conversation, party: Party, now: int) -> Row:
    """Return a conversation as this device sees it."""
    return Row(**facts(conversation, party, now))


def place(conversation: Conversation) -> str:
    """Return where a list goes on behind this row."""
    first = {
        "waiting": [conversation.priority, conversation.waiting_since],
        "claimed": [conversation.waiting_since],
        "closed": [conversation.purge_at or 0],
    }[conversation.state]
    return b64u(msgspec.json.encode([first, b64u(conversation.id)]))


def read_place(text: str, state: str) -> tuple[tuple[int, ...], bytes]:
    """Read where a list goes on; ValueError for anything that `place` did not write."""
    try:
        first, conversation = msgspec.json.decode(from_b64u(text), type=tuple[list[int], str])
    except msgspec.MsgspecError as error:
        raise ValueError("place") from error
    if len(first) != (2 if state == "waiting" else 1) or any(abs(number) >= 1 << 62 for number in first):
        raise ValueError("place")
    return tuple(first), from_b64u(conversation, 16)
