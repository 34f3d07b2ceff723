"""Coming in: the relay's only signature check, and the session that follows it.

The relay verifies and never signs. It stores no password and no token, only a token's hash; a session ends after
12 hours, at sign-out, and the moment the roster drops its device. Source: PROTOCOL 2.1, 7.3.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.errors import Refused
from api.protocol.base64url import b64u
from api.protocol.roster import (
    ROOT_TYPE,
    ROSTER_TYPE,
    Envelope,
    Flaw,
    Known,
    device_id,
    read_envelope,
    read_root,
    read_roster,
)
from api.staff import queries
from api.staff.audit import record
from api.staff.chain import hour
from api.staff.rules import holding_message, signin_message
from api.store.clock import Clock
from api.store.database import Database

CHALLENGE_LIFE = 2 * 60 * 1000
SESSION_LIFE = 12 * 3600 * 1000
CACHE_LIFE = 5_000
CACHE_MOST = 20_000


@dataclass(frozen=True, slots=True)
class SignedIn(Known):
    """A device that is signed in, as the newest roster has it."""

    coordinator: bool
    token_hash: bytes
    until: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What a device sends to come in; a coordinator also proves an admin key."""

    ed_pub: bytes
    challenge: bytes
    signature: bytes
    admin_pub: bytes | None = None
    admin_signature: bytes = b""
    by_device: bytes = b""
    by_key: bytes = b""


def signed_by(ed_pub: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether this key signed this message; a malformed key or signature is simply a no."""
    try:
        Ed25519PublicKey.from_public_bytes(ed_pub).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def demand_signatures(envelope: Envelope, keys: Sequence[bytes], threshold: int) -> None:
    """Raise Flaw unless enough distinct keys signed; unknown signers and repeats count for nothing."""
    if len(envelope.signatures) > 2 * len(keys) + 16:
        raise Flaw("threshold")  # More signatures than signers only cost time.
    good = {key for key in keys if any(signed_by(key, one, envelope.signed) for one in envelope.signatures)}
    if len(good) < threshold:
        raise Flaw("threshold")


async def challenge(database: Database, clock: Clock) -> bytes:
    """Return 32 random bytes that may be signed once within 2 minutes."""
    made = secrets.token_bytes(32)
    async with database.writing() as connection:
        await queries.add_challenge(connection, made, clock.now() + CHALLENGE_LIFE)
    return made


async def sign_in(
    database: Database, clock: Clock, origin: str, proof: Proof, seen: int | None = None
) -> tuple[str, SignedIn]:
    """Return a new token and whose it is; a challenge is used up whatever comes of it.

    `seen` is the version of the roster that the device holds. If that one names it and the newest does not, the refusal brings the
    roster that dropped it: it is to read so under its coordinators' signatures, and need not take the relay's word (decision 0123).
    """
    now = clock.now()
    token = b64u(secrets.token_bytes(32))
    async with database.writing() as connection:
        fresh = await queries.take_challenge(connection, proof.challenge, now)
        known = await queries.device(connection, device_id(proof.ed_pub))
        message = signin_message(origin, proof.challenge)  # Protocol 7.3
        proven = fresh and signed_by(proof.ed_pub, proof.signature, message)
        if not proven or known is None or not await _as_signed(connection, known):
            refused = "not-on-roster"
        elif proof.admin_pub is not None and not await _is_admin(connection, proof, message):
            refused = "not-coordinator"
        else:
            refused = ""
            coordinator = proof.admin_pub is not None
            await queries.add_session(connection, _hash(token), known.id, coordinator, now + SESSION_LIFE)
            await _note_holding(connection, proof)
            await _note(connection, bytes(known.id), "signin-coordinator" if coordinator else "signin", now)
    if refused:  # Said after the transaction, so that the challenge stays used.
        asks = proven and seen is not None and refused == "not-on-roster"
        raise Refused(refused, **(await _dropped_by(database, device_id(proof.ed_pub), seen or 0) if asks else {}))
    return token, _signed_in(known, coordinator, _hash(token), now + SESSION_LIFE)


async def _dropped_by(database: Database, device: bytes, seen: int) -> dict[str, Any]:
    """Return, for a device that the roster of this version names, the one that dropped it, and what it is checked by; nothing newer."""
    async with database.reading() as connection:
        names, drops = seen, await queries.newest_version(connection, "roster")
        if not seen < drops or not await _names(connection, seen, device) or await _names(connection, drops, device):
            return {}
        while drops - names > 1:
            middle = (names + drops) // 2
            names, drops = (middle, drops) if await _names(connection, middle, device) else (names, middle)
        roster = await queries.document(connection, "roster", drops)
        roots = await queries.every_root(connection)
    for text in roots:  # The newest by which it holds: a key that was taken out since may have signed it.
        with suppress(Flaw):
            root = read_root(read_envelope(text, ROOT_TYPE))
            demand_signatures(read_envelope(roster or "", ROSTER_TYPE), root.admins, root.threshold)
            return {"left": {"root": text, "roster": roster}}
    return {}


async def _names(connection: Any, version: int, device: bytes) -> bool:
    """Say whether the roster of this version names a device."""
    text = await queries.document(connection, "roster", version)
    with suppress(Flaw):  # Whoever writes to the database makes nobody more than unknown.
        return any(one.device_id == device for one in read_roster(read_envelope(text or "", ROSTER_TYPE)).devices)
    return False


async def _note(connection: Any, device: bytes, action: str, now: int) -> None:
    """Write a sign-in down once an hour: a page that is loaded again and again tells nobody anything more."""
    last = await queries.last_of(connection, device, [action])
    if last is None or last.hour != hour(now):
        await record(connection, device, action, None, now)


async def _note_holding(connection: Any, proof: Proof) -> None:
    """Keep that this device holds this coordinator's key, where both signed that: coordinators see who would have to lose it."""
    line = await queries.line(connection)
    if proof.admin_pub is None or line is None:
        return
    message = holding_message(bytes(line.root_pub), proof.ed_pub, proof.admin_pub)
    if signed_by(proof.ed_pub, proof.by_device, message) and signed_by(proof.admin_pub, proof.by_key, message):
        kept = {"admin_pub": proof.admin_pub, "by_device": proof.by_device, "by_key": proof.by_key}
        await queries.put_holding(connection, {"ed_pub": proof.ed_pub, **kept})


async def sign_out(database: Database, device: SignedIn) -> None:
    """End this device's session."""
    async with database.writing() as connection:
        await queries.end_session(connection, device.token_hash)


async def device_of_token(database: Database, clock: Clock, token: str) -> SignedIn | None:
    """Return whose token this is, as the newest roster has the device; None when it is nobody's."""
    if len(token) != 43 or not token.isascii():
        return None
    async with database.reading() as connection:
        found = await queries.session(connection, _hash(token), clock.now())
    return None if found is None else _signed_in(found, found.coordinator, bytes(found.token_hash), found.until)


async def still_signed_in(database: Database, clock: Clock, token_hashes: Sequence[bytes]) -> set[bytes]:
    """Return which of these sessions still hold, in one look."""
    async with database.reading() as connection:
        return await queries.living(connection, token_hashes, clock.now())


class Sessions:
    """The sessions that this process has seen in the last seconds, so that a call costs no query.

    Another replica's change is noticed within 5 seconds, this one's at once.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        """Begin with none."""
        self.database = database
        self.clock = clock
        self._seen: dict[bytes, tuple[SignedIn, int]] = {}
        self._turn = 0

    async def device(self, token: str) -> SignedIn | None:
        """Return whose token this is, or None."""
        key = _hash(token)
        held = self._seen.get(key)
        if held is not None and self.clock.steady() - held[1] < CACHE_LIFE and self.clock.now() < held[0].until:
            return held[0]
        turn, asked = self._turn, self.clock.steady()
        found = await device_of_token(self.database, self.clock, token)
        if found is None or turn != self._turn:  # What was read before a change is not kept after it.
            self._seen.pop(key, None)
            return found
        if len(self._seen) >= CACHE_MOST:
            self._seen.clear()
        self._seen[key] = (found, asked)
        return found

    def forget(self) -> None:
        """Ask the database again for everybody; called after every change of roster, root or session."""
        self._turn += 1
        self._seen.clear()


async def _as_signed(connection: Any, row: Any) -> bool:
    """Say whether coordinators signed this device as its row has it: a row that was slipped in lets nobody in."""
    listed = (await on_signed_roster(connection)).get(bytes(row.id))
    return listed == Known(bytes(row.id), bytes(row.ed_pub), row.role, row.circle, row.label)


async def on_signed_roster(connection: Any) -> dict[bytes, Known]:
    """Return the devices by id as coordinators signed them: whoever writes to the database adds nobody."""
    root, roster = await queries.document(connection, "root"), await queries.document(connection, "roster")
    return _signed_devices(root, roster) if root and roster else {}


@lru_cache(maxsize=2)
def _signed_devices(root_text: str, roster_text: str) -> dict[bytes, Known]:
    """Return the devices of a roster by id; none when coordinators of now did not sign it: a key that was taken out counts for nothing."""
    with suppress(Flaw):
        root = read_root(read_envelope(root_text, ROOT_TYPE))
        envelope = read_envelope(roster_text, ROSTER_TYPE)
        demand_signatures(envelope, root.admins, root.threshold)
        return {one.device_id: one for one in read_roster(envelope).devices}
    return {}


async def _is_admin(connection: Any, proof: Proof, message: bytes) -> bool:
    """Say whether the root document names this admin key, and the same message is signed with it."""
    text = await queries.document(connection, "root")
    if text is None or proof.admin_pub is None:
        return False
    admins = read_root(read_envelope(text, ROOT_TYPE)).admins
    return proof.admin_pub in admins and signed_by(proof.admin_pub, proof.admin_signature, message)


def _signed_in(row: Any, coordinator: bool, token_hash: bytes, until: int) -> SignedIn:
    """Make a SignedIn of a device's row."""
    return SignedIn(
        bytes(row.id), bytes(row.ed_pub), row.role, row.circle, row.label, bool(coordinator), token_hash, until
    )


def _hash(token: str) -> bytes:
    """Hash a token: 32 random bytes need no salt."""
    return hashlib.sha256(token.encode()).digest()
