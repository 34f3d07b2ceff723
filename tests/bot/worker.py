"""A worker at a console, in Python: real keys, real sealing, the relay's own doors, for tests of the bot."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from bot.relay.client import Refused, RelayClient
from bot.relay.live import Live
from bot.relay.trust import Trust
from bot.sealing.keys import (
    SHIFT,
    STANDBY,
    Identity,
    ReceiveKey,
    Refusal,
    b64u,
    make_certificate,
    read_certificates,
    unb64u,
)
from bot.sealing.open import Reader
from bot.sealing.roster import WEEK, Claim, Device, make_root, make_roster, recipients
from bot.sealing.seal import Sender

CIRCLES = ["community", "indigenous", "child_protection", "police"]
HOUR = 3_600_000
PATIENCE = 10.0


class Founder:
    """The line's coordinator: makes the line and signs rosters."""

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        self.url, self.now = url, now
        self.root, self.admin = Identity.generate(), Identity.generate()
        self.roster: Any = None
        self.devices: list[Device] = []
        self.seat = Worker(self, "Founder", "supervisor", 0)

    async def make_line(self, setup_token: str) -> None:
        """Make the line with the set-up token; the founder's own device is its first."""
        self.devices = [self.seat.device]
        text = self._sign()
        root = make_root(self.root, 1, [self.admin.pub], 1, self.now() + 300 * 24 * HOUR)
        body = {"token": setup_token, "root_pub": b64u(self.root.pub), "root": root, "roster": text}
        await self.seat.relay.open("POST", "/api/line", body)

    async def admit(self, *devices: Device) -> None:
        """Put devices on the roster."""
        self.devices = [*self.devices, *devices]
        await self.publish(self._sign())

    async def drop(self, device: bytes) -> None:
        """Take a device off the roster."""
        self.devices = [one for one in self.devices if one.device != device]
        await self.publish(self._sign())

    async def publish(self, text: str) -> None:
        """Hand a roster to the relay, as a coordinator."""
        await self.seat.sign_in(self.admin)
        await self.seat.relay.call("PUT", "/api/documents/roster", {"document": text})

    async def approve_bot(self) -> None:
        """Approve the bot that asks to join."""
        await self.seat.sign_in(self.admin)
        asked = (await self.seat.relay.call("GET", "/api/enrolments"))["items"]
        bots = [Device(unb64u(one["ed_pub"]), unb64u(one["device_id"]), "bot", 0, one["label"]) for one in asked]
        assert [one.label for one in bots] == ["Telegram bot"]
        await self.admit(*bots)

    def _sign(self, expires_in: int = WEEK - HOUR) -> str:
        from bot.sealing.roster import Pins

        text = make_roster([self.admin], self.roster, self.now() + expires_in, 1, CIRCLES, self.devices)
        pins = Pins(self.root.pub)
        pins.load_root(make_root(self.root, 1, [self.admin.pub], 1, self.now() + 300 * 24 * HOUR), self.now())
        pins.roster = self.roster
        self.roster = pins.load_roster(text, self.now())
        return text


class Worker:
    """One worker's device: on call, claiming, writing, reading."""

    def __init__(
        self, founder: Founder, label: str, role: str = "worker", circle: int = 0, identity: Identity | None = None
    ) -> None:
        self.founder, self.now = founder, founder.now
        self.identity = identity or Identity.generate()
        self.device = Device(self.identity.pub, self.identity.device, role, circle, label)
        self.relay = RelayClient(founder.url, founder.url, self.identity)
        self.keys: list[ReceiveKey] = []
        self.trust = Trust(self.identity, founder.root.pub, self._keep)
        self.rows: dict[str, dict[str, Any]] = {}
        self.said: dict[bytes, list[dict[str, Any]]] = {}
        self.refused: list[str] = []
        self.posted: dict[bytes, int] = {}
        self.cursors: dict[bytes, int] = {}
        self.acking = True
        self._readers: dict[bytes, Reader] = {}
        self._senders: dict[bytes, Sender] = {}
        self._claims: dict[bytes, Claim | None] = {}
        self._taken: set[tuple[int, bytes]] = set()
        self._news = asyncio.Condition()
        self._writing = asyncio.Lock()
        self.live = Live(self.relay, self)
        self._task: asyncio.Task[None] | None = None

    async def _keep(self, name: str, value: bytes) -> None:
        """Forget what a console would keep."""

    async def sign_in(self, admin: Identity | None = None) -> None:
        """Sign in, as a coordinator too where an admin key is given."""
        import msgspec

        from bot.sealing.keys import sign_in

        asked = msgspec.json.decode(await self.relay.open("POST", "/api/signin/challenge", {}))
        challenge = unb64u(asked["challenge"])
        proof: dict[str, Any] = {
            "ed_pub": b64u(self.identity.pub),
            "challenge": asked["challenge"],
            "signature": b64u(sign_in(self.identity, self.relay.origin, challenge)),
        }
        if admin is not None:
            signature = b64u(sign_in(admin, self.relay.origin, challenge))
            proof["admin"] = {"pub": b64u(admin.pub), "signature": signature}
        self.relay.token = msgspec.json.decode(await self.relay.open("POST", "/api/signin", proof))["token"]

    async def on_call(self, kind: int = SHIFT, suite: int = 1) -> None:
        """Go on call (or standby), and listen."""
        await self.trust.refresh_documents(self.relay, self.now())
        key = ReceiveKey.generate(suite)
        self.keys.append(key)
        life = 8 * HOUR if kind == SHIFT else 7 * 24 * HOUR
        certificate = make_certificate(self.identity, key, kind, self.now(), self.now() + life)
        await self.relay.call("PUT", "/api/certificates", {"certificate": b64u(certificate)})
        if self._task is None:
            self._task = asyncio.create_task(self.live.run())
        await self.until(lambda: self.live.up, "a live line")

    async def standby(self) -> None:
        """Be there for notes."""
        await self.on_call(STANDBY)

    async def off_call(self) -> None:
        """Go off call."""
        await self.relay.call("DELETE", "/api/certificates", {"kind": SHIFT})

    async def leave(self) -> None:
        """Close the console."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self.relay.close()

    # What a console does in a conversation.

    async def claim(self, conversation: bytes, here: bool = False) -> None:
        """Claim at the relay, then say so sealed; `here` is what another device of mine has."""
        await self.relay.call("POST", f"/api/conversations/{b64u(conversation)}/claim", {"here": here})
        await self.write(conversation, {"t": "claim"})

    async def release(self, conversation: bytes) -> None:
        """Give the conversation back."""
        await self.write(conversation, {"t": "release"})
        await self.relay.call("POST", f"/api/conversations/{b64u(conversation)}/release", {})

    async def close(self, conversation: bytes) -> None:
        """End the conversation."""
        await self.write(conversation, {"t": "close"})
        await self.relay.call("POST", f"/api/conversations/{b64u(conversation)}/close", {})

    async def text(self, conversation: bytes, body: str, spoiled: bool = False) -> bytes:
        """Write to the youth, and return the mid."""
        return await self.write(conversation, {"t": "text", "body": body}, spoiled=spoiled)

    async def write(self, conversation: bytes, payload: dict[str, Any], to: Any = None, spoiled: bool = False) -> bytes:
        """Seal a payload to whom the words follow, and post it; before it, where asked, with one bit flipped."""
        async with self._writing:  # a console brings what it says to the relay in the order in which it was sealed
            return await self._write(conversation, payload, spoiled, to)

    async def _write(self, conversation: bytes, payload: dict[str, Any], spoiled: bool, to: Any) -> bytes:
        sender = self._senders.setdefault(conversation, Sender(self.identity, conversation))
        await self.trust.refresh_certificates(self.relay)
        reader = self.reader(conversation)
        assert self.trust.pins is not None
        if to is None:
            audience = reader.audience if reader.audience is not None else 1 << self.device.circle
            certificates = read_certificates(self.trust.raw)
            me = self.identity.device
            to = recipients(self.trust.pins, me, certificates, audience, self.now(), claim=reader.claim)
        before = sender.checkpoint()
        sealed = sender.seal(payload, to, self.now())
        frames = list(sealed.frames)
        if spoiled:
            frames.insert(-1, frames[-1][:-100] + bytes([frames[-1][-100] ^ 1]) + frames[-1][-99:])
        body = b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
        try:
            answer = await self.relay.append(f"/api/conversations/{b64u(conversation)}/frames", body)
        except Refused:
            sender.rewind(before)  # what the relay did not take has no place in the chain
            raise
        self.posted[conversation] = answer["cursors"][-1]
        return sealed.mid

    async def hands_keys(self, conversation: bytes, to: Worker, secrets: Any = None) -> None:
        """Hand what opens the conversation to a colleague, as a console does before it lets go (Protocol 4.3)."""
        reader = self.reader(conversation)
        await self.trust.refresh_documents(self.relay, self.now())
        await self.trust.refresh_certificates(self.relay)
        theirs = [one for one in read_certificates(self.trust.raw) if one.device == to.device.device]
        sender = self._senders.setdefault(conversation, Sender(self.identity, conversation))
        assert self.trust.pins is not None
        audience = reader.audience if reader.audience is not None else 1 << self.device.circle
        handed = reader.secrets() if secrets is None else secrets
        frames = sender.grant(theirs[-1], handed, self.trust.pins, audience, self.now())
        body = b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
        answer = await self.relay.append(f"/api/conversations/{b64u(conversation)}/frames", body)
        self.posted[conversation] = answer["cursors"][-1]

    async def takes_back(self, conversation: bytes, mid: bytes) -> None:
        """Retract something written."""
        await self.write(conversation, {"t": "retract", "of": b64u(mid)})

    def reader(self, conversation: bytes) -> Reader:
        """Return the reading of a conversation."""
        assert self.trust.pins is not None
        if conversation not in self._readers:
            me = self.identity.device
            self._readers[conversation] = Reader(me, conversation, lambda: self.keys, self.trust.pins)
        return self._readers[conversation]

    # What a console hears.

    async def signed_in(self) -> dict[bytes, int]:
        """List everything again."""
        await self.trust.refresh_documents(self.relay, self.now())
        await self.trust.refresh_certificates(self.relay)
        unlisted = set(self.rows)
        for state in ("waiting", "claimed"):
            for row in (await self.relay.call("GET", f"/api/conversations?state={state}"))["items"]:
                self.rows[row["id"]] = row
                unlisted.discard(row["id"])
        for name in unlisted:  # over or gone, and its ring was lost
            try:
                self.rows[name] = await self.relay.call("GET", f"/api/conversations/{name}")
            except Refused:
                self.rows.pop(name, None)
        await self._tell()
        return {unb64u(name): self.cursors.get(unb64u(name), 0) for name, row in self.rows.items() if row.get("reads")}

    async def frame(self, cursor: int, at: int, frame: bytes) -> None:
        """Open what comes; acknowledge it as a console does."""
        conversation = frame[8:24]
        if (cursor, frame) in self._taken:  # a line that is followed anew may bring it again
            return None
        self.cursors[conversation] = cursor
        self._taken.add((cursor, frame))
        try:
            got = self.reader(conversation).receive(frame, self.now())
        except Refusal as why:
            if why.reason == "newer-roster":
                await self.trust.refresh_documents(self.relay, self.now())
                self._taken.remove((cursor, frame))
                return await self.frame(cursor, at, frame)
            self.refused.append(why.reason)
            return None
        if got.payload is not None and got.sender != self.identity.device:
            self.said.setdefault(conversation, []).append(
                {
                    **got.payload,
                    "mid": got.mid,
                    "by": got.sender,
                    "session": got.session,
                    "seq": got.seq,
                    "marked": got.marked,
                }
            )
            if self.acking and got.payload["t"] in ("text", "edit"):
                with contextlib.suppress(Refused):  # the youth may have left meanwhile, and the line goes on
                    await self.write(conversation, {"t": "ack", "session": b64u(got.session), "seq": got.seq})
        await self._tell()
        return None

    async def ring(self, event: dict[str, Any]) -> None:
        """Take a change of a row, and follow what may be read."""
        if event.get("t") == "conversation":
            read, conversation = self.rows.get(event["id"], {}).get("reads"), unb64u(event["id"])
            self.rows[event["id"]] = event
            if not read and event.get("reads"):
                await self.live.follow({conversation: self.cursors.get(conversation, 0)})
        elif event.get("t") == "gone":
            self.rows.pop(str(event["conversation"]), None)
        elif event.get("t") == "roster":
            await self.trust.refresh_documents(self.relay, self.now())
        await self._tell()

    def broken(self) -> None:
        """Wait for the line to come back."""

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, true: Callable[[], Any], what: str) -> Any:
        """Wait for something to become true, for at most ten seconds; woken by news only."""

        async def wait() -> Any:
            async with self._news:
                while not (found := true()):
                    await self._news.wait()
                return found

        try:
            return await asyncio.wait_for(wait(), PATIENCE)
        except TimeoutError:
            raise AssertionError(f"{self.device.label} never saw {what}; saw {self.words()}") from None

    def words(self) -> list[Any]:
        """Return everything read, for a failure's message."""
        return [one for said in self.said.values() for one in said]

    async def conversation(self) -> bytes:
        """Wait for the one conversation that waits."""
        rows = await self.until(
            lambda: [row for row in self.rows.values() if row["state"] == "waiting"], "a waiting youth"
        )
        return unb64u(rows[0]["id"])

    async def hears(self, of: str, /, **fields: Any) -> dict[str, Any]:
        """Wait for a message of a kind with these fields, and return it."""

        def found() -> Any:
            return [one for one in self.words() if one["t"] == of and all(one.get(k) == v for k, v in fields.items())]

        return (await self.until(found, f"{of} {fields}"))[-1]  # type: ignore[no-any-return]

    async def sees_row(self, conversation: bytes, **fields: Any) -> dict[str, Any]:
        """Wait until the relay's row of a conversation has these fields."""
        name = b64u(conversation)

        def found() -> Any:
            row = self.rows.get(name)
            return row if row and all(row.get(key) == value for key, value in fields.items()) else None

        return await self.until(found, f"a row {fields}")  # type: ignore[no-any-return]

    async def loses(self, conversation: bytes) -> None:
        """Wait until the conversation is no more."""
        await self.until(lambda: b64u(conversation) not in self.rows, "it gone")

    async def row(self, conversation: bytes) -> dict[str, Any]:
        """Ask the relay for a conversation's row."""
        return dict(await self.relay.call("GET", f"/api/conversations/{b64u(conversation)}"))
