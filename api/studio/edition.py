"""The version that runs, as every end fetches it: what was signed, all signatures, the edition.

Nobody has to believe the relay: an end checks the signatures against its roster, and the edition against what was signed.
"""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from api.live.hub import Ring
from api.studio import queries, rules
from api.studio.signing import envelope_of
from api.studio.versions import Studio


class Current(NamedTuple):
    """An answer, and the name of what is in it."""

    etag: str
    body: bytes


async def current(studio: Studio) -> Current | None:
    """Return what youth read now; nothing as long as that is what the program came with."""
    async with studio.database.reading() as connection:
        releases = await queries.every_release(connection)
        rows = [(one.n, one.runs_at, one.withdrawn_at is not None) for one in releases]
        n = rules.running(rows, studio.clock.now())
        if n is None:
            return None
        number = next(one.review for one in releases if one.n == n)
        review = (await queries.reviews_of(connection, [number]))[number]
        envelope = json.dumps(await envelope_of(connection, review))
        edition = await queries.edition_of(connection, number)
    body = f'{{"envelope":{envelope},"edition":{edition}}}'.encode()
    return Current(f'"{hashlib.sha256(envelope.encode()).hexdigest()[:32]}"', body)


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
