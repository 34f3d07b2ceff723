"""Seals messages into frames, in sessions that begin anew whenever the recipients change."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .keys import DAY, HOUR, Certificate, Identity, Refusal, commit, message_key, unb64u, wrap
from .padding import (
    BLOCK,
    ENTRY,
    FIXED,
    GRANT,
    GRANT_TOP,
    HEADER,
    LARGEST,
    MAGIC,
    MSG,
    OPEN,
    SIGNED,
    SMALLEST,
    ZEROS,
    grant_info,
    pad,
    whole,
    wrap_info,
)
from .roster import SAFE, Claim, Pins, Recipients, in_audience

SESSION_MESSAGES = 64
SESSION_AGE = 12 * HOUR
SECRET_LIFE = 15 * DAY
SECRET_SIZE = 73
GRANTED_AT_ONCE = 500
LONGEST = LARGEST - SMALLEST - 16 - BLOCK


class Secret(NamedTuple):
    """What opens one session: whose it is, which one, of which scope, when it was opened, and the session secret."""

    of: bytes
    session: bytes
    scope: int
    opened: int
    secret: bytes


def pack_secrets(secrets: Iterable[Secret], now: int) -> bytes:
    """Session secrets as bytes, to rest under a browser's own key; those older than 15 d are left out."""
    # Protocol 4.4
    return b"".join(
        one.of + one.session + bytes([one.scope]) + one.opened.to_bytes(8, "big") + one.secret
        for one in secrets
        if one.opened + SECRET_LIFE > now
    )


def unpack_secrets(packed: bytes) -> list[Secret]:
    """The session secrets again."""
    if len(packed) % SECRET_SIZE:
        raise Refusal("format")
    rows = [packed[at : at + SECRET_SIZE] for at in range(0, len(packed), SECRET_SIZE)]
    return [Secret(row[:16], row[16:32], row[32], int.from_bytes(row[33:41], "big"), row[41:]) for row in rows]


class Following:
    """Whom the words of one conversation follow: claim, join, release and claimed, in reading order."""

    # Protocol 3.4 6.2
    def __init__(self) -> None:
        self._turns: list[tuple[int, bytes, dict[str, Any]]] = []

    def read(self, place: int, sender: bytes, payload: dict[str, Any]) -> None:
        """A message was opened; its place in the reading counts, not when it could be opened."""
        if payload["t"] in ("claim", "join", "release", "claimed"):
            self._turns.append((place, sender, payload))
            self._turns.sort(key=lambda turn: turn[0])

    def set(self, claim: Claim | None) -> None:
        """What the youth's end decided by itself, such as widening after a silent claimer."""
        place = self._turns[-1][0] if self._turns else 0
        self._turns.append((place, b"", {"t": "set", "claim": claim}))

    def claim(self, may_claim: Callable[[bytes], bool], is_youth: Callable[[bytes], bool], me: bytes) -> Claim | None:
        """The claim that stands after all that was read."""
        claim: Claim | None = None
        for _, sender, payload in self._turns:
            kind = payload["t"]
            if kind == "set":
                claim = payload["claim"]
            elif kind == "claimed" and is_youth(sender):
                claim = _claimed(claim, payload.get("device"))
            elif kind == "claim" and claim is None and may_claim(sender):
                claim = Claim(sender)
            elif kind == "join" and claim and may_claim(sender) and sender != claim.claimer:
                claim = _with(claim, sender, end_of(payload))
            elif kind == "release" and claim and sender in claim.joined:
                claim = _without(claim, sender)
            elif kind == "release" and claim and claim.claimer == sender and is_youth(me):
                claim = None
        return claim


def end_of(payload: dict[str, Any]) -> int | None:
    """Until when somebody who joins reads along; None: until they leave. What is no time is no end. Protocol 3.4."""
    try:
        return whole(payload.get("until"), 0, SAFE)
    except Refusal:
        return None


def _with(claim: Claim, device: bytes, until: int | None) -> Claim:
    joined = claim.joined if device in claim.joined else (*claim.joined, device)
    ends = _without(claim, device).ends
    return Claim(claim.claimer, joined, ends if until is None else (*ends, (device, until)))


def _without(claim: Claim, device: bytes) -> Claim:
    joined = tuple(one for one in claim.joined if one != device)
    return Claim(claim.claimer, joined, tuple(end for end in claim.ends if end[0] != device))


def _claimed(claim: Claim | None, device: Any) -> Claim | None:
    try:
        claimer = unb64u(device) if device is not None else None
    except Refusal:
        return claim
    if claimer is None:
        return None
    return claim if claim and claim.claimer == claimer else Claim(claimer)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One message as frames, to be posted in this order; and how others will speak about it."""

    frames: tuple[bytes, ...]
    mid: bytes
    session: bytes
    seq: int
    scope: int
    ts: int


@dataclass(slots=True)
class _Session:
    id: bytes
    secret: bytes
    opened: int
    seq: int
    wanted: tuple[object, ...]


def seal_message(identity: Identity, secret: bytes, header: bytes, payload: bytes) -> bytes:
    """One MSG frame, from its header and payload."""
    # Protocol 4.2
    key, nonce = message_key(secret, header)
    return sign_frame(identity, header + AESGCM(key).encrypt(nonce, pad(payload), header))


def sign_frame(identity: Identity, frame: bytes) -> bytes:
    """Header and body with the sender's signature."""
    return frame + identity.sign(SIGNED + frame)


class Sender:
    """Seals what one device writes in one conversation.

    It remembers the chain (`heads`: public, to be kept with the frames) and the open session (secret, in memory only).
    A Sender that is made anew after a restart opens a new session: nothing that opens earlier words was written down.
    """

    # Protocol 4.4
    def __init__(
        self,
        identity: Identity,
        conversation: bytes,
        heads: dict[int, bytes] | None = None,
        keep: Callable[[bytes, bytes, int, bytes], None] | None = None,
    ) -> None:
        self._identity = identity
        self._conversation = conversation
        self._keep = keep
        self._sessions: dict[int, _Session] = {}
        self.heads: dict[int, bytes] = dict(heads or {})

    def checkpoint(self) -> object:
        """Where the sender stands, for `rewind`; holds secrets, so it never leaves the memory."""
        sessions = {
            scope: _Session(one.id, one.secret, one.opened, one.seq, one.wanted)
            for scope, one in self._sessions.items()
        }
        return sessions, dict(self.heads)

    def rewind(self, checkpoint: object) -> None:
        """Back to a checkpoint, when the frames sealed since were never kept: nothing happened."""
        assert isinstance(checkpoint, tuple)
        self._sessions, self.heads = checkpoint

    def seal(self, payload: dict[str, Any], to: Recipients, now: int) -> Sealed:
        """The frames of one message; an OPEN comes first whenever a new session is due."""
        # Protocol 2.4 4.4
        if now >= to.expires:
            raise Refusal("expired")
        if not to.certificates:
            raise Refusal("no-recipient")
        body = _encode(payload)
        if len(body) > LONGEST:
            raise Refusal("size")
        frames = []
        session = self._sessions.get(to.scope)
        if session is None or _is_over(session, to, now):
            session, opened = self._open(to, now)
            frames.append(opened)
        mid, seq = os.urandom(16), session.seq + 1
        header = self._header(MSG, 0, session.id, seq, now, mid, self.heads[to.scope])
        frame = seal_message(self._identity, session.secret, header, body)
        frames.append(frame)
        session.seq = seq
        self.heads[to.scope] = sha256(frame).digest()
        return Sealed(tuple(frames), mid, session.id, seq, to.scope, now)

    def grant(
        self, certificate: Certificate, secrets: Iterable[Secret], pins: Pins, audience: int, now: int
    ) -> tuple[bytes, ...]:
        """Hand sessions to a worker or supervisor of the audience, and to nobody else."""
        # Protocol 2.4 4.3
        if not pins.may_seal(now):
            raise Refusal("expired")
        if not in_audience(pins.device(certificate.device), audience):
            raise Refusal("audience")
        handed = list(secrets)
        if not handed:
            raise Refusal("no-recipient")
        return tuple(
            self._grant(certificate, handed[i : i + GRANTED_AT_ONCE], now)
            for i in range(0, len(handed), GRANTED_AT_ONCE)
        )

    def _header(self, kind: int, suite: int, session: bytes, seq: int, ts: int, mid: bytes, prev: bytes) -> bytes:
        sender = self._identity.device
        return HEADER.pack(MAGIC, kind, suite, 0, self._conversation, sender, session, seq, ts, mid, prev)

    def _open(self, to: Recipients, now: int) -> tuple[_Session, bytes]:
        # Protocol 4.1
        session = _Session(os.urandom(16), os.urandom(32), now, 0, _wanted(to))
        prev = self.heads.get(to.scope, ZEROS)
        header = self._header(OPEN, 2, session.id, 0, now, os.urandom(16), prev)
        fixed = FIXED.pack(to.scope, to.audience, to.version, to.hash, commit(session.secret, session.id))
        parts = [header, fixed, len(to.certificates).to_bytes(2, "big")]
        for one in to.certificates:
            wrapped = wrap(one.suite, one.pub, session.secret, wrap_info(header, fixed, one.device, one.key_id))
            parts += [ENTRY.pack(one.device, one.key_id, one.suite, len(wrapped)), wrapped]
        frame = sign_frame(self._identity, b"".join(parts))
        if len(frame) > LARGEST:
            raise Refusal("size")
        self._sessions[to.scope] = session
        self.heads[to.scope] = sha256(frame).digest()
        if self._keep:
            self._keep(self._identity.device, session.id, to.scope, session.secret)
        return session, frame

    def _grant(self, to: Certificate, secrets: list[Secret], now: int) -> bytes:
        # Protocol 4.3
        header = self._header(GRANT, to.suite, os.urandom(16), 0, now, os.urandom(16), ZEROS)
        parts = [header, GRANT_TOP.pack(to.device, to.key_id, to.suite, len(secrets))]
        for one in secrets:
            info = grant_info(header, one.of, one.session, to.device, to.key_id)
            parts += [one.of, one.session, wrap(to.suite, to.pub, one.secret, info)]
        return sign_frame(self._identity, b"".join(parts))


def _encode(payload: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(payload)
    except UnicodeEncodeError:
        # Half a surrogate pair has no UTF-8; escaped it travels, and the other end shows it as what it is.
        return json.dumps(payload, separators=(",", ":")).encode()


def _wanted(to: Recipients) -> tuple[object, ...]:
    # Protocol 4.4
    claim: Claim | None = to.claim
    return to.version, to.hash, to.audience, claim, tuple((one.device, one.key_id) for one in to.certificates)


def _is_over(session: _Session, to: Recipients, now: int) -> bool:
    # Protocol 4.4
    aged = not 0 <= now - session.opened < SESSION_AGE
    return aged or session.seq >= SESSION_MESSAGES or session.wanted != _wanted(to)
