"""Believes what editors published only as far as two of them signed it.

The relay hands versions over and cannot make them. Two different people, editors on the roster, bring any new words. One alone may
hide a service or leave nothing but the floor; then this end makes that edition from the one it believes already, and takes
no word of what it was sent. A lower number than the one believed is an old version brought back, and refused.
Source: content.md 5, PROTOCOL 2.1, 12, THREATS A3 and A7.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from api.protocol.roster import person_of
from bot.sealing.keys import EARLY, Refusal, unbase64
from bot.sealing.padding import read_object, whole
from bot.sealing.roster import LAST_VERSION, SAFE, Roster, open_document
from content.edition import floor_only, name_of, without

Json = dict[str, Any]
BUNDLE_TYPE = "application/vnd.quietline.bundle+json"
KINDS = ("publish", "rollback", "hide", "floor")


class NotBelieved(Exception):
    """What the relay handed over is not what editors published; `reason` is one word of ours."""

    def __init__(self, reason: str) -> None:
        """Keep the reason; nothing of what was sent goes into it."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Believed:
    """A version: its number, the SHA-256 of what was signed, the last number that two signed, and the edition.

    `alone` is the envelope of what one editor did behind what two signed: it counts as long as an editor stands behind it.
    """

    n: int
    name: str
    sure: int
    edition: Json
    alone: str = ""

    def last(self, roster: Roster) -> int:
        """Return the number behind which something is new: what one alone did, who has left since, holds nobody up."""
        # Protocol 12.4
        return self.n if not self.alone or _signers(self.alone, roster) else self.sure

    def to_json(self) -> bytes:
        """Write it down, to be sealed."""
        return json.dumps(vars(self)).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Believed:
        """Read back what was written."""
        return cls(**json.loads(raw))


def believe(
    body: bytes, roster: Roster, before: Believed | None, shipped: Callable[[], Json], now: int
) -> Believed | None:
    """Return the newest version in the relay's answer if it is news; NotBelieved says why nothing of it is taken.

    The answer holds the running version and, oldest first, those before it that it follows from. `shipped` makes the
    edition that the program came with, from which the first version may follow.
    """
    try:
        told = _listed(read_object(body, "duplicate-key", "format").get("versions"))
        versions = [_read(one, roster, before) for one in told]
        believed = before
        for version in versions:
            believed = _next(version, believed, roster, shipped, now)
    except Refusal as why:
        raise NotBelieved(why.reason) from None
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NotBelieved("format") from None
    if believed is not before:
        return believed
    if before is not None and versions[-1].n < before.n:
        raise NotBelieved("rollback")
    return None


class _Signed(NamedTuple):
    """A version as it was sent, its signatures checked: what was signed, by how many people (2: or more), and the edition."""

    n: int
    name: str
    told: Json
    editors: int
    edition: Json
    envelope: str


def _listed(versions: Any) -> list[Json]:
    if not isinstance(versions, list) or not versions:
        raise Refusal("format")
    return versions


def _read(version: Json, roster: Roster, before: Believed | None) -> _Signed:
    """Check the signatures; what is believed already stays so, whoever has left the roster since."""
    # Protocol 12.1 12.2
    envelope = version["envelope"]
    payload = unbase64(envelope["payload"])
    told = read_object(payload, "duplicate-key", "format")
    if told.get("v") != 1 or told.get("kind") not in KINDS or type(version["edition"]) not in (dict, list):
        raise Refusal("format")
    n, name = whole(told.get("n"), 1, LAST_VERSION), hashlib.sha256(payload).hexdigest()
    text = json.dumps(envelope)
    editors = _signers(text, roster)
    if not editors and (before is None or not (n <= before.last(roster) or name == before.name)):
        raise Refusal("threshold")
    return _Signed(n, name, told, editors, version["edition"], text)


def _signers(envelope: str, roster: Roster) -> int:
    """By how many people it is signed who are editors on the roster, 2 at most: two devices of one name are one person's."""
    # Protocol 12.2
    editors = [(person_of(one.label), one.pub) for one in roster.devices if one.role == "editor"]
    # Where nobody is an editor it is read all the same: what is no envelope is refused as that.
    people = {person for person, _ in editors} or {""}
    return min(2, sum(_is_signed(envelope, [pub for whose, pub in editors if whose == one]) for one in people))


def _is_signed(envelope: str, pubs: list[bytes]) -> bool:
    """Whether one of these keys signed it."""
    try:
        open_document(envelope, BUNDLE_TYPE, pubs, 1)
    except Refusal as why:
        if why.reason != "threshold":
            raise
        return False
    return True


def _next(
    version: _Signed, before: Believed | None, roster: Roster, shipped: Callable[[], Json], now: int
) -> Believed | None:
    """Return what is believed behind this version: it, or what was believed before if it is no news."""
    # Protocol 12.1 12.4
    n, told = version.n, version.told
    if before is not None:
        last, same = before.last(roster), version.name == before.name
        if n == last == before.n and not same:
            raise NotBelieved("fork")
        if not version.editors or ((n <= last or same) and not (same and version.editors == 2 and n > before.sure)):
            return before
        if last == before.n and n == last + 1 and told.get("prev") != before.name:
            raise NotBelieved("broken-chain")
    if whole(told.get("at"), 0, SAFE) > now + EARLY:
        raise NotBelieved("early")
    if name_of(version.edition) != told.get("edition") or version.edition["bundle"]["id"] != told.get("bundle"):
        raise NotBelieved("edition")
    if version.editors < 2:
        base, sure = (before.edition, before.sure) if before is not None else (shipped(), 0)
        return Believed(n, version.name, sure, _alone(told["kind"], version.edition, base), version.envelope)
    return Believed(n, version.name, n, version.edition)


def _alone(kind: str, sent: Json, base: Json) -> Json:
    """Make what one editor may do alone from what is believed; of what was sent only which service is gone is read."""
    # Protocol 12.3
    if kind == "floor":
        return floor_only(base)
    gone = [one for one in base["services"]["shown"] if one not in sent["services"]["shown"]]
    if kind != "hide" or len(gone) > 1 or any(one in base["services"]["floor"] for one in gone):
        raise NotBelieved("one-signature")
    return without(base, gone[0]) if gone else base
