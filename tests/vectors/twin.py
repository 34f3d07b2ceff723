"""Both engines side by side: the browser's in a process of its own, and walks that the other one takes first."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from content.bundle import canonical
from content.ear import words
from content.flow import step
from content.library import Edition
from tests.content.small import NOW
from tests.content.wild import anywhere, event, newer, older, strange

Json = dict[str, Any]
Came = list[list[Any]]
PROGRAM = Path(__file__).with_name("twin.js")
CHUNK = 8192
CODES = 0x110000
LENGTHS = (2, 4, 6, 8, 12)


class Twin:
    """The browser's engine, asked line by line."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def ask(self, name: str, asked: Any) -> Any:
        """Return the answer. What is sent is plain ASCII, so that no letter of a youth's ends a line."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([name, asked]).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the browser's engine broke off"
        return json.loads(answer)


@contextmanager
def twin(world: Json) -> Iterator[Twin]:
    """The browser's engine with these bundles and facts at hand."""
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node, "Node is missing: it comes with `make test`"
    with subprocess.Popen([node, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        one = Twin(process)
        # In canonical form, as a bundle travels: the order of keys in our files must not matter.
        one.ask("world", json.loads(canonical(world)))
        yield one


def world_of(edition: Edition) -> Json:
    """Four versions of the shipped bundle, and whatever a host may say of itself, truly or not."""
    bundles = [edition.bundle, older(edition.bundle), newer(edition.bundle), strange(edition.bundle)]
    soon = (None, NOW + 1)
    told = [
        edition.facts(NOW, oncall=oncall, talking=talking, next_opening_ms=opening)
        for oncall in (True, False)
        for talking in (True, False)
        for opening in soon
    ]  # the place of each: 4 x nobody on call + 2 x not talking + no opening known
    services = told[0]["services"]
    told += [
        {},
        {"talking": "yes"},
        *(edition.facts(NOW, oncall=oncall, talking=True, note=True) for oncall in (True, False)),
        {"note": "yes"},
        {"oncall": "yes", "services": None},
        {"oncall": True, "talking": 1, "channel": None, "opening": ["yes"], "services": services},
        {
            "oncall": "yes",
            "talking": "no",
            "__proto__": "yes",
            "services": {"now": [], "all": ["khp"], "__proto__": ["988"]},
        },
    ]
    return {"bundles": bundles, "facts": told}


def walks(world: Json, seed: int) -> Iterator[tuple[Json, Came]]:
    """Without end: a walk, and what came of its every step in Python, the state written down and read back in between."""
    dice = random.Random(seed)
    bundles, told, place = world["bundles"], world["facts"], 0
    while True:
        alone, talking, effects = dice.random() < 0.4, dice.random() < 0.4, list[Json]()
        state = anywhere(dice, dice.choice(bundles)) if dice.random() < 0.6 else None
        walk, came = {"from": state, "steps": list[list[Any]]()}, list[list[Any]]()
        for _ in range(dice.choice(LENGTHS)):
            if dice.random() < 0.04:
                place = dice.randrange(len(bundles))
            # Two halves of a letter that stand side by side are one letter once they were written down.
            what = json.loads(json.dumps(event(dice, bundles, effects)))
            fact = 4 * alone + 2 * (not talking) + dice.randrange(2)
            if dice.random() < 0.2:
                fact = dice.randrange(len(told))
            walk["steps"].append([place, fact, what])
            after, effects = step(bundles[place], state, what, told[fact])
            state = json.loads(json.dumps(after))
            came.append([state, effects])
            done = {one["do"] for one in effects}
            talking = (talking or "handoff" in done) and "end" not in done
        yield walk, came


def mark(came: list[Came]) -> str:
    """What came of some walks, in its canonical form, as one hash."""
    return hashlib.sha256(canonical(came)).hexdigest()


def first_difference(walk: Json, ours: Came, theirs: Came) -> str:
    """Nothing, or the first step at which the two engines part, with all that led there."""
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if canonical(one) != canonical(other):
            led = "\n  ".join(ascii(what) for what in [walk["from"], *walk["steps"][: number + 1]])
            return f"step {number}, after\n  {led}\nPython: {one!a}\nbrowser: {other!a}"
    return ""


def readings(fold: Json) -> list[str]:
    """How every code point that there is reads between two letters: a hash for each 8,192 of them."""
    hashes = []
    for first in range(0, CODES, CHUNK):
        text = " ".join(f"a{chr(first + more)}b" for more in range(CHUNK))
        hashes.append(hashlib.sha256("\n".join(words(fold, text)).encode("utf-8", "surrogatepass")).hexdigest())
    return hashes
