"""The relay can open no envelope, because what could is nowhere in it: each file that may use cryptography is named, with what.

The import contracts of pyproject.toml keep `cryptography` to three files; this list says what each of them takes of it, and
that no other library is brought in beside it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HAZMAT = "cryptography.hazmat.primitives"
MAY_USE = {
    # The outer lock of stored frames, and the keys that are made from it.
    "api/store/lockbox.py": {
        "cryptography.exceptions.InvalidTag",
        f"{HAZMAT}.ciphers.aead.AESGCM",
        f"{HAZMAT}.hashes.SHA256",
        f"{HAZMAT}.kdf.hkdf.HKDF",
    },
    # Who signs in, and who signed a list.
    "api/staff/signin.py": {
        "cryptography.exceptions.InvalidSignature",
        f"{HAZMAT}.asymmetric.ed25519.Ed25519PublicKey",
    },
    # The seals of the record of deeds.
    "api/store/audit_key.py": {
        "cryptography.exceptions.InvalidSignature",
        f"{HAZMAT}.asymmetric.ed25519.Ed25519PrivateKey",
        f"{HAZMAT}.asymmetric.ed25519.Ed25519PublicKey",
    },
    # "Desk needs you", and nothing else, sealed to a browser as Web Push wants it.
    "api/oncall/paging/push.py": {"http_ece", "py_vapid.Vapid02", "py_vapid.utils.b64urlencode"},
}
# Libraries that can seal, open or sign nothing; one that is not here counts as cryptography until somebody has looked.
PLAIN = {
    "aiohttp",
    "aiosqlite",
    "alembic",
    "asyncpg",
    "babel",
    "fastapi",
    "icalendar",
    "msgspec",
    "opening_hours",
    "phonenumbers",
    "prometheus_client",
    "pydantic",
    "redis",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "websockets",
    "yaml",
}
FILES = [
    path for room in ("api", "content") for path in sorted(Path(room).rglob("*.py")) if "node_modules" not in path.parts
]
PASS_BY = re.compile(r"\b(?:importlib\.import_module|import_module|__import__|exec|eval)\(")


def brought_in(text: str) -> Iterator[str]:
    """The full name of everything that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def sealing(text: str) -> set[str]:
    """What a file takes from libraries that may seal, open or sign."""
    ours = {"api", "content", *PLAIN, *sys.stdlib_module_names}
    return {name for name in brought_in(text) if name.partition(".")[0] not in ours}


def test_each_file_of_the_relay_takes_the_cryptography_that_it_is_named_for_and_no_other() -> None:
    """Whoever wants to open a frame, or to sign in somebody's name, would have to write it down here first."""
    found = {str(path): names for path in FILES if (names := sealing(path.read_text()))}

    assert len(FILES) > 100
    assert found == MAY_USE


def test_nothing_of_the_relay_names_hpke() -> None:
    """What opens an envelope is at the two ends, in a browser and in the bot; not even a comment here speaks of it."""
    named = [str(path) for path in FILES if re.search("hpke|X25519|MLKEM", path.read_text(), re.IGNORECASE)]

    assert named == []


def test_nothing_of_the_relay_is_brought_in_by_a_name_that_is_put_together() -> None:
    """A list of imports is worth nothing beside an import that nobody can read."""
    hidden = [str(path) for path in FILES if PASS_BY.search(path.read_text())]

    assert hidden == []


def test_whatever_way_it_is_brought_in_it_is_seen() -> None:
    """In a function, under another name, as a whole, or from a library that nobody has heard of."""
    ways = [
        f"from {HAZMAT} import hpke",
        f"from {HAZMAT}.ciphers.aead import AESGCM as A",
        f"import {HAZMAT}.ciphers.aead as aead",
        "def f():\n    from cryptography.fernet import Fernet",
        "import pyhpke",
        "if x:\n    import nacl.public",
    ]

    assert [way for way in ways if not sealing(way)] == []
    assert sealing("import hashlib, hmac\nfrom sqlalchemy import select\nfrom . import near") == set()
