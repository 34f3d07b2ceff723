"""Gives a compiled bundle its one canonical form and the hash that names it."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """The one way to write a value down: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def identity(value: dict[str, Any]) -> str:
    """SHA-256 of the canonical form without its own `id`, in hex."""
    return hashlib.sha256(canonical({k: v for k, v in value.items() if k != "id"})).hexdigest()


def source_mark(text: str) -> str:
    """The first 8 hex digits that a translation carries of the text it translates."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
