"""What a youth calls a worker: a made-up name, new in each talk, that nobody else in it has (A2)."""

import hashlib
from collections.abc import Collection, Sequence

from bot.memory.chat import Talk


def pseudonym(names: Sequence[str], conversation: bytes, device: bytes) -> str:
    """Return the name that a worker has when nobody of that name came before; bot and console work it out alike."""
    return names[_place(names, conversation, device)]


def known_as(names: Sequence[str], talk: Talk, device: bytes, mine: Collection[bytes] = ()) -> str:
    """Return what the youth calls this worker, and remember it: of two of one name the second has the next that is free.

    `mine` are this worker's other devices: whoever was here on one of them, and is not any more, keeps the name that they had.
    """
    here = [*([talk.claimer] if talk.claimer else []), *talk.joined]
    gone = {one.hex() for one in mine if one not in here}
    if device.hex() not in talk.names and (had := [name for one, name in talk.names.items() if one in gone]):
        talk.names[device.hex()] = had[-1]
    for one in (*here, device):
        if one.hex() not in talk.names:
            taken, place = set(talk.names.values()), _place(names, talk.id, one)
            turn = [*names[place:], *names[:place]]
            talk.names[one.hex()] = next((name for name in turn if name not in taken), names[place])
    return talk.names[device.hex()]


def _place(names: Sequence[str], conversation: bytes, device: bytes) -> int:
    """Return where in the list a worker begins."""
    return hashlib.sha256(b"ql1 name\0" + conversation + device).digest()[0] % len(names)
