"""Writes an edition down as the JSON that editors sign, and makes the ones that follow from others.

The JSON holds everything that bot, relay and browser need of a content; its name is the SHA-256 of its canonical form.
Hiding a service, switching to the floor and rolling back follow from earlier editions alone, so every end can make the
same JSON for itself and see that a single signature changed nothing else. Source: content.md 5.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from content.bundle import canonical, identity, source_mark
from content.library import Edition

Json = dict[str, Any]
SERVICE = re.compile(r"\{service:([^}.]+)")
# What speaks of services or is checked with them: of today, also in an old version.
OF_TODAY = ("services", "societies")


def as_json(edition: Edition) -> Json:
    """All of an edition, in plain values."""
    directory = edition.directory
    return {
        "v": 1,
        "bundle": edition.bundle,
        "services": {
            "entries": directory.entries,
            "order": list(directory.entries),
            "shown": sorted(directory.shown),
            "floor": list(directory.floor),
            "say_to": directory.say_to,
        },
        "phrases": edition.phrases,
        "replies": edition.replies,
        "names": edition.names,
        "org": edition.org_words,
        "zone": edition.zone,
        "twin_zone": edition.twin_zone,
        "keep_days": edition.keep_days,
        "practice": edition.practice,
        "societies": edition.societies,
        "warnings": edition.warnings,
    }


def name_of(made: Json) -> str:
    """The name of an edition's JSON: SHA-256 of its canonical form, in hex."""
    return hashlib.sha256(canonical(made)).hexdigest()


def without(made: Json, service: str) -> Json:
    """The same edition, in which this service is not shown any more. KeyError unless it is shown and not on the floor."""
    services = made["services"]
    if service not in services["shown"] or service in services["floor"]:
        raise KeyError(service)
    return {**made, "services": {**services, "shown": [one for one in services["shown"] if one != service]}}


def rolled_back(old: Json, today: Json) -> Json:
    """The old words with today's services and floor: an old screen may come back, an old number never. KeyError names one that is gone."""
    services, bundle = today["services"], old["bundle"]
    if bundle["floor"] != services["floor"]:
        # Where a screen finds nothing to show, the engine gives what always stands: today's, not what stood then.
        bundle = {**bundle, "floor": services["floor"]}
        bundle["id"] = identity(bundle)
    for service in shown_by_name(bundle, old["phrases"]):
        if service not in services["entries"]:
            raise KeyError(service)
    return {**old, "bundle": bundle, **{part: today[part] for part in OF_TODAY}}


def shown_by_name(bundle: Json, phrases: dict[str, dict[str, str]]) -> Iterator[str]:
    """The services that the words of a bundle ask for by name."""
    for texts in (*bundle["text"].values(), *phrases.values()):
        for text in texts.values():
            yield from SERVICE.findall(text)
    for node in bundle["steps"].values():
        yield from node.get("services", {}).get("ids", [])
    yield from bundle["floor"]


def floor_only(made: Json) -> Json:
    """The same edition, in which youth find nothing but the floor, the way to a person, and the way out."""
    services = made["services"]
    shown = [one for one in services["shown"] if one in services["floor"]]
    return {**made, "bundle": _floor(made["bundle"]), "services": {**services, "shown": shown}}


def _floor(bundle: Json) -> Json:
    """Every way that is no talk and no leaving ends at the step of the numbers, which has no way on but the standing ones."""
    here = bundle["doors"]["help"]
    numbers: Json = {"kind": "ask", "choices": [], "services": {"tag": "now"}}
    doors = {door: here if door == "menu" else step for door, step in bundle["doors"].items()}
    cut = {bundle["hub"], bundle["start"], here} - {step for door, step in doors.items() if door != "help"}
    steps, open_ = {here: numbers}, [*doors.values(), *bundle["always"]]
    while open_:
        step = open_.pop()
        if step not in steps and step not in cut and step in bundle["steps"]:
            steps[step] = {key: value for key, value in bundle["steps"][step].items() if key != "hears"}
            open_ += list(_ways(steps[step]))
    led = {step: _led(node, steps, here) for step, node in steps.items()}
    made = {
        **bundle,
        "start": here,
        "hub": here,
        "doors": doors,
        "always": [step for step in bundle["always"] if step in led],
        "steps": led,
        "text": {
            lang: {key: text for key, text in texts.items() if key[:1] == "@" or key.partition(".")[0] in led}
            for lang, texts in bundle["text"].items()
        },
        "redirect": {},
        "same": {step: _same(node) for step, node in led.items()},
        "lexicon": [{**line, "go": line["go"] if line["go"] in led else here} for line in bundle["lexicon"]],
    }
    return {**made, "id": identity(made)}


def _ways(node: Json) -> Iterator[str]:
    for option in (*node.get("choices", ()), *node.get("branch", ())):
        yield option["go"]
    for key in ("go", "closed"):
        if key in node:
            yield node[key]


def _led(node: Json, kept: Json, here: str) -> Json:
    """The same step, each of its ways to a kept step or to the numbers."""

    def led(option: Json) -> Json:
        return {**option, "go": option["go"] if option["go"] in kept else here}

    made = {**node}
    for key in ("choices", "branch"):
        if key in node:
            made[key] = [led(option) for option in node[key]]
    for key in ("go", "closed"):
        if key in node and node[key] not in kept:
            made[key] = here
    if "services" in node:
        made["services"] = {"tag": "now"}
    return made


def _same(node: Json) -> str:
    """What must be unchanged for a running conversation to keep its place, as the compiler names it."""
    asked = {"kind": node["kind"], "ids": [one["id"] for one in node.get("choices", [])], "set": node.get("set", "")}
    return source_mark(canonical(asked).decode())
