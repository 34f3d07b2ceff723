"""What a page of the waiting list costs as more wait: ten to ten thousand, at relays that run at once and are asked in turn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from tests.load import growth
from tests.load.growth import Filled

COUNTS = (10, 100, 1_000, 10_000)
ASKED = 15  # times in a round
Pages = dict[int, list[float]]


def page(relay: Filled, limit: int, after: str = "") -> str | None:
    """Read one page of who waits, as a desk does; return where the next one begins."""
    place = f"&after={after}" if after else ""
    answer = relay.web.get(
        f"/api/conversations?state=waiting&limit={limit}{place}",
        headers={"Authorization": f"Bearer {relay.staff[0].token}"},
    )
    following: str | None = answer.raise_for_status().json()["next"]
    return following


def last_place(relay: Filled, waiting: int) -> str:
    """Walk through all who wait; return where the last hundred begin."""
    after = ""
    for _ in range(waiting // 100 - 1):
        after = page(relay, 100, after) or ""
    return after


async def measured(folder: Path, rounds: int, say: Callable[[str], None]) -> tuple[Pages, Pages, Pages]:
    """Return each round's median of the first ten rows, of the first hundred and of the last hundred, by how many wait."""
    first: Pages = {count: [] for count in COUNTS}
    hundred: Pages = {count: [] for count in COUNTS if count >= 100}
    last: Pages = {count: [] for count in hundred}
    async with AsyncExitStack() as stack:
        relays = {}
        for count in COUNTS:
            place = folder / f"waiting-{count}"
            place.mkdir()
            relays[count] = await stack.enter_async_context(growth.filled(place, count, count))
        places = {count: last_place(relays[count], count) for count in COUNTS}
        say(f"{', '.join(f'{count:,}' for count in COUNTS)} wait")
        for _ in range(rounds):
            for count, relay in relays.items():
                first[count].append(growth.median_of(partial(page, relay, 10), ASKED))
                if count in hundred:
                    hundred[count].append(growth.median_of(partial(page, relay, 100), ASKED))
                    last[count].append(growth.median_of(partial(page, relay, 100, places[count]), ASKED))
    return first, hundred, last
