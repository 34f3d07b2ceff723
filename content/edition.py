"""Writes an edition down as the JSON that editors sign, and makes the two that one may make alone.

The JSON holds everything that bot, relay and browser need of a content; its name is the SHA-256 of its canonical form.
To hide a service and to switch to the floor follow from the running edition alone, so every end can make the same
JSON for itself and see that a single signature changed nothing else. Source: content.md 5.
"""

import copy
import hashlib
from typing import Any

from content.bundle import canonical
from content.library import Edition

Json = dict[str, Any]


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
        "langs": edition.langs,
        "practice": edition.practice,
        "societies": edition.societies,
        "warnings": edition.warnings,
        "floor_only": False,
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


def floor_only(made: Json) -> Json:
    """The same edition, in which youth are shown nothing but the floor and the way to a person."""
    changed = copy.deepcopy(made)
    changed["services"]["shown"] = [one for one in made["services"]["shown"] if one in made["services"]["floor"]]
    changed["floor_only"] = True
    return changed
