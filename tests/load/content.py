"""How long a check of the content takes: what ships, flows that grow, and the worst that anybody can paste."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NamedTuple

from content.check import findings_of
from content.editing import Change, apply
from content.folder import files_of
from content.library import HERE
from tests.content.grown import grown
from tests.content.small import FILES, NOW
from tests.content.test_bad_input import BAD
from tests.load.measures import median

STEPS = (10, 100, 1_000)


class Found(NamedTuple):
    """Seconds of processor time: the shipped content, each length of flows, the worst bad input and its name, one edit."""

    shipped: float
    grown: list[float]
    worst: float
    what: str
    edit: float


def measured(rounds: int) -> Found:
    """Medians of so many rounds, the lengths in turn."""
    shipped = dict(files_of(HERE, []))
    lengths = [grown(steps) for steps in STEPS]
    small = {name: text.lstrip("\n") for name, text in FILES.items()}
    bad = {what: {**small, "flows/main.yaml": row[0]} for what, row in BAD.items()}
    path = "services/national.yaml"
    edits: list[float] = []
    ships: list[float] = []
    grows: list[list[float]] = [[] for _ in STEPS]
    pastes: dict[str, list[float]] = {what: [] for what in bad}
    for _ in range(rounds):
        ships.append(_spent(shipped))
        for spent, files in zip(grows, lengths, strict=True):
            spent.append(_spent(files))
        for what, files in bad.items():
            pastes[what].append(_spent(files))
        began = time.process_time()
        apply(shipped[path], [Change(("khp", "verified", "on"), "2026-11-24")], path)
        edits.append(time.process_time() - began)
    what = max(pastes, key=lambda one: median(pastes[one]))
    return Found(median(ships), [median(one) for one in grows], median(pastes[what]), what, median(edits))


def _spent(files: Mapping[str, str]) -> float:
    began = time.process_time()
    findings_of(files, NOW)
    return time.process_time() - began
