"""Tells whether an address that an operator wrote can lead anywhere: its host, its port, its parts.

Nothing is looked up and nothing raised: what cannot be an address is None or False, and the settings say what to write.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
NAME = re.compile(rf"{LABEL}(\.{LABEL})*\.?")
ASKED = {
    "host",
    "passfile",
    "port",
    "prepared_statement_cache_size",
    "ssl",
    "target_session_attrs",
}  # of a server, behind "?"
PORT = re.compile(r"[0-9]{1,5}")


def web(value: str) -> SplitResult | None:
    """Return the parts of an http address; None when it has no host, a port that there is not, or more than a path."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(value)
        if re.fullmatch(r"https?://[^\s?#]+", value, re.IGNORECASE) and is_host(parts.hostname) and parts.port != 0:
            return parts
    return None


def bind(value: str) -> tuple[str, int] | None:
    """Return host and port to listen on, an IPv6 host in brackets or not; None when it is no such thing."""
    host, _, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    return (host, int(port)) if is_host(host) and PORT.fullmatch(port) and 1 <= int(port) <= 65535 else None


def leads_to_a_server(value: str) -> bool:
    """Say whether the address of a database has a host and port that there can be, and asks only what the driver knows."""
    from sqlalchemy.engine import make_url  # here: without such an address nobody pays for it
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return False
    there = (url.port is None or 1 <= url.port <= 65535) and (not url.host or is_host(url.host))
    return there and set(url.query) <= ASKED


def is_host(value: str | None) -> bool:
    """Say whether something may be a host's name or its IP address."""
    with contextlib.suppress(ValueError):
        return bool(value) and ipaddress.ip_address(value or "") is not None
    return bool(value and len(value) <= 253 and NAME.fullmatch(value))
