"""What a youth calls a worker: a made-up name, anew in each talk, nobody else's and no label (A2)."""

import hashlib
import unicodedata
from collections.abc import Collection, Sequence

from bot.memory.chat import Talk


def pseudonym(names: Sequence[str], conversation: bytes, device: bytes) -> str:
    """Return the name that a worker has when nothing speaks against it; bot and console work it out alike."""
    return names[_place(names, conversation, device)]


def known_as(
    names: Sequence[str], talk: Talk, device: bytes, mine: Collection[bytes] = (), labels: Collection[str] = ()
) -> str:
    """Return what the youth calls this worker, and remember it: of two of one name the second has the next that is free.

    `mine` are this worker's other devices: whoever was here on one of them, and is not any more, keeps the name that they had,
    unless another of them has it here. `labels` are what colleagues call each other: a word of theirs is nobody's made-up name,
    as long as the list has another. Who has a name in this talk already keeps it.
    """
    here = [*([talk.claimer] if talk.claimer else []), *talk.joined]
    gone = {one.hex() for one in mine if one not in here}
    if device.hex() not in talk.names and (had := [name for one, name in talk.names.items() if one in gone]):
        talk.names[device.hex()] = had[-1]
    real = {word for label in labels for word in _words(label)}
    for one in (*here, device):
        if one.hex() not in talk.names:
            may = _from_their_own_on(names, talk, one, real)
            talk.names[one.hex()] = _free(may, talk) or may[0]
    first = here[: here.index(device)] if device in here else here
    if talk.names[device.hex()] in {talk.names[one.hex()] for one in first}:
        # Not the one that their desk works out: it would not be told of that (Protocol 6).
        may, made = _from_their_own_on(names, talk, device, real), pseudonym(names, talk.id, device)
        talk.names[device.hex()] = _free(may, talk, besides=made) or talk.names[device.hex()]
    return talk.names[device.hex()]


def _free(names: Sequence[str], talk: Talk, besides: str = "") -> str | None:
    """Return the first of these names that nobody in this talk had."""
    taken = {*talk.names.values(), besides}
    return next((name for name in names if name not in taken), None)


def _from_their_own_on(names: Sequence[str], talk: Talk, device: bytes, real: Collection[str]) -> list[str]:
    """Return the names in the order in which this worker may have them, without those that a worker goes by."""
    place = _place(names, talk.id, device)
    order = [*names[place:], *names[:place]]
    return [name for name in order if not _words(name).intersection(real)] or order


def _words(name: str) -> set[str]:
    """Return the words of a name as they sound: large or small, with or without accents."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)).casefold()
    return set("".join(one if one.isalnum() else " " for one in plain).split())


def _place(names: Sequence[str], conversation: bytes, device: bytes) -> int:
    """Return where in the list a worker begins."""
    return hashlib.sha256(b"ql1 name\0" + conversation + device).digest()[0] % len(names)
