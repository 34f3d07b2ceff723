"""What a youth calls a worker: a made-up name, new in each talk, that nobody else in it has (A2)."""

import hashlib
from collections.abc import Collection, Sequence

from bot.memory.chat import Talk


def pseudonym(names: Sequence[str], conversation: bytes, device: bytes) -> str:
    """Return the name that a worker has when nobody of that name came before; bot and console work it out alike."""
    return names[_place(names, conversation, device)]


def known_as(names: Sequence[str], talk: Talk, device: bytes, mine: Collection[bytes] = ()) -> str:
    """Return what the youth calls this worker, and remember it: of two of one name the second has the next that is free.

    `mine` are this worker's other devices: whoever was here on one of them, and is not any more, keeps the name that they had,
    unless another of them has it here.
    """
    here = [*([talk.claimer] if talk.claimer else []), *talk.joined]
    gone = {one.hex() for one in mine if one not in here}
    if device.hex() not in talk.names and (had := [name for one, name in talk.names.items() if one in gone]):
        talk.names[device.hex()] = had[-1]
    for one in (*here, device):
        if one.hex() not in talk.names:
            place = _place(names, talk.id, one)
            talk.names[one.hex()] = _free(names, talk, place) or names[place]
    first = here[: here.index(device)] if device in here else here
    if talk.names[device.hex()] in {talk.names[one.hex()] for one in first}:
        # Not the one that their desk works out: it would not be told of that (Protocol 6).
        made = _place(names, talk.id, device)
        talk.names[device.hex()] = _free(names, talk, made, besides=names[made]) or talk.names[device.hex()]
    return talk.names[device.hex()]


def _free(names: Sequence[str], talk: Talk, place: int, besides: str = "") -> str | None:
    """Return the next name of the list, from this place on, that nobody in this talk had."""
    taken = {*talk.names.values(), besides}
    return next((name for name in (*names[place:], *names[:place]) if name not in taken), None)


def _place(names: Sequence[str], conversation: bytes, device: bytes) -> int:
    """Return where in the list a worker begins."""
    return hashlib.sha256(b"ql1 name\0" + conversation + device).digest()[0] % len(names)
