"""What a youth calls a worker: a made-up name, new in each talk, that nobody else in it has (A2)."""

import hashlib
from collections.abc import Sequence

from bot.memory.chat import Talk


def pseudonym(names: Sequence[str], conversation: bytes, device: bytes) -> str:
    """Return the name that a worker has when nobody of that name came before; bot and console work it out alike."""
    return names[_place(names, conversation, device)]


def known_as(names: Sequence[str], talk: Talk, device: bytes) -> str:
    """Return what the youth calls this worker, and remember it: of two of one name the second has the next that is free."""
    for one in (*([talk.claimer] if talk.claimer else []), *talk.joined, device):
        if one.hex() not in talk.names:
            taken, place = set(talk.names.values()), _place(names, talk.id, one)
            turn = [*names[place:], *names[:place]]
            talk.names[one.hex()] = next((name for name in turn if name not in taken), names[place])
    return talk.names[device.hex()]


def _place(names: Sequence[str], conversation: bytes, device: bytes) -> int:
    """Return where in the list a worker begins."""
    return hashlib.sha256(b"ql1 name\0" + conversation + device).digest()[0] % len(names)
