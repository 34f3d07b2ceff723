"""Which doorbell a relay gets: in process for one, over PostgreSQL or Redis between several."""

from __future__ import annotations

from api.live.hub import Hub
from api.live.local import LocalHub


def make_hub(url: str | None) -> Hub:
    """Return the doorbell at this address, or one of this process when there is none."""
    if not url:
        return LocalHub()
    # Imported only when used: a relay on its own pays for neither.
    if url.startswith(("redis://", "rediss://")):
        from api.live.redis import RedisHub

        return RedisHub(url)
    from api.live.postgres import PostgresHub

    return PostgresHub(url)
