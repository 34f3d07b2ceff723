"""Counts shifts by person: two devices of one name on the signed list are one; pure (decision 0082)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from api.oncall.shifts import Shift
from api.protocol.roster import persons_of


def by_person(shifts: Iterable[Shift], people: Mapping[bytes, tuple[str, str]]) -> list[Shift]:
    """Return these shifts, each under the one device that stands for its person; who is not on the list stays as they are."""
    first = persons_of({device: label for device, (label, _) in people.items()})
    return [one if one.device is None else replace(one, device=first.get(one.device, one.device)) for one in shifts]
