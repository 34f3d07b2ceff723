"""Runs the cases of ql1.json against bot.sealing, as its `meta` says how each kind runs."""

import json
from pathlib import Path
from typing import Any

from bot.sealing import keys, roster
from bot.sealing.keys import Identity, ReceiveKey, Refusal, unb64u
from bot.sealing.open import Reader
from bot.sealing.padding import HEADER, MAGIC, MSG, header, pad, pae, read_object, unpad
from bot.sealing.seal import seal_message

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("ql1.json").read_text())
WORLD = VECTORS["world"]
KINDS = [kind for kind in VECTORS if kind not in ("meta", "world", "frames")]
CASES = [(kind, case) for kind in KINDS for case in VECTORS[kind]]


def frame_bytes(name: Any) -> bytes:
    """A frame of the table, or one that is to be extended with zeros."""
    if isinstance(name, dict):
        base, size = name["zero_extend"]
        return frame_bytes(base).ljust(size, b"\0")
    return unb64u(VECTORS["frames"][name])


def identity(name: str) -> Identity:
    """One of the world's devices."""
    return Identity.from_bytes(unb64u(WORLD["keys"][name]["ed_seed"]))


def receive_keys(name: str) -> list[ReceiveKey]:
    """The receive keys that this device of the world holds."""
    return [
        ReceiveKey(row["suite"], unb64u(row.get("mlkem_seed", "")) + unb64u(row["x25519"]))
        for row in WORLD["keys"][name]["recv"]
    ]


def guest_of(told: Any) -> roster.Guest | None:
    """A guest as a case names it."""
    return roster.Guest(unb64u(told["conversation"]), unb64u(told["ed_pub"])) if told else None


def pins_of(rosters: list[str], now: int) -> roster.Pins:
    """A fresh endpoint with the world's root document and these rosters."""
    pins = roster.Pins(unb64u(WORLD["root_pub"]))
    pins.load_root(WORLD["docs"]["root"], now)
    for name in rosters:
        pins.load_roster(WORLD["docs"][name], now)
    return pins


class Endpoint:
    """One device of the world with all its conversations."""

    def __init__(self, me: str, rosters: list[str], guests: list[Any]) -> None:
        self.keys = receive_keys(me)
        self.me = identity(me).device
        self.pins = pins_of(rosters, WORLD["now"])
        self.guests = {guest.conversation: guest for guest in map(guest_of, guests) if guest}
        self.readers: dict[bytes, Reader] = {}

    def reader(self, frame: bytes) -> Reader:
        """The reading that this frame belongs to by its header; any will refuse a frame that has none."""
        try:
            conversation = header(frame).conversation
        except Refusal:
            conversation = unb64u(WORLD["conversation"])
        if conversation not in self.readers:
            guest = self.guests.get(conversation)
            self.readers[conversation] = Reader(self.me, conversation, lambda: self.keys, self.pins, guest)
        return self.readers[conversation]

    def step(self, told: dict[str, Any]) -> dict[str, Any]:
        """What one step of a case comes to, in the words of the vectors."""
        try:
            match told["op"]:
                case "load_roster":
                    self.pins.load_roster(WORLD["docs"][told["roster"]], told["now"], pinned=told.get("pinned", False))
                case "reread":
                    for reader in self.readers.values():
                        reader.begin_reread()
                case "reread_end":
                    ended = [reader.end_reread() for reader in self.readers.values()]
                    return {"held_back": sorted(keys.b64u(sender) for found in ended for sender in found)}
                case op:
                    frame = frame_bytes(told["frame"])
                    reader = self.reader(frame)
                    got = reader.receive(frame, told["now"]) if op == "receive" else reader.reopen(frame, told["now"])
                    found = {"kind": got.kind, "readable": got.readable, "marked": got.marked}
                    found |= {"wide": got.wide, "former": got.former}
                    return found | ({"payload": keys.b64u(got.raw)} if got.raw is not None else {})
        except Refusal as refusal:
            return {"refuse": refusal.reason, "marked": refusal.marked}
        return {"ok": True}


def agrees(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether a step came to what the case expects; marks that are not named are false."""
    if "held_back" in expected:
        return found == {"held_back": sorted(expected["held_back"])}
    if "kind" in expected:
        expected = {"wide": False, "former": False} | expected
    return all(found.get(name) == value for name, value in expected.items())


def run(kind: str, case: dict[str, Any]) -> None:
    """Run one case; an AssertionError or an unexpected Refusal says that it failed."""
    globals()["run_" + kind](case)


def _refused(case: dict[str, Any], wish: Any) -> None:
    try:
        found = wish()
    except Refusal as refusal:
        assert case.get("refuse") == refusal.reason
    else:
        assert "refuse" not in case, found


def run_ids(case: dict[str, Any]) -> None:
    if "pub" in case:
        assert keys.receive_key_id(unb64u(case["pub"])) == unb64u(case["receive_key_id"])
    else:
        assert keys.device_id(unb64u(case["ed_pub"])) == unb64u(case["device_id"])
        assert keys.guest_conversation(unb64u(case["ed_pub"])) == unb64u(case["conversation_id"])


def run_commit(case: dict[str, Any]) -> None:
    assert keys.commit(unb64u(case["ss"]), unb64u(case["session"])) == unb64u(case["commit"])


def run_message_key(case: dict[str, Any]) -> None:
    if "frame" not in case:
        key, nonce = keys.message_key(unb64u(case["ss"]), unb64u(case["header"]))
        assert (key, nonce) == (unb64u(case["key"]), unb64u(case["nonce"]))
        return
    signer = Identity.from_bytes(unb64u(case["ed_seed"]))
    ids = [unb64u(case[name]) for name in ("conversation", "session", "mid", "prev")]
    head = HEADER.pack(MAGIC, MSG, 0, 0, ids[0], signer.device, ids[1], case["seq"], case["ts"], ids[2], ids[3])
    frame = seal_message(signer, unb64u(case["ss"]), head, unb64u(case["payload"]))
    assert frame == unb64u(case["frame"])


def run_padding(case: dict[str, Any]) -> None:
    if "data" in case:
        assert pad(unb64u(case["data"])) == unb64u(case["padded"])
    _refused(case, lambda: unpad(unb64u(case["padded"])))
    if "data" in case:
        assert unpad(unb64u(case["padded"])) == unb64u(case["data"])


def run_dsse(case: dict[str, Any]) -> None:
    def wish() -> bytes:
        payload = roster.open_document(case["env"], case["type"], map(unb64u, case["pubs"]), case["threshold"])
        if case["read"]:
            read_object(payload, "duplicate-key", "format")
        return payload

    _refused(case, wish)
    if "refuse" not in case:
        assert wish() == unb64u(case["payload"])
    if "pae" in case:
        assert pae(case["type"], unb64u(case["payload"])) == unb64u(case["pae"])


def run_roster(case: dict[str, Any]) -> None:
    pins = roster.Pins(unb64u(case["root_pub"]))
    for step in case["steps"]:
        load = pins.load_root if step["op"] == "load_root" else pins.load_roster
        try:
            load(step["env"], step["now"], pinned=step.get("pinned", False))
            found: dict[str, Any] = {"ok": True}
        except Refusal as refusal:
            found = {"refuse": refusal.reason}
        assert found == step["expect"]
    assert case["version"] == (pins.roster.version if pins.roster else 0)
    assert unb64u(case["hash"]) == (pins.roster.hash if pins.roster else bytes(32))
    if pins.roster:
        again = roster.Pins.from_json(pins.to_json())
        assert (again.roster, again.history, again.root) == (pins.roster, pins.history, pins.root)


def run_certificates(case: dict[str, Any]) -> None:
    if case.get("make"):
        signer = Identity.from_bytes(unb64u(case["ed_seed"]))
        pub = unb64u(case["pub"])
        rows = [row for name in WORLD["keys"] for row in receive_keys(name)]
        key = next(row for row in rows if row.pub == pub)
        assert keys.make_certificate(signer, key, case["kind"], case["nb"], case["na"]) == unb64u(case["cert"])
        return

    def wish() -> keys.Certificate:
        certificate = keys.read_certificate(unb64u(case["cert"]))
        pins = pins_of([case["roster"]], WORLD["now"])
        roster.check_certificate(pins, certificate, case["now"], guest_of(case["guest"]))
        return certificate

    _refused(case, wish)
    if "refuse" not in case:
        found = wish()
        assert (found.device, found.key_id) == (unb64u(case["device"]), unb64u(case["receive_key_id"]))


def run_targets(case: dict[str, Any]) -> None:
    pins = pins_of([case["roster"]], case["loaded_at"])
    claim = case["claim"] and roster.Claim(
        unb64u(case["claim"]["claimer"]), tuple(map(unb64u, case["claim"]["joined"]))
    )
    certificates = keys.read_certificates(unb64u(WORLD["certs"][name]) for name in case["certs"])

    def wish() -> roster.Recipients:
        sender = identity(case["sender"]).device
        guest = guest_of(case["guest"])
        return roster.recipients(pins, sender, certificates, case["audience"], case["now"], case["scope"], claim, guest)

    _refused(case, wish)
    if "refuse" not in case:
        found = [[keys.b64u(one.device), keys.b64u(one.key_id)] for one in wish().certificates]
        assert found == case["devices"]


def run_open(case: dict[str, Any]) -> None:
    endpoint = Endpoint(case["me"], case["rosters"], case["guests"])
    for number, step in enumerate(case["steps"]):
        found = endpoint.step(step)
        assert agrees(found, step["expect"]), (number, found, step["expect"])


run_refuse = run_open


def run_signin(case: dict[str, Any]) -> None:
    message = keys.sign_in_message(case["origin"], unb64u(case["challenge"]))
    if "message" in case:
        assert message == unb64u(case["message"])
        signer = Identity.from_bytes(unb64u(case["ed_seed"]))
        assert keys.sign_in(signer, case["origin"], unb64u(case["challenge"])) == unb64u(case["sig"])
    assert keys.verify(unb64u(case["ed_pub"]), unb64u(case["sig"]), message) == ("refuse" not in case)


def run_enrol(case: dict[str, Any]) -> None:
    found = keys.enrol_mac(unb64u(case["secret"]), unb64u(case["ed_pub"]), case["label"])
    assert found == unb64u(case["mac"])


def run_safety_number(case: dict[str, Any]) -> None:
    assert keys.safety_number(unb64u(case["root_pub"]), unb64u(case["ed_pub"])) == case["digits"]


def run_kek(case: dict[str, Any]) -> None:
    assert keys.kek_bytes(unb64u(case["secret"]), unb64u(case["salt"])) == unb64u(case["kek"])
