"""Bytes as base64url without padding, in their one spelling."""

from __future__ import annotations

import base64
import binascii


def b64u(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_b64u(text: str, size: int | None = None) -> bytes:
    """Read base64url without padding; ValueError for any other spelling, or another size."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64url") from error
    if b64u(data) != text or (size is not None and len(data) != size):
        raise ValueError("not base64url")
    return data
