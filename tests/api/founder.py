"""A founder with keys of her own, who makes a line, changes its roster and lets devices sign in."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = "application/vnd.quietline.root+json"
ROSTER = "application/vnd.quietline.roster+json"
CIRCLES = ["community", "indigenous", "child_protection", "police"]
DAY = 24 * 3600 * 1000


def b64u(data: bytes) -> str:
    """Write bytes as the protocol does."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def dsse(kind: str, payload: bytes, *keys: Ed25519PrivateKey) -> str:
    """Sign a document with these keys."""
    signed = b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)
    signatures = [{"sig": base64.b64encode(key.sign(signed)).decode()} for key in keys]
    return json.dumps({"payloadType": kind, "payload": base64.b64encode(payload).decode(), "signatures": signatures})


@dataclass
class Phone:
    """A device: a key, and what the roster says of it."""

    label: str
    role: str = "worker"
    circle: int = 0
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def pub(self) -> bytes:
        """Its public key."""
        return self.key.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        """Its device id."""
        return hashlib.sha256(b"ql1 dev\0" + self.pub).digest()[:16]

    @property
    def row(self) -> dict[str, Any]:
        """Its line in a roster."""
        return {"pub": b64u(self.pub), "role": self.role, "circle": self.circle, "label": self.label}

    async def sign_in(
        self, client: httpx.AsyncClient, origin: str, admin: Ed25519PrivateKey | None = None
    ) -> httpx.Response:
        """Ask for a challenge and answer it."""
        challenge = (await client.post("/api/signin/challenge", json={})).json()["challenge"]
        return await client.post("/api/signin", json=self.answer(challenge, origin, admin))

    def answer(self, challenge: str, origin: str, admin: Ed25519PrivateKey | None = None) -> dict[str, Any]:
        """Sign a challenge; a coordinator signs it with her admin key too."""
        message = b"ql1 signin\0" + hashlib.sha256(origin.encode()).digest() + base64.urlsafe_b64decode(challenge + "=")
        body: dict[str, Any] = {
            "ed_pub": b64u(self.pub),
            "challenge": challenge,
            "signature": b64u(self.key.sign(message)),
        }
        if admin is not None:
            body["admin"] = {"pub": b64u(admin.public_key().public_bytes_raw()), "signature": b64u(admin.sign(message))}
        return body

    def certificate(self, now: int, kind: int = 1, suite: int = 1, life: int = 12 * 3600 * 1000) -> bytes:
        """Make a receive certificate (its key is not a real one; the relay cannot know)."""
        size = {1: 32, 2: 1216}[suite]
        body = (
            self.pub
            + bytes([suite, kind])
            + now.to_bytes(8, "big")
            + (now + life).to_bytes(8, "big")
            + size.to_bytes(2, "big")
        )
        body += bytes(size)
        return body + self.key.sign(b"ql1 recvkey\0" + body)


@dataclass
class Founder:
    """Whoever makes the line: root key, admin key, and her own device."""

    now: int
    root: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    admin: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    desk: Phone = field(default_factory=lambda: Phone("Founder", "supervisor"))
    rosters: list[bytes] = field(default_factory=list)

    def root_document(self, version: int = 1, admins: list[Ed25519PrivateKey] | None = None, threshold: int = 1) -> str:
        """Sign a root document."""
        keys = [b64u(key.public_key().public_bytes_raw()) for key in admins or [self.admin]]
        fields = {"version": version, "admins": keys, "threshold": threshold, "expires": self.now + 365 * DAY}
        return dsse(ROOT, json.dumps(fields).encode(), self.root)

    def roster(self, *phones: Phone, signed_by: list[Ed25519PrivateKey] | None = None, **change: Any) -> str:
        """Sign the next roster; `change` replaces fields."""
        prev = hashlib.sha256(self.rosters[-1]).digest() if self.rosters else bytes(32)
        fields = {
            "version": len(self.rosters) + 1,
            "prev": b64u(prev),
            "expires": self.now + 6 * DAY,
            "min_suite": 1,
            "circles": CIRCLES,
            "devices": [phone.row for phone in (self.desk, *phones)],
        }
        payload = json.dumps({**fields, **change}).encode()
        self.last = payload
        return dsse(ROSTER, payload, *(signed_by or [self.admin]))

    def founding(self, token: str, *phones: Phone) -> dict[str, str]:
        """What makes the line."""
        body = {
            "token": token,
            "root_pub": b64u(self.root.public_key().public_bytes_raw()),
            "root": self.root_document(),
            "roster": self.roster(*phones),
        }
        self.rosters.append(self.last)
        return body
