"""Holds what the line's founder and coordinators have signed, and decides who is sealed to."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .keys import DAY, EARLY, GUEST, SHIFT, Certificate, Identity, Refusal, b64u, device_id, unb64u, unbase64, verify
from .padding import pae, read_object, whole

ROOT_TYPE = "application/vnd.quietline.root+json"
ROSTER_TYPE = "application/vnd.quietline.roster+json"
CIRCLES = ("community", "indigenous", "child_protection", "police")
ROLES = frozenset({"worker", "supervisor", "bot", "editor"})
STAFF = frozenset({"worker", "supervisor"})
WEEK = 7 * DAY
KEPT = 60 * DAY
LAST_VERSION = 2**32 - 1
SAFE = 2**53 - 1
NO_PREV = bytes(32)


def sign_document(kind: str, payload: bytes, signers: Iterable[Identity]) -> str:
    """A DSSE envelope around these exact bytes."""
    # Protocol 2.1
    signatures = [{"sig": base64.b64encode(signer.sign(pae(kind, payload))).decode()} for signer in signers]
    document = {"payloadType": kind, "payload": base64.b64encode(payload).decode(), "signatures": signatures}
    return json.dumps(document, separators=(",", ":"))


def open_document(text: str, kind: str, pubs: Iterable[bytes], threshold: int) -> bytes:
    """The payload, once at least `threshold` distinct keys of `pubs` have signed it; else format, type or threshold."""
    # Protocol 2.1
    envelope = read_object(text.encode(errors="surrogatepass"), "duplicate-key", "format")
    signatures = envelope.get("signatures")
    if not isinstance(envelope.get("payload"), str) or not isinstance(signatures, list):
        raise Refusal("format")
    if not all(isinstance(entry, dict) and isinstance(entry.get("sig"), str) for entry in signatures):
        raise Refusal("format")
    if envelope.get("payloadType") != kind:
        raise Refusal("type" if isinstance(envelope.get("payloadType"), str) else "format")
    payload = unbase64(envelope["payload"])
    signed = pae(kind, payload)
    made = [unbase64(entry["sig"]) for entry in signatures]
    if sum(any(verify(pub, sig, signed) for sig in made) for pub in set(pubs)) < max(1, threshold):
        raise Refusal("threshold")
    return payload


def _key(value: Any) -> bytes:
    data = unb64u(value)
    if len(data) != 32:
        raise Refusal("format")
    return data


@dataclass(frozen=True, slots=True)
class Device:
    """One device on the roster: whose it is, by role, circle and label."""

    pub: bytes
    device: bytes
    role: str
    circle: int
    label: str


@dataclass(frozen=True, slots=True)
class RootDocument:
    """Who may sign rosters, by the word of root."""

    version: int
    admins: tuple[bytes, ...]
    threshold: int
    expires: int
    hash: bytes

    @classmethod
    def read(cls, payload: bytes) -> "RootDocument":
        """From the signed bytes; another shape is refused."""
        # Protocol 2.2
        told = read_object(payload, "duplicate-key", "format")
        admins = told.get("admins")
        if not isinstance(admins, list):
            raise Refusal("format")
        keys = tuple(_key(pub) for pub in admins)
        if len(set(keys)) != len(keys):
            raise Refusal("format")
        version = whole(told.get("version"), 1, LAST_VERSION)
        threshold = whole(told.get("threshold"), 1, len(keys))
        return cls(version, keys, threshold, whole(told.get("expires"), 0, SAFE), hashlib.sha256(payload).digest())


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is on the line, at one version."""

    version: int
    prev: bytes
    expires: int
    min_suite: int
    circles: tuple[str, ...]
    devices: tuple[Device, ...]
    by_id: dict[bytes, Device]
    hash: bytes

    @classmethod
    def read(cls, payload: bytes) -> "Roster":
        """From the signed bytes; another shape, a pub twice, an unknown role or circle is refused."""
        # Protocol 2.3
        told = read_object(payload, "duplicate-key", "format")
        circles, listed = told.get("circles"), told.get("devices")
        if not isinstance(circles, list) or not isinstance(listed, list) or not 1 <= len(circles) <= 16:
            raise Refusal("format")
        devices = []
        for entry in listed:
            if not isinstance(entry, dict) or not isinstance(entry.get("label"), str):
                raise Refusal("format")
            role, pub = entry.get("role"), _key(entry.get("pub"))
            if not isinstance(role, str) or role not in ROLES:
                raise Refusal("format")
            circle = whole(entry.get("circle"), 0, len(circles) - 1)
            devices.append(Device(pub, device_id(pub), role, circle, entry["label"]))
        by_id = {device.device: device for device in devices}
        if len(by_id) != len(devices) or not all(isinstance(name, str) for name in circles):
            raise Refusal("format")
        return cls(
            version=whole(told.get("version"), 1, LAST_VERSION),
            prev=_key(told.get("prev")),
            expires=whole(told.get("expires"), 0, SAFE),
            min_suite=whole(told.get("min_suite"), 1, 2),
            circles=tuple(circles),
            devices=tuple(devices),
            by_id=by_id,
            hash=hashlib.sha256(payload).digest(),
        )


def make_root(root: Identity, version: int, admins: Sequence[bytes], threshold: int, expires: int) -> str:
    """The founder names who may sign rosters."""
    # Protocol 2.2
    told = {"version": version, "admins": [b64u(pub) for pub in admins], "threshold": threshold, "expires": expires}
    payload = json.dumps(told).encode()
    RootDocument.read(payload)
    return sign_document(ROOT_TYPE, payload, [root])


def make_roster(
    signers: Sequence[Identity],
    previous: Roster | None,
    expires: int,
    min_suite: int,
    circles: Sequence[str],
    devices: Sequence[Device],
) -> str:
    """The next roster after `previous` (None: the first), signed by coordinators' admin keys."""
    # Protocol 2.3
    listed = [{"pub": b64u(d.pub), "role": d.role, "circle": d.circle, "label": d.label} for d in devices]
    told = {
        "version": previous.version + 1 if previous else 1,
        "prev": b64u(previous.hash if previous else NO_PREV),
        "expires": expires,
        "min_suite": min_suite,
        "circles": list(circles),
        "devices": listed,
    }
    payload = json.dumps(told).encode()
    Roster.read(payload)
    return sign_document(ROSTER_TYPE, payload, signers)


class Pins:
    """What one endpoint has accepted: it never goes back, and remembers every version it has seen."""

    def __init__(self, root_pub: bytes) -> None:
        self.root_pub = root_pub
        self.root: RootDocument | None = None
        self.roster: Roster | None = None
        self.history: dict[int, Roster] = {}
        self._roots: list[str] = []
        self._texts: dict[int, str] = {}

    def load_root(self, text: str, now: int, pinned: bool = False) -> RootDocument:
        """Accept a root document; `pinned` when it comes from the own store, where time is not asked."""
        # Protocol 2.2 2.4
        offered = RootDocument.read(open_document(text, ROOT_TYPE, [self.root_pub], 1))
        _advance(self.root, offered)
        if not pinned and offered.expires <= now:
            raise Refusal("expired")
        if self.root is None or offered.version > self.root.version:
            self._roots.append(text)
        self.root = offered
        return offered

    def load_roster(self, text: str, now: int, pinned: bool = False) -> Roster:
        """Accept a roster; nothing changes when it is refused. `rollback`, `fork` and `broken-chain` are alarms."""
        # Protocol 2.3 2.4
        root = self.root
        admins, threshold = (root.admins, root.threshold) if root else ((), 1)
        offered = Roster.read(open_document(text, ROSTER_TYPE, admins, threshold))
        mine = self.roster
        _advance(mine, offered)
        if not pinned:
            if offered.version == 1 and offered.prev != NO_PREV:
                raise Refusal("broken-chain")
            if mine and offered.version == mine.version + 1 and offered.prev != mine.hash:
                raise Refusal("broken-chain")
            if offered.expires <= now or (root and root.expires <= now):
                raise Refusal("expired")
            if offered.expires > now + WEEK:
                raise Refusal("too-far")
        self._pin(offered, text)
        for version in [v for v, old in self.history.items() if old.expires + KEPT < now and old is not offered]:
            del self.history[version], self._texts[version]
        return offered

    def _pin(self, roster: Roster, text: str) -> None:
        self.roster = self.history[roster.version] = roster
        self._texts[roster.version] = text

    def device(self, device: bytes) -> Device | None:
        """A device of the newest roster."""
        return self.roster.by_id.get(device) if self.roster else None

    def former(self, device: bytes) -> Device | None:
        """A device that only an older roster still names."""
        # Protocol 5.4
        if self.device(device):
            return None
        return next((old.by_id[device] for old in self.history.values() if device in old.by_id), None)

    def may_seal(self, now: int) -> bool:
        """Whether there is a roster that has not expired."""
        # Protocol 2.4
        return self.roster is not None and now < self.roster.expires

    def to_json(self) -> str:
        """All that was accepted, to be kept; it names people, and holds no secret."""
        rosters = [self._texts[version] for version in sorted(self._texts)]
        return json.dumps({"root_pub": b64u(self.root_pub), "roots": self._roots, "rosters": rosters})

    @classmethod
    def from_json(cls, text: str) -> "Pins":
        """What `to_json` kept. Every document is verified again, each roster by a root document of its time."""
        # Protocol 2.4
        told = json.loads(text)
        pins = cls(_key(told["root_pub"]))
        for root in told["roots"]:
            pins.load_root(root, 0, pinned=True)
        roots = [RootDocument.read(open_document(one, ROOT_TYPE, [pins.root_pub], 1)) for one in pins._roots[::-1]]
        for document in told["rosters"]:
            pins._pin(Roster.read(_signed_by_any(document, roots)), document)
        return pins


def _signed_by_any(text: str, roots: list[RootDocument]) -> bytes:
    for root in roots:
        try:
            return open_document(text, ROSTER_TYPE, root.admins, root.threshold)
        except Refusal as refusal:
            if refusal.reason != "threshold":
                raise
    raise Refusal("threshold")


def _advance(mine: RootDocument | Roster | None, offered: RootDocument | Roster) -> None:
    # Protocol 2.4
    if mine and offered.version < mine.version:
        raise Refusal("rollback")
    if mine and offered.version == mine.version and offered.hash != mine.hash:
        raise Refusal("fork")


@dataclass(frozen=True, slots=True)
class Guest:
    """A youth's browser tab in its one conversation."""

    conversation: bytes
    ed_pub: bytes

    @property
    def device(self) -> bytes:
        """The tab's device id."""
        return device_id(self.ed_pub)


@dataclass(frozen=True, slots=True)
class Claim:
    """Whom the words follow: the device that claimed, and those that joined it afterwards."""

    claimer: bytes
    joined: tuple[bytes, ...] = ()
    ends: tuple[tuple[bytes, int], ...] = ()  # until when some who joined read along; others until they leave


def in_audience(device: Device | None, audience: int) -> bool:
    """Whether this is a worker or supervisor whose circle the youth agreed to."""
    # Protocol 2.5 3.2
    return device is not None and device.role in STAFF and bool(audience >> device.circle & 1)


def check_certificate(pins: Pins, certificate: Certificate, now: int, guest: Guest | None = None) -> None:
    """Whether a certificate holds now and here: time, then roster."""
    # Protocol 2.6
    if not certificate.nb - EARLY <= now < certificate.na:
        raise Refusal("time")
    if guest is not None and certificate.ed_pub == guest.ed_pub:
        fits = certificate.kind == GUEST
    else:
        fits = pins.device(certificate.device) is not None and certificate.kind != GUEST
    if not fits:
        raise Refusal("roster")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who a message goes to, and under which roster, audience and claim that was decided."""

    scope: int
    audience: int
    claim: Claim | None
    certificates: tuple[Certificate, ...]
    version: int
    hash: bytes
    expires: int

    @property
    def devices(self) -> list[bytes]:
        """Their device ids."""
        return [certificate.device for certificate in self.certificates]

    def __bool__(self) -> bool:
        return bool(self.certificates)


def _valid(pins: Pins, certificates: Iterable[Certificate], now: int, guest: Guest | None) -> list[Certificate]:
    def holds(one: Certificate) -> bool:
        with suppress(Refusal):
            check_certificate(pins, one, now, guest)
            return True
        return False

    return list(filter(holds, certificates))


def _newest(certificates: Iterable[Certificate], asked: Callable[[Certificate], bool]) -> dict[bytes, Certificate]:
    # Protocol 3.1
    best: dict[bytes, Certificate] = {}
    for one in sorted(filter(asked, certificates), key=lambda c: (c.kind == SHIFT, c.nb, c.na, c.key_id)):
        best[one.device] = one
    return best


def recipients(
    pins: Pins,
    sender: bytes,
    certificates: Iterable[Certificate],
    audience: int,
    now: int,
    scope: int = 0,
    claim: Claim | None = None,
    guest: Guest | None = None,
) -> Recipients:
    """Whom `sender` seals to now; refused when the roster has expired or the guest's key is too weak."""
    # Protocol 3.1 3.2 3.3 3.4
    roster = pins.roster
    if roster is None or now >= roster.expires:
        raise Refusal("expired")
    valid = _valid(pins, certificates, now, guest)
    strong = [one for one in valid if one.suite >= roster.min_suite]
    if guest and scope == 0 and any(c.kind == GUEST for c in valid) and not any(c.kind == GUEST for c in strong):
        raise Refusal("guest-suite")
    staff = {one.device for one in roster.devices if in_audience(one, audience)}
    on_shift = {one.device for one in strong if one.kind == SHIFT}
    youths = {guest.device} if guest else {one.device for one in roster.devices if one.role == "bot"}
    wanted = staff
    if claim and claim.ends:
        claim = Claim(claim.claimer, tuple(one for one in claim.joined if now < dict(claim.ends).get(one, now + 1)))
    if claim and claim.claimer in staff and not (sender in youths and claim.claimer not in on_shift):
        wanted = staff & {claim.claimer, *claim.joined}
    shift_only = bool(staff & on_shift)
    chosen = _newest(strong, lambda c: c.device in wanted and (c.kind == SHIFT or not shift_only))
    if scope == 0:
        chosen |= _newest(strong, lambda c: c.device in youths)
    chosen.pop(sender, None)
    order = tuple(chosen[device] for device in sorted(chosen))
    return Recipients(scope, audience, claim, order, roster.version, roster.hash, roster.expires)


def on_call(pins: Pins, certificates: Iterable[Certificate], audience: int, now: int) -> dict[str, list[bytes]]:
    """Which workers and supervisors of the audience are there: on shift, and on standby."""
    strong = [
        one for one in _valid(pins, certificates, now, None) if pins.roster and one.suite >= pins.roster.min_suite
    ]
    there = _newest(strong, lambda c: in_audience(pins.device(c.device), audience)).values()
    shift = [one.device for one in there if one.kind == SHIFT]
    return {"shift": shift, "standby": [one.device for one in there if one.kind != SHIFT]}
