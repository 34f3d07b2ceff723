"""Time zones as the pinned tzdata package knows them: the same on every machine, as new as browsers'.

A machine's own files may be years old. A province that stops changing its clocks would then be told wrong by an hour at one end,
and a youth would wait at a closed door.
"""

from __future__ import annotations

import zoneinfo
from functools import cache

zoneinfo.reset_tzpath(to=())  # no folder of this machine: only the package is left


@cache
def place(name: str) -> zoneinfo.ZoneInfo:
    """Return the zone of this name; raise ZoneInfoNotFoundError when there is none."""
    return zoneinfo.ZoneInfo.no_cache(name)
