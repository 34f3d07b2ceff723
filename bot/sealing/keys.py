"""Makes and uses the keys of a device: identity, receive keys, certificates, derived secrets."""

import base64
import hashlib
import hmac
import os
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

REASONS = frozenset(
    [
        "size",
        "header",
        "sender",
        "signature",
        "replay",
        "timestamp",
        "body",
        "session",
        "newer-roster",
        "split-view",
        "wrap",
        "commitment",
        "grant",
        "locked",
        "message",
        "padding",
        "payload",
        "format",
        "type",
        "duplicate-key",
        "threshold",
        "rollback",
        "fork",
        "broken-chain",
        "expired",
        "too-far",
        "life",
        "key",
        "time",
        "roster",
        "guest-suite",
        "audience",
        "no-recipient",
    ]
)
SHIFT, STANDBY, GUEST = 1, 2, 3
HOUR = 3_600_000
DAY = 24 * HOUR
EARLY = 5 * 60_000
LIFE = {SHIFT: DAY, STANDBY: 8 * DAY, GUEST: DAY}
WRAPPED = {1: 80, 2: 1168}
PUBLIC = {1: 32, 2: 1216}
MLKEM_PUBLIC = 1184
SEED = 32
SUITES = {
    1: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
    2: Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
}
_CERTIFICATE = struct.Struct(">32sBBQQH")
_B64U = re.compile(r"[A-Za-z0-9_-]*\Z")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")


class Refusal(Exception):
    """A frame, document or wish that is turned down, with one reason of the closed list (Protocol 5.6)."""

    def __init__(self, reason: str, marked: bool = False) -> None:
        if reason not in REASONS:
            raise ValueError(f"{reason} is not in the closed list of refusals")
        super().__init__(reason)
        self.reason = reason
        self.marked = marked


def b64u(data: bytes) -> str:
    """Base64url without padding, as ids and keys travel in JSON."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text: str) -> bytes:
    """The bytes again; anything that b64u would not have written is refused as `format`."""
    if not isinstance(text, str) or not _B64U.match(text) or len(text) % 4 == 1:
        raise Refusal("format")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64u(data) != text:
        raise Refusal("format")
    return data


def unbase64(text: object) -> bytes:
    """Standard base64 with padding, as documents use it; anything else is refused as `format`."""
    # Protocol 2.1
    if not isinstance(text, str) or not _BASE64.match(text):
        raise Refusal("format")
    return base64.b64decode(text)


def device_id(ed_pub: bytes) -> bytes:
    """Who a device is on the wire."""
    # Protocol 1.1
    return hashlib.sha256(b"ql1 dev\0" + ed_pub).digest()[:16]


def guest_conversation(ed_pub: bytes) -> bytes:
    """The conversation that belongs to a guest's key, so that nobody can swap the key and keep the conversation."""
    # Protocol 1.2
    return hashlib.sha256(b"ql1 conv\0" + ed_pub).digest()[:16]


def receive_key_id(pub: bytes) -> bytes:
    """Which receive key an entry is for."""
    # Protocol 2.6
    return hashlib.sha256(b"ql1 rk\0" + pub).digest()[:8]


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


class Identity:
    """The Ed25519 key that a device, an admin or the root signs with."""

    __slots__ = ("_key", "device", "pub")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.pub = key.public_key().public_bytes_raw()
        self.device = device_id(self.pub)

    @classmethod
    def generate(cls) -> "Identity":
        """A new one."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, seed: bytes) -> "Identity":
        """From the 32 bytes that `to_bytes` gave."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def to_bytes(self) -> bytes:
        """The private seed: it may rest only inside a Vault."""
        # Protocol 1.4
        return self._key.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes over the message, label and all."""
        return self._key.sign(message)


@lru_cache(maxsize=1024)
def _verifier(ed_pub: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(ed_pub)


def verify(ed_pub: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this key signed these bytes; a key or signature of the wrong shape has not."""
    try:
        _verifier(ed_pub).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class ReceiveKey:
    """The key pair that words are sealed to: suite 1 (X25519) or suite 2 (X-Wing)."""

    __slots__ = ("_key", "_seed", "key_id", "pub", "suite")

    def __init__(self, suite: int, seed: bytes) -> None:
        x25519 = X25519PrivateKey.from_private_bytes(seed[-SEED:])
        self.suite, self._seed = suite, seed
        self._key: X25519PrivateKey | MLKEM768X25519PrivateKey = x25519
        self.pub = x25519.public_key().public_bytes_raw()
        if suite == 2:
            mlkem = MLKEM768PrivateKey.from_seed_bytes(seed[:-SEED])
            self._key = MLKEM768X25519PrivateKey(mlkem, x25519)
            self.pub = mlkem.public_key().public_bytes_raw() + self.pub
        self.key_id = receive_key_id(self.pub)

    @classmethod
    def generate(cls, suite: int = 2) -> "ReceiveKey":
        """A new one; going on call is signing it."""
        return cls(suite, os.urandom(SEED if suite == 1 else 64 + SEED))

    @classmethod
    def from_bytes(cls, data: bytes) -> "ReceiveKey":
        """From what `to_bytes` gave: suite, then the seeds."""
        if not data or data[0] not in SUITES or len(data) != 1 + (SEED if data[0] == 1 else 64 + SEED):
            raise Refusal("format")
        return cls(data[0], data[1:])

    def to_bytes(self) -> bytes:
        """The private seeds: they may rest only inside a Vault."""
        # Protocol 1.4
        return bytes([self.suite]) + self._seed

    def open(self, wrapped: bytes, info: bytes) -> bytes:
        """The secret that `wrap` sealed to this key under this info, or the refusal `wrap`."""
        # Protocol 4.1
        try:
            return SUITES[self.suite].decrypt(wrapped, self._key, info)
        except (InvalidTag, ValueError):
            raise Refusal("wrap") from None


@lru_cache(maxsize=1024)
def _recipient(suite: int, pub: bytes) -> X25519PublicKey | MLKEM768X25519PublicKey:
    x25519 = X25519PublicKey.from_public_bytes(pub[-32:])
    if suite == 1:
        return x25519
    return MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(pub[:MLKEM_PUBLIC]), x25519)


def wrap(suite: int, pub: bytes, secret: bytes, info: bytes) -> bytes:
    """HPKE base mode, single shot, empty AAD: the encapsulated key and the ciphertext; or the refusal `key`."""
    # Protocol 4.1
    try:
        return SUITES[suite].encrypt(secret, _recipient(suite, pub), info)
    except ValueError:
        raise Refusal("key") from None


def commit(secret: bytes, session: bytes) -> bytes:
    """What proves to every recipient that all hold the same session secret."""
    # Protocol 4.1
    return _hkdf(secret, session, b"ql1 commit\0", 32)


def message_key(secret: bytes, header: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of one message. Derived from its header, not random: a fresh mid salts them, nothing is reused."""
    # Protocol 4.2
    okm = _hkdf(secret, header[68:84], b"ql1 msg\0" + header, 44)
    return okm[:32], okm[32:]


@dataclass(frozen=True, slots=True)
class Certificate:
    """One signed receive key, checked but for the time and the roster."""

    raw: bytes
    ed_pub: bytes
    suite: int
    kind: int
    nb: int
    na: int
    pub: bytes
    device: bytes
    key_id: bytes


def make_certificate(identity: Identity, key: ReceiveKey, kind: int, nb: int, na: int) -> bytes:
    """Sign a receive key for a time: this is what going on call means."""
    # Protocol 2.6
    signed = _CERTIFICATE.pack(identity.pub, key.suite, kind, nb, na, len(key.pub)) + key.pub
    return signed + identity.sign(b"ql1 recvkey\0" + signed)


@lru_cache(maxsize=1024)
def read_certificate(raw: bytes) -> Certificate:
    """A certificate as it is; refused, in this order: format, signature, life, key."""
    # Protocol 2.6
    if len(raw) < _CERTIFICATE.size:
        raise Refusal("format")
    ed_pub, suite, kind, nb, na, length = _CERTIFICATE.unpack_from(raw)
    if (
        suite not in SUITES
        or kind not in LIFE
        or length != PUBLIC[suite]
        or len(raw) != _CERTIFICATE.size + length + 64
    ):
        raise Refusal("format")
    if not verify(ed_pub, raw[-64:], b"ql1 recvkey\0" + raw[:-64]):
        raise Refusal("signature")
    if not nb < na <= nb + LIFE[kind]:
        raise Refusal("life")
    pub = raw[_CERTIFICATE.size : -64]
    wrap(suite, pub, b"", b"")  # A key that cannot be encapsulated to shows itself only when it is tried.
    return Certificate(raw, ed_pub, suite, kind, nb, na, pub, device_id(ed_pub), receive_key_id(pub))


def read_certificates(raws: Iterable[bytes]) -> list[Certificate]:
    """Those of the given certificates that hold; the others are passed over."""
    good = []
    for raw in raws:
        try:
            good.append(read_certificate(raw))
        except Refusal:
            continue
    return good


def enrol_mac(secret: bytes, ed_pub: bytes, label: str) -> bytes:
    """Proves that a new device came by the coordinator's link."""
    # Protocol 7.2
    return hmac.digest(secret, b"ql1 enrol\0" + ed_pub + label.encode(), "sha256")


def safety_number(root_pub: bytes, ed_pub: bytes) -> str:
    """Six groups of five digits that two people compare before a device without a link is let in."""
    # Protocol 7.2
    digest = hashlib.sha512(b"ql1 fp\0" + root_pub + ed_pub).digest()
    return " ".join(f"{int.from_bytes(digest[i : i + 5], 'big') % 100_000:05}" for i in range(0, 30, 5))


def sign_in_message(origin: str, challenge: bytes) -> bytes:
    """What a device signs to sign in: bound to the origin, so that no other site can use it."""
    # Protocol 7.3
    return b"ql1 signin\0" + hashlib.sha256(origin.encode()).digest() + challenge


def sign_in(identity: Identity, origin: str, challenge: bytes) -> bytes:
    """The signature that signs this device in."""
    # Protocol 7.3
    return identity.sign(sign_in_message(origin, challenge))


def kek_bytes(unlock_secret: bytes, salt: bytes) -> bytes:
    """The key under which a worker's keys rest; the browser derives the same."""
    # Protocol 1.3
    return _hkdf(unlock_secret, salt, b"ql1 kek\0", 32)


class Vault:
    """Seals what the bot must keep, under a host secret that is neither in its database nor on the relay.

    One key per purpose, so that a box of one kind never opens as another. `bound` ties a box to its place (a row id).
    """

    # Protocol 1.4
    __slots__ = ("_boxes", "_macs", "_secret")

    def __init__(self, host_secret: bytes) -> None:
        if len(host_secret) != SEED:
            raise ValueError("The host secret must be 32 bytes.")
        self._secret = host_secret
        self._boxes: dict[str, AESGCM] = {}
        self._macs: dict[str, bytes] = {}

    @staticmethod
    def new_secret() -> bytes:
        """32 random bytes for a new host."""
        return os.urandom(SEED)

    def _box(self, purpose: str) -> AESGCM:
        box = self._boxes.get(purpose)
        if box is None:
            box = self._boxes[purpose] = AESGCM(_hkdf(self._secret, b"", b"ql1 vault\0" + purpose.encode(), 32))
        return box

    def seal(self, purpose: str, plain: bytes, bound: bytes = b"") -> bytes:
        """A random nonce and the ciphertext."""
        nonce = os.urandom(12)
        return nonce + self._box(purpose).encrypt(nonce, plain, bound)

    def open(self, purpose: str, box: bytes, bound: bytes = b"") -> bytes:
        """The plain bytes again, or the refusal `message` when it is not ours, of another purpose or place."""
        if len(box) < 28:
            raise Refusal("message")
        try:
            return self._box(purpose).decrypt(box[:12], box[12:], bound)
        except InvalidTag:
            raise Refusal("message") from None

    def mac(self, purpose: str, data: bytes) -> bytes:
        """A name for something that may not be stored itself, such as a chat id."""
        key = self._macs.get(purpose)
        if key is None:
            key = self._macs[purpose] = _hkdf(self._secret, b"", b"ql1 name\0" + purpose.encode(), 32)
        return hmac.digest(key, data, "sha256")
