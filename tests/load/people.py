"""The people of the bench: a founder who makes the line, and as many bots and workers as a measurement wants."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass

import httpx

from bot.sealing.keys import DAY, SHIFT, Identity, ReceiveKey, b64u, device_id, make_certificate, sign_in, unb64u
from bot.sealing.roster import CIRCLES, WEEK, Device, make_root, make_roster
from tests.fakes.line import Line
from tests.load.sockets import Socket, connect, first_message


@dataclass
class Signed:
    """A device that has signed in."""

    identity: Identity
    token: str

    @property
    def device(self) -> bytes:
        """Its id, 16 bytes."""
        return device_id(self.identity.pub)


def now() -> int:
    """Return the time in Unix milliseconds."""
    return time.time_ns() // 1_000_000


def make_line(line: Line, web: httpx.Client, bots: int, workers: int) -> tuple[list[Identity], list[Identity]]:
    """Make the line with its first roster, and return the bots' and the workers' identities."""
    root, admin = Identity.generate(), Identity.generate()
    machines, people = ([Identity.generate() for _ in range(count)] for count in (bots, workers))
    devices = [Device(one.pub, one.device, "bot", 0, f"Bot {n}") for n, one in enumerate(machines)]
    devices += [Device(one.pub, one.device, "worker", 0, f"Worker {n}") for n, one in enumerate(people)]
    token = line.setup_link().rpartition("#")[2]
    body = {
        "token": token,
        "root_pub": b64u(root.pub),
        "root": make_root(root, 1, [admin.pub], 1, now() + 365 * 86_400_000),
        "roster": make_roster([admin], None, now() + WEEK - 60_000, 1, list(CIRCLES), devices),
    }
    web.post("/api/line", json=body).raise_for_status()
    return machines, people


def sign(web: httpx.Client, identity: Identity, origin: str, sender: str = "127.0.0.1") -> Signed:
    """Sign a device in, as if from the network of this sender: one alone may not sign many in."""
    headers = {"X-Forwarded-For": sender}
    challenge = web.post("/api/signin/challenge", json={}, headers=headers).raise_for_status().json()["challenge"]
    signature = sign_in(identity, origin, unb64u(challenge))
    body = {"ed_pub": b64u(identity.pub), "challenge": challenge, "signature": b64u(signature)}
    answer = web.post("/api/signin", json=body, headers=headers)
    return Signed(identity, str(answer.raise_for_status().json()["token"]))


def go_on_call(web: httpx.Client, device: Signed) -> None:
    """Sign a receive key for a day: who holds none may claim nothing."""
    begins = now()
    certificate = make_certificate(device.identity, ReceiveKey.generate(1), SHIFT, begins, begins + DAY)
    headers = {"Authorization": f"Bearer {device.token}"}
    web.put("/api/certificates", json={"certificate": b64u(certificate)}, headers=headers).raise_for_status()


def network(number: int) -> str:
    """The address from which one of many comes."""
    return f"10.77.{number >> 8}.{number & 255}"


def open_conversation(web: httpx.Client, bot: Signed) -> bytes:
    """Open a waiting conversation for the community circle and return its id."""
    conversation = os.urandom(16)
    body = {"id": b64u(conversation), "audience": 1, "channel": "telegram", "priority": 0, "note": False}
    web.post("/api/conversations", json=body, headers={"Authorization": f"Bearer {bot.token}"}).raise_for_status()
    return conversation


async def live(port: int, origin: str, device: Signed, watch: dict[bytes, int]) -> Socket:
    """Open a signed-in socket that watches the given conversations."""
    socket = await connect(port, "/api/live", origin)
    socket.say(json.dumps({"t": "hello", "token": device.token}))
    said = await first_message(socket)
    if b'"welcome"' not in said:
        raise ConnectionError(f"no welcome: {said.decode()}")
    if watch:
        socket.say(json.dumps({"t": "watch", "conversations": {b64u(one): cursor for one, cursor in watch.items()}}))
        socket.say(json.dumps({"t": "ping"}))
        while b"pong" not in await first_message(socket):
            continue
    return socket
