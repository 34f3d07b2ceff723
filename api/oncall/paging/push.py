"""Sends an alert to a browser that may be closed: Web Push, sealed (RFC 8291), signed (RFC 8292).

The push service learns that this browser was woken by this line, and when; never why. The relay's key is made by its
lockbox, so that replicas share it and nobody has to keep another secret. A newer alert takes the place of one that has
not arrived yet (Topic).
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from api.oncall.paging.alerts import SAYS
from api.oncall.paging.outside import Failed, Outside

if TYPE_CHECKING:
    from api.store.lockbox import Lockbox

NAME = b"quietline: push."  # the lock that the key is made from
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256
HALF_A_DAY = 12 * 3600


class PushKey:
    """The relay's key pair on P-256, made when somebody first wants it: what it needs is 3 MiB, and many lines page by mail."""

    def __init__(self, secret: bytes) -> None:
        """Take 32 secret bytes; the same ones always make the same key."""
        self._secret = secret

    @cached_property
    def _vapid(self) -> Any:
        from py_vapid import Vapid02
        from py_vapid.utils import b64urlencode

        scalar = int.from_bytes(self._secret, "big") % (ORDER - 1) + 1
        made = Vapid02.from_raw(b64urlencode(scalar.to_bytes(32, "big")).encode())
        made.conf = {"no-strict": True}
        return made

    @cached_property
    def public(self) -> str:
        """The public half as browsers take it."""
        from py_vapid.utils import b64urlencode

        numbers = self._vapid.public_key.public_numbers()
        point: str = b64urlencode(b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))
        return point

    def sign(self, audience: str, contact: str, now: int) -> dict[str, str]:
        """Return the header that tells a push service who sends (RFC 8292)."""
        claims = {"aud": audience, "sub": contact, "exp": now // 1000 + HALF_A_DAY}
        signed: dict[str, str] = self._vapid.sign(claims)
        return signed


async def open_push_key(lockbox: Lockbox) -> PushKey:
    """Return the relay's push key, the same on every replica and after every start."""
    return PushKey(await lockbox.secret(NAME, b"push"))


def keys_fit(p256dh: str, auth: str) -> bool:
    """Say whether these are a browser's keys: a point on P-256 and 16 secret bytes, base64url."""
    import http_ece

    try:
        _sealed(_bytes(p256dh), _bytes(auth))
    except (ValueError, http_ece.ECEException):
        return False
    return len(_bytes(auth)) == 16


async def send(outside: Outside, key: PushKey, contact: str, address: dict[str, str], seconds: int, now: int) -> None:
    """Hand an alert to the browser's push service; raise Failed when it does not take it."""
    endpoint = address["endpoint"]
    parts = urlsplit(endpoint)
    headers = {
        "TTL": str(seconds),
        "Urgency": "high",
        "Topic": "desk",
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        **key.sign(f"{parts.scheme}://{parts.netloc}", contact, now),
    }
    status = await outside.post(endpoint, _sealed(_bytes(address["p256dh"]), _bytes(address["auth"])), headers)
    if status in (404, 410):
        raise Failed("This browser no longer takes alerts. Remove it here and add it again.", gone=True)
    if not 200 <= status < 300:
        raise Failed(f"The browser's push service answered {status}.")


def _sealed(p256dh: bytes, auth: bytes) -> bytes:
    """Seal the one thing that an alert says to a browser's keys, under a key of its own (RFC 8291)."""
    import http_ece
    from py_vapid import Vapid02

    once = Vapid02()
    once.generate_keys()
    sealed: bytes = http_ece.encrypt(SAYS.encode(), private_key=once.private_key, dh=p256dh, auth_secret=auth)
    return sealed


def _bytes(value: str) -> bytes:
    """Read base64url, with padding or without."""
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
