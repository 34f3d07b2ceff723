"""What runs, as every end fetches it: signed, with its edition, behind what it follows from.

Nobody has to believe the relay: an end checks the signatures against its roster, and the edition against what was signed.
What one editor did alone is made again by each end from the version before it, so those before come too, back to the newest
that two signed.
"""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from api.live.hub import Ring
from api.studio import queries, rules
from api.studio.queries import Review
from api.studio.signing import envelope_of
from api.studio.versions import Studio


class Current(NamedTuple):
    """An answer, and the name of what is in it."""

    etag: str
    body: bytes


async def current(studio: Studio) -> Current | None:
    """Return what youth read now, behind what it follows from; nothing as long as that is what the program came with."""
    async with studio.database.reading() as connection:
        followed = await _followed(connection, studio.clock.now())
        envelopes = [json.dumps(await envelope_of(connection, review)) for review in followed]
        editions = [await queries.edition_of(connection, review.number) for review in followed]
    if not followed:
        return None
    versions = ",".join(
        f'{{"envelope":{envelope},"edition":{edition}}}' for envelope, edition in zip(envelopes, editions, strict=True)
    )
    named = hashlib.sha256("".join(envelopes).encode()).hexdigest()
    return Current(f'"{named[:32]}"', f'{{"versions":[{versions}]}}'.encode())


async def running_review(connection: AsyncConnection, now: int) -> int | None:
    """Return the number of the review whose edition youth read now; None as long as that is what the program came with."""
    releases = {one.n: one for one in await queries.every_release(connection)}
    n = rules.running([(one.n, one.runs_at, one.withdrawn_at is not None) for one in releases.values()], now)
    return None if n is None else releases[n].review


async def _followed(connection: AsyncConnection, now: int) -> list[Review]:
    """Return the version that runs behind those that it follows from, from the newest that two editors signed."""
    releases = await queries.every_release(connection)
    n = rules.running([(one.n, one.runs_at, one.withdrawn_at is not None) for one in releases], now)
    ran = [one for one in releases if n is not None and one.n <= n and one.withdrawn_at is None]
    reviews = await queries.reviews_of(connection, [one.review for one in ran])
    approvals = await queries.approvals_of(connection, list(reviews))
    found: list[Review] = []
    for release in reversed(ran):
        found.insert(0, reviews[release.review])
        if len({one.device for one in approvals if one.review == release.review}) >= 2:
            break
    return found


class Turns:
    """Rings when the time of a planned version comes; whoever missed it finds it when they ask."""

    def __init__(self, studio: Studio) -> None:
        """Begin without knowing what runs."""
        self.studio = studio
        self.last: int | None = None

    async def look(self) -> None:
        """See whether another version runs than at the last look."""
        async with self.studio.database.reading() as connection:
            releases = await queries.every_release(connection)
        rows = [(one.n, one.runs_at, one.withdrawn_at is not None) for one in releases]
        n = rules.running(rows, self.studio.clock.now())
        if n != self.last:
            self.last = n
            self.studio.hub.ring([Ring("content", number=n or 0)])
