"""Bot and browser believe the same of whatever a relay hands over: the same version, or the same word why not."""

from __future__ import annotations

import base64
import copy
import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.relay.editions import Believed, NotBelieved, believe
from bot.sealing.keys import b64u
from content.edition import floor_only, name_of, without
from tests.bot.press import ANN, BEN, CLEO, DAN, SAM, answer, roster, saying, shipped, version
from tests.content.small import NOW
from tests.vectors.twin import Twin

PROGRAM = Path(__file__).with_name("believing.js")
# Ann has two devices.
EDITORS = roster(ANN, BEN, CLEO, DAN, labels=("Ann", "Ben", "Cleo", "\uff21NN "))
FIRST = version(1, saying("One."), ANN, BEN)
SECOND = version(2, saying("Two."), BEN, CLEO, prev=FIRST)
HIDDEN = version(3, without(SECOND["edition"], "den"), CLEO, prev=SECOND, kind="hide")
FLOOR = version(4, floor_only(HIDDEN["edition"]), ANN, prev=HIDDEN, kind="floor")
MADE = [
    FIRST,
    SECOND,
    HIDDEN,
    FLOOR,
    version(1, without(shipped(), "den"), ANN, kind="hide"),
    version(1, floor_only(shipped()), BEN, kind="floor"),
    version(3, HIDDEN["edition"], CLEO, ANN, prev=SECOND, kind="hide"),
    version(3, SECOND["edition"], ANN, prev=SECOND, kind="rollback"),
    version(3, saying("Three."), SAM, prev=SECOND),
    version(3, saying("Three."), ANN, CLEO, prev=FIRST),
    version(3, saying("Three."), ANN, DAN, prev=SECOND),
    version(3, saying("Three."), DAN, BEN, prev=SECOND),
    version(3, HIDDEN["edition"], DAN, ANN, prev=SECOND, kind="hide"),
    version(3, saying("Three."), ANN, CLEO, prev=SECOND, at=NOW + 300_001),
    version(3, saying("Three."), ANN, CLEO, prev=SECOND, at=NOW + 300_000),
    version(9, saying("Nine."), ANN, CLEO, prev=FIRST),
    version(2, saying("Other."), ANN, CLEO, prev=FIRST),
    version(5, without(without(SECOND["edition"], "den"), "lodge"), BEN, prev=FLOOR, kind="hide"),
]
TRIES = 600
# A number that a browser cannot hold, in an edition that is not what was signed anyway: refused, by two words.
ODD = {"edition", "format"}
BENT = [None, 0, 1, 2, 3.0, 1.5, -1, "", "den", "911", [], {}, True, "x" * 64, NOW + 10**9, 2**53, 2**60, "\ud800"]


def taken(before: Believed | None, body: bytes) -> Any:
    """What the bot believes of it: the version and its edition's name, nothing new, or the word why not."""
    try:
        found = believe(body, EDITORS, before, shipped, NOW)
    except NotBelieved as why:
        return why.reason
    return found and [found.n, found.name, found.sure, name_of(found.edition)]


def bent(value: Any, dice: random.Random) -> Any:
    """Drop, double, swap or bend one thing somewhere in it."""
    how = dice.choice(["in", "in", "in", "in", "drop", "swap"])
    if isinstance(value, dict) and value:
        key = dice.choice(sorted(value))
        if how == "drop":
            return {name: one for name, one in value.items() if name != key}
        return {
            **value,
            key: bent(value[key], dice) if how == "in" else copy.deepcopy(value[dice.choice(sorted(value))]),
        }
    if isinstance(value, list) and value:
        at = dice.randrange(len(value))
        made = [bent(value[at], dice)] if how == "in" else [] if how == "drop" else [value[at]] * 2
        return [*value[:at], *made, *value[at + 1 :]]
    return dice.choice(BENT)


def tries() -> Iterator[bytes]:
    """Answers as a relay gives them, and as none should."""
    dice = random.Random(20261128)
    yield from (answer(*MADE[:count]) for count in range(1, 5))
    yield from (answer(one) for one in MADE)
    yield from (answer(SECOND, HIDDEN, one) for one in MADE)
    for _ in range(TRIES):
        told = {"versions": dice.sample(MADE, dice.randrange(1, 4))}
        kind = dice.random()
        if kind < 0.2:
            body = bytearray(json.dumps(told).encode())
            for _ in range(dice.randrange(1, 4)):
                body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
            yield bytes(body[: dice.choice([None, None, len(body) // 2])])
        elif kind < 0.3:
            yield answer(*sorted(told["versions"], key=lambda one: MADE.index(one)))
        else:
            yield json.dumps(bent(told, dice)).encode()


def test_both_ends_believe_the_same_of_whatever_a_relay_hands_over() -> None:
    """Whole, torn, bent, swapped, out of order, with something believed before and without: 0 differences."""
    node = shutil.which("node")
    assert node, "Node is missing: it comes with `make test`"
    held = [believe(answer(*MADE[:count]), EDITORS, None, shipped, NOW) for count in range(1, 5)]
    world = {
        "editors": [[one.label, b64u(one.pub)] for one in EDITORS.devices if one.role == "editor"],
        "held": [vars(one) for one in held if one is not None],
        "shipped": shipped(),
        "now": NOW,
    }
    told, differ = Counter[str](), list[Any]()
    with subprocess.Popen([node, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        browser = Twin(process)
        browser.ask("world", world)
        dice = random.Random(7)
        for body in tries():
            at = dice.randrange(-1, 4)
            ours = taken(None if at < 0 else held[at], body)
            theirs = browser.ask("believe", [at, base64.b64encode(body).decode()])
            told[ours if isinstance(ours, str) else "news" if ours else "no news"] += 1
            if ours != theirs and {str(ours), str(theirs)} != ODD:
                differ.append((at, ours, theirs, body[-300:]))
        assert process.stdin is not None
        process.stdin.close()

    assert differ == []
    assert {"news", "no news", "format", "edition", "threshold", "one-signature", "fork", "rollback"} <= set(told)
