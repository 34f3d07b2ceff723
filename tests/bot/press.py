"""Editors with keys, who sign versions as the studio makes them, and a relay's answer made of those."""

from __future__ import annotations

import copy
import hashlib
import json
from functools import cache
from typing import Any

from bot.relay.editions import BUNDLE_TYPE
from bot.sealing.keys import Identity, unbase64
from bot.sealing.roster import NO_PREV, Device, Roster, sign_document
from content.bundle import canonical, identity
from content.edition import as_json, name_of
from content.library import edition_of
from tests.content.small import FILES, NOW

Json = dict[str, Any]
ANN, BEN, CLEO, DAN, SAM = (Identity.generate() for _ in range(5))


def roster(*editors: Identity, labels: tuple[str, ...] = ("Ann", "Ben", "Cleo")) -> Roster:
    """Return a signed list on which these are editors, under these names; Sam is a worker."""
    named = [
        *((one, "editor", label) for one, label in zip(editors, labels[: len(editors)], strict=True)),
        (SAM, "worker", "Sam"),
    ]
    devices = tuple(Device(one.pub, one.device, role, 0, label) for one, role, label in named)
    by_id = {one.device: one for one in devices}
    return Roster(1, NO_PREV, NOW + 86_400_000, 1, ("community",), devices, by_id, bytes(32))


@cache
def _shipped() -> Json:
    return as_json(edition_of(FILES, NOW, practice=True)[0])


def shipped() -> Json:
    """Return the edition that the program came with."""
    return copy.deepcopy(_shipped())


def saying(words: str, made: Json | None = None) -> Json:
    """Return the edition with other words on the menu."""
    new = copy.deepcopy(made or _shipped())
    new["bundle"]["text"]["en"]["menu"] = words
    new["bundle"]["id"] = identity(new["bundle"])
    return new


def version(n: int, edition: Json, *signers: Identity, prev: Json | None = None, **says: Any) -> Json:
    """Return a version as the relay hands it over: what was signed, by whom, and the edition; `says` is signed instead."""
    told: Json = {
        "v": 1,
        "n": n,
        "prev": None if prev is None else name_of_version(prev),
        "edition": name_of(edition),
        "bundle": edition["bundle"]["id"],
        "at": NOW,
        "kind": "publish",
        "waivers": [],
    } | {name.rstrip("_"): value for name, value in says.items()}
    return {"envelope": json.loads(sign_document(BUNDLE_TYPE, canonical(told), signers)), "edition": edition}


def name_of_version(made: Json) -> str:
    """Return the SHA-256 of what was signed."""
    return hashlib.sha256(unbase64(made["envelope"]["payload"])).hexdigest()


def answer(*versions: Json) -> bytes:
    """Return the relay's answer."""
    return json.dumps({"versions": list(versions)}).encode()
