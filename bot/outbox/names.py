"""What a youth calls a worker: a made-up name, alike at both ends, new in each conversation (A2)."""

import hashlib
from collections.abc import Sequence


def pseudonym(names: Sequence[str], conversation: bytes, device: bytes) -> str:
    """Return the name; bot and console work it out alike, and neither sends it."""
    digest = hashlib.sha256(b"ql1 name\0" + conversation + device).digest()
    return names[digest[0] % len(names)]
