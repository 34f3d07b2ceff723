"""Where steps led while a week was counted, by every version that ran since then."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from api.protocol.limits import DAY
from api.studio import queries, rules
from api.studio.counts.stops import Bundle, together
from api.studio.running import as_shipped
from api.studio.versions import Studio


async def ways_since(studio: Studio, connection: AsyncConnection, monday: str) -> dict[str, set[str]]:
    """Return what came right after each step in the versions that ran since a Monday: 2026-11-23."""
    # A day early: whatever the line's clock says, its Monday had not begun.
    since = int(datetime.fromisoformat(f"{monday}T00:00:00+00:00").timestamp() * 1000) - DAY
    releases = await queries.every_release(connection)
    first = rules.running([(one.n, one.runs_at, one.withdrawn_at is not None) for one in releases], since)
    ran = [one for one in releases if one.n == first or since < one.runs_at <= studio.clock.now()]
    bundles: list[Bundle] = []
    for one in ran:
        if edition := await queries.edition_of(connection, one.review):
            bundles.append(json.loads(edition)["bundle"])
    if first is None and (shipped := (await as_shipped(studio)).edition):
        bundles.append(shipped["bundle"])
    return together(bundles)
