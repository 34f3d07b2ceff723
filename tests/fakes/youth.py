"""A youth's end and a coordinator in Python, who talk to a real relay with real sealing, for tests of the console.

`Coordinator` makes a line and signs its rosters, so that a test can let a browser in, or put it out, in one call.
`Youth` is what a bot is for one young person: it seals what they write, and hears what comes back over the socket.
Both keep everything in memory. Nothing here is a shortcut: every word is signed and sealed as in a real conversation.
"""

from __future__ import annotations

import json
import os
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from bot.sealing.keys import (
    Identity,
    ReceiveKey,
    Refusal,
    b64u,
    device_id,
    make_certificate,
    read_certificates,
    sign_in,
    unb64u,
)
from bot.sealing.open import Reader
from bot.sealing.roster import CIRCLES, WEEK, Device, Pins, make_root, make_roster, recipients
from bot.sealing.seal import Sealed, Sender

DAY = 24 * 3_600_000
COMMUNITY = 1
PATIENCE = 60.0
# On loopback nobody speaks TLS; reading every authority that this machine trusts takes longer than most requests.
TRUSTS_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def now_ms() -> int:
    """Return the time of the wall clock, as frames carry it."""
    return int(time.time() * 1000)


@dataclass
class Place:
    """A relay, and how a device speaks to it."""

    url: str

    def client(self, token: str | None = None) -> httpx.Client:
        """Make a client that carries the origin, and the token once there is one."""
        headers = {"origin": self.url} | ({"authorization": f"Bearer {token}"} if token else {})
        return httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE, verify=TRUSTS_NOBODY)

    def sign_in(self, identity: Identity, admin: Identity | None = None) -> str:
        """Prove a key to the relay and return the token."""
        with self.client() as client:
            challenge = unb64u(_good(client.post("/api/signin/challenge", json={})).json()["challenge"])
            proof: dict[str, Any] = {
                "ed_pub": b64u(identity.pub),
                "challenge": b64u(challenge),
                "signature": b64u(sign_in(identity, self.url, challenge)),
            }
            if admin is not None:
                proof["admin"] = {"pub": b64u(admin.pub), "signature": b64u(sign_in(admin, self.url, challenge))}
            return str(_good(client.post("/api/signin", json=proof)).json()["token"])


def read_pins(client: httpx.Client, root_pub: bytes) -> Pins:
    """Read the signed documents as a device that pins this root; the client is signed in."""
    pins = Pins(root_pub)
    pins.load_root(_good(client.get("/api/documents/root")).text, now_ms())
    pins.load_roster(_good(client.get("/api/documents/roster")).text, now_ms())
    return pins


@dataclass
class Coordinator:
    """Makes the line and decides who is on it; has a device of their own, which never goes on call."""

    place: Place
    root: Identity = field(default_factory=Identity.generate)
    admin: Identity = field(default_factory=Identity.generate)
    desk: Identity = field(default_factory=Identity.generate)
    token: str = ""

    def found(self, setup_token: str) -> None:
        """Make the line with the token of the set-up link."""
        own = Device(self.desk.pub, self.desk.device, "supervisor", 0, "Founder")
        body = {
            "token": setup_token,
            "root_pub": b64u(self.root.pub),
            "root": make_root(self.root, 1, [self.admin.pub], 1, now_ms() + 365 * DAY),
            "roster": make_roster([self.admin], None, now_ms() + WEEK - DAY // 24, 1, CIRCLES, [own]),
        }
        with self.place.client() as client:
            _good(client.post("/api/line", json=body))
        self.token = self.place.sign_in(self.desk, self.admin)

    def invitation(self) -> str:
        """Return a link that lets one browser ask to join."""
        return f"{self.place.url}/join#{b64u(self.root.pub)}.{b64u(os.urandom(32))}"

    def waiting(self) -> list[dict[str, Any]]:
        """Return who asks to be let in."""
        with self.place.client(self.token) as client:
            items: list[dict[str, Any]] = _good(client.get("/api/enrolments")).json()["items"]
        return items

    def admit(self, ed_pub: bytes, label: str, role: str, circle: int = 0) -> None:
        """Sign the next roster with one more device."""
        identity = Device(ed_pub, device_id(ed_pub), role, circle, label)
        self._sign(lambda devices: [*devices, identity])

    def remove(self, label: str) -> None:
        """Sign the next roster without the device of that label."""
        self._sign(lambda devices: [one for one in devices if one.label != label])

    def _sign(self, change: Callable[[list[Device]], list[Device]]) -> None:
        with self.place.client(self.token) as client:
            pins = read_pins(client, self.root.pub)
            assert pins.roster is not None
            devices = change(list(pins.roster.devices))
            document = make_roster([self.admin], pins.roster, now_ms() + WEEK - DAY // 24, 1, CIRCLES, devices)
            _good(client.put("/api/documents/roster", json={"document": document}))


class Bot:
    """The one device that all youths of a line write through: its identity, its receive key, its sign-in."""

    def __init__(self, coordinator: Coordinator, label: str = "Telegram bot") -> None:
        self.identity = Identity.generate()
        self.key = ReceiveKey.generate()
        coordinator.admit(self.identity.pub, label, "bot")
        self.token = coordinator.place.sign_in(self.identity)
        certificate = make_certificate(self.identity, self.key, 1, now_ms() - 60_000, now_ms() + DAY // 2)
        with coordinator.place.client(self.token) as client:
            _good(client.put("/api/certificates", json={"certificate": b64u(certificate)}))


class Youth:
    """One young person's end: asks for a worker, writes, edits, leaves, and hears what is answered."""

    def __init__(self, coordinator: Coordinator, bot: Bot | None = None) -> None:
        self.place = coordinator.place
        bot = bot or Bot(coordinator)
        self.identity, self.key, self.token = bot.identity, bot.key, bot.token
        self.client = self.place.client(self.token)
        self.pins = read_pins(self.client, coordinator.root.pub)
        self.conversation = os.urandom(16)
        self.sender = Sender(self.identity, self.conversation)
        self.reader = Reader(self.identity.device, self.conversation, lambda: [self.key], self.pins)
        self.audience = COMMUNITY
        self.cursor = 0
        self.heard: list[dict[str, Any]] = []
        self._socket: ClientConnection | None = None
        self._held = ExitStack()

    @property
    def id(self) -> str:
        """The conversation's id, as the relay and the console write it."""
        return b64u(self.conversation)

    def ask(self, *words: str, audience: int = COMMUNITY, priority: int = 0, **opening: Any) -> None:
        """Ask for a person: the conversation, what was chosen on the way, the consent, and the first words."""
        self.knock(audience, priority, opening.get("channel", "telegram"))
        self.begin(*words, **opening)

    def begin(self, *words: str, **opening: Any) -> None:
        """Say the first sealed words of somebody who stands in line."""
        self.say({"t": "opening", "channel": "telegram", "lang": "en", "topic": "pics", "urgent": False} | opening)
        self.say({"t": "consent", "audience": self.audience, "phrase": "person_open", "bundle": "0", "reply": "Yes"})
        for one in words:
            self.text(one)

    def knock(self, audience: int = COMMUNITY, priority: int = 0, channel: str = "telegram") -> None:
        """Stand in line, before the first sealed word is there."""
        self.audience = audience
        body = {"id": self.id, "audience": audience, "priority": priority, "note": False, "channel": channel}
        _good(self.client.post("/api/conversations", json=body))

    def text(self, body: str, **more: Any) -> Sealed:
        """Write something."""
        return self.say({"t": "text", "body": body} | more)

    def say(self, payload: dict[str, Any]) -> Sealed:
        """Seal anything that a youth's end may say, and post it."""
        sealed = self.seal(payload)
        self.post(*sealed.frames)
        return sealed

    def seal(self, payload: dict[str, Any], ago: int = 0) -> Sealed:
        """Seal without posting, as of so many milliseconds ago: a test may lose, change or hold back the frames."""
        self.pins.load_roster(_good(self.client.get("/api/documents/roster")).text, now_ms())
        raw = _good(self.client.get("/api/certificates")).json()["items"]
        certificates = read_certificates([unb64u(one) for one in raw])
        me = self.identity.device
        to = recipients(self.pins, me, certificates, self.audience, now_ms(), claim=self.reader.claim)
        return self.sender.seal(payload, to, now_ms() - ago)

    def post(self, *frames: bytes) -> None:
        """Bring frames to the relay."""
        body = b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
        headers = {"content-type": "application/octet-stream"}
        _good(self.client.post(f"/api/conversations/{self.id}/frames", content=body, headers=headers))

    def hear(self, kind: str, matching: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """Wait for a payload of this kind from a worker; answer a claim as a bot does. Raises TimeoutError."""
        for payload in self._arriving():
            if payload["t"] == kind and matching(payload):
                return payload
        raise TimeoutError(f"no {kind} came; heard {[one['t'] for one in self.heard]}")

    def hear_claim(self) -> None:
        """Wait for a claim, and tell the worker that the words follow them now."""
        self.hear("claim")
        claim = self.reader.claim
        assert claim is not None
        self.say({"t": "claimed", "device": b64u(claim.claimer), "of": self.heard[-1]["mid"]})

    def _arriving(self) -> Iterator[dict[str, Any]]:
        socket = self._listen()
        deadline = time.monotonic() + PATIENCE
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = socket.recv(timeout=left)
            except TimeoutError:
                return
            if isinstance(message, bytes) and message[0] == 3:
                self.cursor = int.from_bytes(message[1:9], "big")
                payload = self._open(message[17:])
                if payload is not None:
                    yield payload

    def _open(self, frame: bytes) -> dict[str, Any] | None:
        try:
            got = self.reader.receive(frame, now_ms())
        except Refusal as refusal:
            if refusal.reason != "locked":
                raise
            # My own words: an end that keeps no secrets cannot open them again, and need not.
            return None
        if got.payload is None or got.sender == self.identity.device:
            return None
        self.heard.append(got.payload | {"mid": b64u(got.mid), "from": b64u(got.sender)})
        return self.heard[-1]

    def _listen(self) -> ClientConnection:
        if self._socket is None:
            address = self.place.url.replace("http", "ws", 1) + "/api/live"
            # Without an end to its queue, hanging up never waits for what was not read.
            opened = connect(address, additional_headers={"Origin": self.place.url}, max_size=2**21, max_queue=None)
            self._socket = self._held.enter_context(opened)
            self._socket.send(json.dumps({"t": "hello", "token": self.token}))
            self._socket.send(json.dumps({"t": "watch", "conversations": {self.id: self.cursor}}))
        return self._socket

    def leave(self) -> None:
        """Stop, as /stop does; nothing happens when the conversation is over already."""
        self.client.post(f"/api/conversations/{self.id}/close")

    def listen_again(self) -> None:
        """Find the way back after a lost connection, from where it stopped."""
        self.client = self.place.client(self.token)
        self._listen()

    def close(self) -> None:
        """Hang up."""
        self._held.close()
        self._socket = None
        self.client.close()


def _good(answer: httpx.Response) -> httpx.Response:
    assert answer.is_success, f"{answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
    return answer
