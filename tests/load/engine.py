"""How fast the two engines walk the same walks, and how much a browser fetches before the first screen."""

from __future__ import annotations

import gzip
import time
from itertools import islice
from typing import Any

from content.bundle import canonical
from content.flow import step
from content.library import Library
from tests.content.small import NOW
from tests.load.measures import median
from tests.vectors.twin import twin, walks, world_of

WALKS = 2_000
SEED = 1


def _seconds(world: dict[str, Any], taken: list[dict[str, Any]]) -> float:
    """Seconds of the processor that the walks take in Python."""
    begun = time.process_time()
    for walk in taken:
        state = walk["from"]
        for bundle, fact, event in walk["steps"]:
            state, _ = step(world["bundles"][bundle], state, event, world["facts"][fact])
    return time.process_time() - begun


def speeds(rounds: int) -> tuple[float, float]:
    """Steps a second of the processor, in Python and in Node, in turn: medians. One bundle, as a host serves it; every kind of event."""
    world = world_of(Library.load(practice=True, now_ms=NOW).current)
    world["bundles"] = world["bundles"][:1]
    taken = [walk for walk, _ in islice(walks(world, SEED), WALKS)]
    steps = sum(len(walk["steps"]) for walk in taken)
    python, browser = [], []
    with twin(world) as other:
        other.ask("seconds", taken)  # warm
        for _ in range(rounds):
            python.append(steps / _seconds(world, taken))
            browser.append(steps / other.ask("seconds", taken))
    return median(python), median(browser)


def packed() -> tuple[int, int]:
    """Bytes of the released bundle as a browser fetches it, and of the editors' steps and texts alone."""
    bundle = Library.load(practice=False, now_ms=NOW).current.bundle
    written = {name: bundle[name] for name in ("steps", "text")}
    whole, flows = (len(gzip.compress(canonical(one), 9, mtime=0)) for one in (bundle, written))
    return whole, flows
