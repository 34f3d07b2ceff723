"""A whole little line in memory: root, admin, roster, the bot and its people, each with a key on call."""

import os
from typing import Any

from bot.sealing.keys import DAY, SHIFT, STANDBY, Identity, ReceiveKey, make_certificate, read_certificate
from bot.sealing.open import Reader, Received
from bot.sealing.roster import CIRCLES, WEEK, Claim, Device, Pins, Recipients, make_root, make_roster, recipients
from bot.sealing.seal import Sealed, Sender

NOW = 1_800_000_000_000
MINUTE = 60_000
COMMUNITY, POLICE = 1, 8
PEOPLE = {
    "bot": ("bot", 0),
    "ada": ("worker", 0),
    "ben": ("worker", 0),
    "sue": ("supervisor", 0),
    "pol": ("worker", 3),
    "edi": ("editor", 0),
}


class Person:
    """One device: identity, a receive key, and its certificate."""

    def __init__(self, suite: int = 2, kind: int = SHIFT) -> None:
        self.identity = Identity.generate()
        self.key = ReceiveKey.generate(suite)
        self.kind = kind

    @property
    def id(self) -> bytes:
        return self.identity.device

    def certificate(self, nb: int = NOW, na: int | None = None) -> Any:
        return read_certificate(make_certificate(self.identity, self.key, self.kind, nb, na or nb + DAY))


class Line:
    """The line, and everything that its people do to each other in one conversation."""

    def __init__(self, **suites: int) -> None:
        self.root, self.admin = Identity.generate(), Identity.generate()
        self.people = {name: Person(suites.get(name, 2 - (name in ("ben", "pol")))) for name in PEOPLE}
        self.conversation = os.urandom(16)
        self.root_text = make_root(self.root, 1, [self.admin.pub], 1, NOW + 300 * DAY)
        self.names = list(PEOPLE)
        self.rosters: list[str] = []
        self.pins = Pins(self.root.pub)
        self.pins.load_root(self.root_text, NOW)
        self.next_roster()

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def next_roster(self, without: str | None = None, now: int = NOW, **changes: Any) -> str:
        """The next version, signed and accepted; `without` drops a device."""
        if without:
            self.names.remove(without)
        told = {"expires": now + WEEK, "min_suite": 1, "circles": CIRCLES} | changes
        text = make_roster([self.admin], self.pins.roster, devices=[self.listed(name) for name in self.names], **told)
        self.pins.load_roster(text, now)
        self.rosters.append(text)
        return text

    def listed(self, name: str) -> Device:
        role, circle = PEOPLE[name]
        person = self.people[name]
        return Device(person.identity.pub, person.id, role, circle, name)

    def to(self, sender: str = "bot", audience: int = COMMUNITY, now: int = NOW, **wish: Any) -> Recipients:
        """Whom this person seals to."""
        certificates = [person.certificate() for person in self.people.values()]
        return recipients(
            self.pins, self.people[sender].id, wish.pop("certificates", certificates), audience, now, **wish
        )

    def sender(self, name: str = "bot", **more: Any) -> Sender:
        return Sender(self.people[name].identity, self.conversation, **more)

    def reader(self, name: str, **more: Any) -> Reader:
        person = self.people[name]
        return Reader(person.id, self.conversation, lambda: [person.key], more.pop("pins", self.pins), **more)

    def say(self, sender: Sender, body: str = "hello", now: int = NOW, to: Recipients | None = None) -> Sealed:
        return sender.seal({"t": "text", "body": body}, self.to() if to is None else to, now)


def take(reader: Reader, frames: Any, now: int = NOW) -> list[Received]:
    """Receive all of these."""
    return [reader.receive(frame, now) for frame in frames]


__all__ = ["COMMUNITY", "MINUTE", "NOW", "POLICE", "SHIFT", "STANDBY", "Claim", "Line", "Person", "take"]
