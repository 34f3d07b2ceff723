"""How many stopped at a step: came there, and to none that its ways lead to; pure.

What comes in are told numbers alone, each known only within its band: so many came here as is told at the least, and to a next
step as many as its band allows at the most. What is left stopped here for certain. Fewer than ten is told as nothing, as with
every number; two such answers taken from each other tell no more than the bands they were made of. Decision 0073.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from content.counts import LEAST, WIDTH, counted

Bundle = Mapping[str, Any]


def leads(bundle: Bundle) -> dict[str, set[str]]:
    """Return the counted steps that come right after each step that asks something, through forks and steps that go on."""
    steps = bundle["steps"]
    found = {}
    for step, node in steps.items():
        ways = [*node.get("choices", ()), *node.get("hears", ())]
        if node["kind"] == "ask" and ways:
            found[step] = {one for way in ways for one in _landings(bundle, way["go"])} - {step}
    return found


def together(bundles: Collection[Bundle]) -> dict[str, set[str]]:
    """Return the same for several versions at once: whoever went on by a way that is gone today went on."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for bundle in bundles:
        for step, after in leads(bundle).items():
            found[step] |= after
    return dict(found)


def stopped(weeks: Sequence[Mapping[str, int]], after: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Return how many stopped at each step at the least, in fives; nothing for fewer than ten."""
    found = {}
    for step, ways in after.items():
        came = sum(told.get(step, 0) for told in weeks)
        went = sum(told[way] + WIDTH - 1 if way in told else LEAST - 1 for told in weeks for way in ways)
        if came - went >= LEAST:
            found[step] = (came - went) // WIDTH * WIDTH
    return found


def _landings(bundle: Bundle, target: str) -> set[str]:
    """Return the counted steps on which a way may end: a fork has many, and nobody on call leads past a queue."""
    steps, seen, now = bundle["steps"], set[str](), [target]
    while now:
        step = now.pop()
        if step in seen or step not in steps:
            continue
        seen.add(step)
        node = steps[step]
        if not counted(bundle, step):
            now += [node["go"]] if node["kind"] == "go" else [way["go"] for way in node["branch"]]
        elif "closed" in node:
            now.append(node["closed"])
    return {step for step in seen if counted(bundle, step)}
