"""Opens the frames of one conversation, and refuses by name what cannot be trusted."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .keys import DAY, ReceiveKey, Refusal, b64u, commit, message_key, unb64u, verify
from .padding import (
    GRANT,
    HEADER,
    MSG,
    OPEN,
    SIGNATURE,
    SIGNED,
    ZEROS,
    Header,
    OpenBody,
    grant_body,
    grant_info,
    header,
    open_body,
    read_object,
    unpad,
    wrap_info,
)
from .roster import Claim, Guest, Pins, in_audience
from .seal import Following, Secret, pack_secrets, unpack_secrets

AGE = 30 * DAY
__all__ = ["Head", "Header", "Reader", "Received", "Secret", "header"]


@dataclass(frozen=True, slots=True)
class Received:
    """A frame that was accepted, with the marks that must be shown beside it."""

    kind: str
    sender: bytes
    mid: bytes
    session: bytes
    seq: int
    ts: int
    scope: int
    hash: bytes
    readable: bool = True
    marked: bool = False
    wide: bool = False
    former: bool = False
    audience: int = 0
    payload: dict[str, Any] | None = None
    raw: bytes | None = None


def _received(kind: str, head: Header, scope: int, digest: bytes, **marks: Any) -> Received:
    # Protocol 5.5
    return Received(kind, head.sender, head.mid, head.session, head.seq, head.ts, scope, digest, **marks)


@dataclass(slots=True)
class _Session:
    scope: int
    commit: bytes
    opened: int
    seq: int
    hash: bytes
    secret: bytes | None = None


@dataclass(slots=True)
class Head:
    """How far one sender's chain of one scope was read: its last frame, and every session with its last seq."""

    hash: bytes
    session: bytes
    seq: int
    sessions: dict[bytes, int] = field(default_factory=dict)


class Reader:
    """One reading of one conversation by one device: replay state, chains, secrets, audience and claim.

    `keys` gives the receive keys that this device holds now. `heads` is what `heads_json` kept from an earlier reading:
    then this one begins as a re-read, to be ended with `end_reread` once the first frames have all been received.
    """

    def __init__(
        self,
        me: bytes,
        conversation: bytes,
        keys: Callable[[], Iterable[ReceiveKey]],
        pins: Pins,
        guest: Guest | None = None,
        heads: str | None = None,
    ) -> None:
        self._me, self._conversation, self._keys, self._pins = me, conversation, keys, pins
        self._guest = guest if guest and guest.conversation == conversation else None
        self._kept: dict[tuple[bytes, bytes], bytes] = {}
        self._stored = _heads_from(heads) if heads else {}
        self._begin(rereading=bool(heads))

    def _begin(self, rereading: bool) -> None:
        # Protocol 5.4
        self._sessions: dict[tuple[bytes, bytes], _Session] = {}
        self._mids: set[tuple[bytes, bytes]] = set()
        self._chains: dict[tuple[bytes, int], Head] = {}
        self._reached: set[tuple[bytes, int]] = set()
        self._locked: dict[bytes, tuple[bool, int]] = {}
        self._following = Following()
        self._rereading = rereading
        self.audience: int | None = None

    def begin_reread(self) -> None:
        """Read again from the first frame, with empty replay state; the chain heads are kept."""
        # Protocol 5.4
        self._stored = self.heads
        self._begin(rereading=True)

    def end_reread(self) -> set[bytes]:
        """The senders of whom the relay holds back messages: their chain is shorter than it was."""
        # Protocol 5.4
        short = self._stored.keys() - self._reached
        for chain in short & self._chains.keys():
            read = self._chains[chain].sessions
            read.update({one: max(last, read.get(one, 0)) for one, last in self._stored[chain].sessions.items()})
        self._stored = self.heads
        self._rereading = False
        return {sender for sender, _ in short}

    @property
    def heads(self) -> dict[tuple[bytes, int], Head]:
        """How far each sender's chain was read, per scope; a chain that came back shorter keeps its stored head."""
        return self._stored | {
            chain: head for chain, head in self._chains.items() if chain in self._reached or chain not in self._stored
        }

    def heads_json(self) -> str:
        """The chain heads, to be kept: public, no secret."""
        rows = []
        for (sender, scope), head in self.heads.items():
            sessions = {b64u(session): seq for session, seq in head.sessions.items()}
            rows.append([b64u(sender), scope, b64u(head.hash), b64u(head.session), head.seq, sessions])
        return json.dumps(rows)

    def own_heads(self) -> dict[int, bytes]:
        """The heads of what this device itself wrote, for its Sender."""
        return {scope: head.hash for (sender, scope), head in self.heads.items() if sender == self._me}

    def keep(self, of: bytes, session: bytes, scope: int, secret: bytes) -> None:
        """Remember a secret that this device made or rested under its own key; it counts once the OPEN proves it."""
        # Protocol 4.4
        self._kept[of, session] = secret
        known = self._sessions.get((of, session))
        if known and known.secret is None and commit(secret, session) == known.commit:
            known.secret = secret

    def secrets(self) -> list[Secret]:
        """Every session of this reading that this device can open."""
        return [
            Secret(of, session, one.scope, one.opened, one.secret)
            for (of, session), one in self._sessions.items()
            if one.secret is not None
        ]

    def pack_secrets(self, now: int) -> bytes:
        """The session secrets as bytes, to rest under the device's own key; those older than 15 d are left out."""
        return pack_secrets(self.secrets(), now)

    def unpack_secrets(self, packed: bytes) -> None:
        """Remember what `pack_secrets` gave, before reading again."""
        for one in unpack_secrets(packed):
            self.keep(one.of, one.session, one.scope, one.secret)

    @property
    def claim(self) -> Claim | None:
        """Whom the words follow by what was read so far."""
        # Protocol 3.4 6.2
        return self._following.claim(
            lambda sender: in_audience(self._pins.device(sender), self.audience or 0), self._is_youth, self._me
        )

    @claim.setter
    def claim(self, claim: Claim | None) -> None:
        self._following.set(claim)

    def _is_youth(self, sender: bytes) -> bool:
        # Protocol 2.5
        if self._guest:
            return sender == self._guest.device
        device = self._pins.device(sender) or self._pins.former(sender)
        return device is not None and device.role == "bot"

    def receive(self, frame: bytes, now: int) -> Received:
        """Accept one frame, or refuse it: size, header, sender, signature, replay, timestamp, then by type."""
        # Protocol 5.1
        head, former = self._signed(frame)
        if (head.sender, head.mid) in self._mids:
            raise Refusal("replay")
        if not self._rereading and abs(head.ts - now) > AGE:
            raise Refusal("timestamp")
        body = frame[HEADER.size : -SIGNATURE]
        if head.type == OPEN:
            return self._open(frame, head, body, former)
        if head.type == MSG:
            return self._message(frame, head, body, former)
        return self._grant(frame, head, body)

    def reopen(self, frame: bytes, now: int) -> Received:
        """Open a frame that was refused as locked, now that a GRANT may have brought its secret."""
        # Protocol 5.4
        head, former = self._signed(frame, again=True)
        session = self._sessions.get((head.sender, head.session))
        if session is None:
            raise Refusal("session")
        digest = sha256(frame).digest()
        if digest not in self._locked:
            raise Refusal("replay")
        marked, place = self._locked[digest]
        return self._read(frame, head, session, marked, former, place)

    def _signed(self, frame: bytes, again: bool = False) -> tuple[Header, bool]:
        head = header(frame)
        if head.conversation != self._conversation:
            raise Refusal("header")
        pub, former = self._sender(head, frame, again)
        if not verify(pub, frame[-SIGNATURE:], SIGNED + frame[:-SIGNATURE]):
            raise Refusal("signature")
        return head, former

    def _sender(self, head: Header, frame: bytes, again: bool) -> tuple[bytes, bool]:
        # Protocol 5.1 5.4
        if self._guest and head.sender == self._guest.device:
            return self._guest.ed_pub, False
        if device := self._pins.device(head.sender):
            return device.pub, False
        old = self._pins.former(head.sender)
        if old is None or not (again or (self._rereading and self._was_read(head, frame))):
            raise Refusal("sender")
        return old.pub, True

    def _was_read(self, head: Header, frame: bytes) -> bool:
        # Protocol 5.4
        if head.type == OPEN:
            scope = frame[HEADER.size]
        else:
            known = self._sessions.get((head.sender, head.session))
            if head.type == GRANT or known is None:
                return False
            scope = known.scope
        stored = self._stored.get((head.sender, scope))
        return stored is not None and head.seq <= stored.sessions.get(head.session, -1)

    def _open(self, frame: bytes, head: Header, body: bytes, former: bool) -> Received:
        # Protocol 5.2
        told = open_body(body)
        if head.seq or (head.sender, head.session) in self._sessions:
            raise Refusal("session")
        mine = self._pins.roster
        if mine is None or told.version > mine.version:
            raise Refusal("newer-roster")
        named = self._pins.history.get(told.version)
        if named and named.hash != told.hash:
            raise Refusal("split-view")
        session = _Session(told.scope, told.commit, head.ts, 0, sha256(frame).digest())
        session.secret = self._secret(frame[: HEADER.size], head, told)
        before = self._chains.get((head.sender, told.scope))
        marked = head.prev != (before.hash if before else ZEROS)
        self._sessions[head.sender, head.session] = session
        self._mids.add((head.sender, head.mid))
        self._advance(head, session)
        if told.scope == 0 and self._is_youth(head.sender):
            self.audience = told.audience
        marks = {"marked": marked, "wide": self._is_wide(head, told), "former": former}
        readable = session.secret is not None
        return _received("open", head, told.scope, session.hash, readable=readable, audience=told.audience, **marks)

    def _secret(self, header_bytes: bytes, head: Header, told: OpenBody) -> bytes | None:
        # Protocol 4.1
        secret = None
        held = {key.key_id: key for key in self._keys()}
        for device, key_id, suite, wrapped in told.entries:
            key = held.get(key_id)
            if device != self._me or key is None:
                continue
            if key.suite != suite:
                raise Refusal("wrap")
            secret = key.open(wrapped, wrap_info(header_bytes, told.fixed, device, key_id))
            if len(secret) != 32 or commit(secret, head.session) != told.commit:
                raise Refusal("commitment")
        kept = self._kept.get((head.sender, head.session))
        if secret is None and kept and commit(kept, head.session) == told.commit:
            secret = kept
        return secret

    def _is_wide(self, head: Header, told: OpenBody) -> bool:
        # Protocol 2.5
        if self.audience is None:
            return False
        guest = self._guest.device if self._guest else None
        if head.sender != guest and told.audience & ~self.audience:
            return True
        named = self._pins.history.get(told.version)
        for device, *_ in told.entries if named else ():
            listed = named.by_id.get(device) if named else None
            youth = device == guest if guest else listed is not None and listed.role == "bot"
            if not in_audience(listed, self.audience) and not (youth and told.scope == 0):
                return True
        return False

    def _advance(self, head: Header, session: _Session) -> None:
        chain = (head.sender, session.scope)
        known = self._chains[chain].sessions if chain in self._chains else {}
        self._chains[chain] = Head(session.hash, head.session, head.seq, known | {head.session: head.seq})
        stored = self._stored.get(chain)
        later = stored is not None and head.session == stored.session and head.seq > stored.seq
        if not self._rereading or later or (stored is not None and session.hash == stored.hash):
            self._reached.add(chain)

    def _message(self, frame: bytes, head: Header, body: bytes, former: bool) -> Received:
        # Protocol 5.3
        session = self._sessions.get((head.sender, head.session))
        if session is None:
            raise Refusal("session")
        if head.seq <= session.seq:
            raise Refusal("replay")
        marked = head.seq != session.seq + 1 or head.prev != session.hash
        digest = sha256(frame).digest()
        session.seq, session.hash = head.seq, digest
        self._mids.add((head.sender, head.mid))
        self._advance(head, session)
        place = len(self._mids)
        return self._read(frame, head, session, marked, former, place)

    def _read(self, frame: bytes, head: Header, session: _Session, marked: bool, former: bool, place: int) -> Received:
        digest = sha256(frame).digest()
        if session.secret is None:
            self._locked[digest] = marked, place
            raise Refusal("locked", marked)
        self._locked.pop(digest, None)
        try:
            raw, payload = _opened(frame, session.secret)
        except Refusal as refusal:
            raise Refusal(refusal.reason, marked) from None
        if session.scope == 0:
            self._following.read(place, head.sender, payload)
        return _received("message", head, session.scope, digest, marked=marked, former=former, payload=payload, raw=raw)

    def _grant(self, frame: bytes, head: Header, body: bytes) -> Received:
        # Protocol 4.3
        to, key_id, suite, entries = grant_body(body, head.suite)
        if self._pins.device(head.sender) is None or head.seq or head.prev != ZEROS:
            raise Refusal("grant")
        digest = sha256(frame).digest()
        if to != self._me:
            self._mids.add((head.sender, head.mid))
            return _received("grant", head, 0, digest, readable=False)
        key = next((one for one in self._keys() if one.key_id == key_id), None)
        if key is None:
            raise Refusal("locked")
        opened = []
        for of, session_id, wrapped in entries:
            session = self._sessions.get((of, session_id))
            if session is None:
                raise Refusal("grant")
            if key.suite != suite:
                raise Refusal("wrap")
            secret = key.open(wrapped, grant_info(frame[: HEADER.size], of, session_id, to, key_id))
            if len(secret) != 32 or commit(secret, session_id) != session.commit:
                raise Refusal("commitment")
            opened.append((session, secret))
        for session, secret in opened:
            session.secret = secret
        self._mids.add((head.sender, head.mid))
        return _received("grant", head, 0, digest)


def _opened(frame: bytes, secret: bytes) -> tuple[bytes, dict[str, Any]]:
    # Protocol 4.2 5.6
    header_bytes = frame[: HEADER.size]
    key, nonce = message_key(secret, header_bytes)
    try:
        raw = unpad(AESGCM(key).decrypt(nonce, frame[HEADER.size : -SIGNATURE], header_bytes))
    except (InvalidTag, ValueError):
        raise Refusal("message") from None
    payload = read_object(raw, "payload", "payload")
    if not isinstance(payload.get("t"), str):
        raise Refusal("payload")
    return raw, payload


def _heads_from(text: str) -> dict[tuple[bytes, int], Head]:
    heads = {}
    for sender, scope, digest, session, seq, sessions in json.loads(text):
        known = {unb64u(one): last for one, last in sessions.items()}
        heads[unb64u(sender), scope] = Head(unb64u(digest), unb64u(session), seq, known)
    return heads
