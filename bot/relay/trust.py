"""Whom the bot believes and who is on call: the pinned root, the roster, the certificates.

The relay hands these over but cannot make them (Protocol 2). A refused roster changes nothing and raises an alarm. What was
accepted is kept through `keep`, so that a restart while the relay is down still seals, and still notices a rollback.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Mapping

from api.protocol.roster import persons_of
from bot.relay.client import Refused, RelayClient, Unreachable
from bot.sealing.keys import (
    EARLY,
    SHIFT,
    Certificate,
    Identity,
    ReceiveKey,
    Refusal,
    b64u,
    make_certificate,
    read_certificates,
    unb64u,
)
from bot.sealing.roster import Claim, Pins, Recipients, on_call, recipients
from bot.settings.counts import count
from bot.settings.quiet import log

ALARMS = {"rollback", "fork", "broken-chain", "too-far", "threshold", "signature", "expired"}
DAY = 86_400_000
SHIFT_LIFE = DAY
RENEW_BEFORE = DAY // 2

Keep = Callable[[str, bytes], Awaitable[None]]


class Trust:
    """The bot's own view of the line: who is on it, and by which keys. Nothing here opens anything."""

    def __init__(self, identity: Identity, root: bytes | None, keep: Keep) -> None:
        """Begin knowing nothing; without a root nothing is ever believed."""
        self.identity, self.root, self.keep = identity, root, keep
        self.pins: Pins | None = None if root is None else Pins(root)
        self.raw: list[bytes] = []
        self.certificates: list[Certificate] = []
        self.receive_keys: list[ReceiveKey] = []
        self.next_opening: int | None = None
        self.tell_after: int | None = None
        self.changed: list[Callable[[], None]] = []
        self._away: dict[bytes, int | None] = {}
        self._targets: dict[object, Recipients] = {}
        self._there: dict[int, dict[str, list[bytes]]] = {}
        self._holds: tuple[object, int, int] = (None, 0, 0)
        self._unkept: set[str] = set()  # what counts already and is not on the disk: the database was away
        self._untold = False  # people or keys changed, and nobody was told yet
        self._asked: dict[str, int] = {}  # how often each thing was asked for
        self._answered: dict[str, int] = {}  # the newest of these questions that was answered

    def restore(self, pins: bytes | None, certificates: bytes | None) -> None:
        """Take up what was kept; pins of another root are left alone."""
        if pins is not None and self.root is not None:
            kept = Pins.from_json(pins.decode())
            if kept.root_pub == self.root:
                self.pins = kept
        if certificates is not None:
            self._take([unb64u(one) for one in json.loads(certificates)])

    async def pin(self, root: bytes) -> None:
        """Believe this root from now on (practice mode's first sight, or the setting)."""
        if self.root != root:
            self.root, self.pins = root, Pins(root)

    async def refresh_documents(self, relay: RelayClient, now: int) -> None:
        """Fetch root document and roster, signed in; a refused one changes nothing."""
        if self.pins is None:
            return
        for name, load in (("root", self.pins.load_root), ("roster", self.pins.load_roster)):
            overtaken = self._asking(name)
            try:
                text = (await relay.read(f"/api/documents/{name}")).decode()
            except Refused:
                break
            except UnicodeDecodeError:
                text = ""
            if overtaken():
                continue
            if (why := self._load(load, text, now)) is not None:
                self._alarm(why)
                break
        await self.settle()

    async def read_dropped(self, left: Mapping[str, str], now: int) -> None:
        """Read in the signed list itself that it drops the bot. What does not hold changes nothing: the relay's word alone drops nobody."""
        if self.pins is None:
            return
        for name, load in (("root", self.pins.load_root), ("roster", self.pins.load_roster)):
            self._load(load, str(left.get(name, "")), now)
        await self.settle()

    def _load(self, load: Callable[[str, int], object], text: str, now: int) -> str | None:
        """Accept a document, which counts from now on; return why it was refused."""
        if self.pins is None:
            return None
        known, before = self.pins.root and self.pins.root.version, self.pins.roster
        try:
            load(text, now)
        except Refusal as why:
            return why.reason
        # A root document is kept even if no roster comes with it: it may have taken out a key that then signs nothing more.
        if self.pins.root and (self.pins.root.version != known or self.pins.roster is not before):
            self._unkept.add("pins")
        self._untold |= self.pins.roster is not before
        return None

    async def settle(self) -> None:
        """Keep what changed, then tell of it; what could not be kept the last time as well, or nobody would ever hear of it."""
        for name in list(self._unkept):
            self._unkept.discard(name)
            try:
                await self.keep(name, self._said(name).encode())
            except BaseException:
                self._unkept.add(name)
                raise
        if self._untold:
            self._untold = False
            self._ring()

    @property
    def seen(self) -> int | None:
        """The version of the roster that the bot goes by; None before the first."""
        return self.pins.roster.version if self.pins is not None and self.pins.roster is not None else None

    async def refresh_certificates(self, relay: RelayClient) -> None:
        """Fetch who is on call, when somebody is back, and after how many ms a youth is told that nobody came."""
        overtaken = self._asking("certificates")
        answer = await relay.call("GET", "/api/certificates")
        raw = []
        for one in answer["items"]:
            try:
                raw.append(unb64u(one))
            except Refusal:
                count("frames_refused")
        opening = await relay.call("GET", "/api/oncall")
        if overtaken():
            return
        self.next_opening, self.tell_after = opening["next_opening"], opening.get("tell_after")
        if raw != self.raw:
            self._take(raw)
            self._unkept.add("certificates")
            self._untold = True
        await self.settle()

    async def refresh_away(self, relay: RelayClient) -> None:
        """Fetch who is away or on a break: nobody is told to wait for them."""
        overtaken = self._asking("away")
        answer = await relay.call("GET", "/api/team/away")
        if overtaken():
            return
        away = {unb64u(one["device"]): one["until"] for one in answer["items"]}
        if away != self._away:
            self._away = away
            self._ring()

    def _asking(self, of: str) -> Callable[[], bool]:
        """Ask for something again; return what says, once the answer is there, whether a later question was answered already."""
        mine = self._asked[of] = self._asked.get(of, 0) + 1

        def overtaken() -> bool:
            if mine < self._answered.get(of, 0):
                return True
            self._answered[of] = mine
            return False

        return overtaken

    def is_away(self, device: bytes, now: int) -> bool:
        """Whether this worker said so, and that time is not over."""
        return device in self._away and ((until := self._away[device]) is None or until > now)

    async def publish(self, relay: RelayClient, key: ReceiveKey, until: int, now: int) -> None:
        """Let workers seal to the bot: sign a certificate for its receive key. Protocol 2.6, 3.3."""
        certificate = make_certificate(self.identity, key, SHIFT, now, until)
        await relay.call("PUT", "/api/certificates", {"certificate": b64u(certificate)})

    def on_roster(self) -> bool:
        """Whether the line's coordinator let the bot in."""
        return (
            self.pins is not None
            and self.pins.roster is not None
            and self.pins.device(self.identity.device) is not None
        )

    def circles(self) -> list[str]:
        """The line's circles in the order of their bits."""
        return list(self.pins.roster.circles) if self.pins and self.pins.roster else []

    def labels(self) -> list[str]:
        """What those on the signed list call each other; never for a youth."""
        return [one.label for one in self.pins.roster.devices] if self.pins and self.pins.roster else []

    def audience(self, names: list[str]) -> int:
        """Return the bits of circles; one that the roster does not have is left out."""
        known = self.circles()
        return sum(1 << known.index(name) for name in set(names) if name in known)

    def there(self, audience: int, now: int, hidden: Collection[bytes] = ()) -> str | None:
        """Say who could read words for this audience: "shift", only "standby", or nobody (None).

        Who is away reads later, as one on standby does; who knows this person does not count.
        """
        if not self.on_roster() or self.pins is None or not audience or not self.pins.may_seal(now):
            return None
        found = self._on_call(self.pins, audience, now)
        out = self.all_of(hidden)
        may_read = [one for one in (*found["shift"], *found["standby"]) if one not in out]
        if any(one in found["shift"] and not self.is_away(one, now) for one in may_read):
            return "shift"
        return "standby" if may_read else None

    def all_of(self, hidden: Collection[bytes]) -> Collection[bytes]:
        """Return these devices and all others of their people: also one that was let in after they said whom they know."""
        if not hidden or self.pins is None or self.pins.roster is None:
            return hidden
        people = persons_of({one.device: one.label for one in self.pins.roster.devices})
        out = {people[one] for one in hidden if one in people}
        return {*hidden, *(one for one, person in people.items() if person in out)}

    def shift_of(self, device: bytes, audience: int, now: int) -> bool:
        """Whether this device is on call for the audience right now."""
        return self.pins is not None and device in self._on_call(self.pins, audience, now)["shift"]

    def may_have(self, device: bytes, audience: int, note: bool, now: int, hidden: Collection[bytes] = ()) -> bool:
        """Whether this device can read what is written from now on: on call, or for what began as a note on standby while nobody is."""
        if self.pins is None:
            return False
        found = self._on_call(self.pins, audience, now)
        out = self.all_of(hidden)
        shift = [one for one in found["shift"] if one not in out]
        return device in (shift or (found["standby"] if note else []))

    def shift_end(self, device: bytes) -> int | None:
        """Return when this device's time on call runs out by itself; None when nothing is known of one."""
        return max((one.na for one in self.certificates if one.device == device and one.kind == SHIFT), default=None)

    def recipients(self, audience: int, claim: Claim | None, now: int, hidden: Collection[bytes] = ()) -> Recipients:
        """Return whom to seal to, never who knows this person; raise Refusal when nothing may be sealed. Protocol 3.1-3.4."""
        if self.pins is None or not self.on_roster():
            raise Refusal("roster")
        key = (audience, claim and (claim.claimer, tuple(claim.joined)), tuple(hidden))
        self._forget_what_time_changed(now)
        made = self._targets.get(key)
        if made is None:
            out = self.all_of(hidden)
            may = [one for one in self.certificates if one.device not in out]
            made = recipients(self.pins, self.identity.device, may, audience, now, claim=claim)
            self._targets[key] = made
        return made

    def _on_call(self, pins: Pins, audience: int, now: int) -> dict[str, list[bytes]]:
        """Return who of the audience is on shift, and who on standby."""
        self._forget_what_time_changed(now)
        found = self._there.get(audience)
        if found is None:
            found = self._there[audience] = on_call(pins, self.certificates, audience, now)
        return found

    def _forget_what_time_changed(self, now: int) -> None:
        """Work everything out anew with another roster, and once a certificate or the roster began or ended by itself."""
        roster = self.pins.roster if self.pins is not None else None
        if self._holds[0] is roster and self._holds[1] <= now < self._holds[2]:
            return
        self._forget()
        ends = [edge for one in self.certificates for edge in (one.nb - EARLY, one.na) if edge > now]
        if roster is not None and roster.expires > now:
            ends.append(roster.expires)
        self._holds = (roster, now, min(ends, default=now))

    def _forget(self) -> None:
        """Let go of what was worked out from roster, certificates and time."""
        self._targets.clear()
        self._there.clear()
        self._holds = (None, 0, 0)

    def _take(self, raw: list[bytes]) -> None:
        """Know these certificates."""
        self.raw, self.certificates = raw, read_certificates(raw)
        self._forget()

    def _said(self, name: str) -> str:
        """Return a fact as it is kept."""
        return self.pins.to_json() if name == "pins" and self.pins else json.dumps([b64u(one) for one in self.raw])

    def _ring(self) -> None:
        """Tell everybody who asked that people or keys changed."""
        self._forget()
        for step in self.changed:
            step()

    def _alarm(self, reason: str) -> None:
        """Say aloud that the relay offered a document that must not be believed (H18)."""
        if reason in ALARMS:
            count("roster_alarms")
            log.error(f"ALARM: the relay offered a document that was refused: {reason}")


__all__ = ["Trust", "Unreachable"]
