"""Makes desk.json, what a worker's browser must make of an edition; `python -m tests.vectors.desk` writes it anew.

The edition is the shipped content, with a service added that two people called: on a crisis line two calls stand for 90 days.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from content.bundle import identity
from content.edition import as_json, floor_only, name_of, without
from content.hours import MINUTE_MS
from content.library import DAY_MS, Library
from content.published import edition_from

Json = dict[str, Any]
FILE = Path(__file__).with_name("desk.json")
NOW = 1_798_000_000_000
CALLED = "2026-12-20"
SPANS = 40  # more than a desk is told, and enough for the days below
DAYS = (0, 9, 87, 88, 300)
TELLS = {
    "edition": "As `content/edition.py` writes it; `name` is the SHA-256 of its canonical form.",
    "desks": "What a desk shows of it at a moment, and who dropped out of it, by their English names (C12).",
    "alone": "What follows from it when one editor acts alone: the name of the edition, and of the bundle in it.",
}


def edition() -> Json:
    """The shipped content as editors would sign it: small enough to keep, with each odd thing in it once."""
    made: Json = json.loads(json.dumps(as_json(Library.load(practice=True, now_ms=NOW).current)))
    entries = made["services"]["entries"]
    for entry in entries.values():
        entry["hours"]["spans"] = entry["hours"]["spans"][:SPANS]
    floor = made["services"]["floor"]
    called = [one for one in made["services"]["shown"] if one not in floor][:2]
    for service, tags in zip(called, (["crisis"], ["night"]), strict=True):
        entries[service] |= {"state": "verified", "verified_on": CALLED, "tags": tags}
    bundle = {**made["bundle"], "redirect": {"gone": made["bundle"]["hub"]}}
    made["bundle"] = {**bundle, "id": identity(bundle)}
    made["names"] = [*made["names"], 'Zoë \U0001f600 \u2028 \uffee \\ "quoted" \x7f']
    made["warnings"] = [
        *made["warnings"],
        {"\U0001f600": 1, "\uffee": [], "__proto__": {"constructor": -1}, "10": "a", "9": "b"},
    ]
    return made


def desk(made: Json, now: int) -> Json:
    """What this end makes of it."""
    today, _ = edition_from(made, True, now)
    shown = made["services"]["shown"]
    late = sorted(made["services"]["entries"][one]["name"]["en"] for one in shown if one not in today.directory.shown)
    return {"now": now, "content": today.desk(), "late": late}


def made() -> Json:
    """All of the file."""
    signed = edition()
    spoken = [one for one in signed["services"]["shown"] if one not in signed["services"]["floor"]]
    hidden, floor = without(signed, spoken[0]), floor_only(copy.deepcopy(signed))
    return {
        "meta": {"tells": TELLS},
        "edition": signed,
        "name": name_of(signed),
        "desks": [desk(signed, NOW + day * DAY_MS + 7 * MINUTE_MS) for day in DAYS],
        "alone": {
            "hide": {"service": spoken[0], "name": name_of(hidden), "bundle": hidden["bundle"]["id"]},
            "floor": {"name": name_of(floor), "bundle": floor["bundle"]["id"]},
        },
    }


def written(vectors: Json) -> str:
    """The file: plain ASCII, a part a line."""
    return "{" + ",\n".join(f"{json.dumps(part)}: {json.dumps(held)}" for part, held in vectors.items()) + "}\n"


if __name__ == "__main__":
    FILE.write_text(written(made()))
