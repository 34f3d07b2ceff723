"""What a receive certificate must look like for the relay to hand it on; pure.

The relay checks the shape, the owner and the time, so that nobody puts another's certificate in its own place. It
cannot judge the key and does not try: every end checks the signature and the key itself. Source: PROTOCOL 2.6.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

HEAD = struct.Struct(">32sBBQQH")
SIGNATURE = 64
KEY_SIZES = {1: 32, 2: 1216}
HOUR = 3600 * 1000
LIVES = {1: 24 * HOUR, 2: 8 * 24 * HOUR}
SKEW = 5 * 60 * 1000
SHIFT, STANDBY = 1, 2


@dataclass(frozen=True, slots=True)
class Certificate:
    """The parts of a certificate that the relay looks at."""

    ed_pub: bytes
    suite: int
    kind: int
    not_before: int
    not_after: int
    body: bytes


def read(body: bytes, now: int) -> Certificate | None:
    """Read a shift or standby certificate that holds now; None for anything else."""
    found = shaped(body)
    return found if found is not None and holds(found, now) else None


def holds(certificate: Certificate, now: int) -> bool:
    """Say whether it is of this time; a clock may be off by a little."""
    return certificate.not_before - SKEW <= now < certificate.not_after


def shaped(body: bytes) -> Certificate | None:
    """Read a shift or standby certificate of any time; None for anything else."""
    if len(body) < HEAD.size:
        return None
    ed_pub, suite, kind, not_before, not_after, size = HEAD.unpack_from(body)
    if KEY_SIZES.get(suite) != size or len(body) != HEAD.size + size + SIGNATURE:
        return None
    life = LIVES.get(kind, 0)
    if not not_before < not_after <= not_before + life:
        return None
    return Certificate(ed_pub, suite, kind, not_before, not_after, body)
