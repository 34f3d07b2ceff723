"""What editors may rely on when two relays serve one line: nothing is lost, and both say the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.api.conversations.test_replicas import replica
from tests.api.founder import Phone
from tests.api.studio.conftest import Room

MAIN = "flows/main.yaml"
OLD = "What would help right now? Pick one. You can change your mind."
NAMES = ("Ann", "Ben")


@pytest.fixture
async def both(postgres: Any, postgres_pattern: str, clock: Any, tmp_path: Path) -> AsyncIterator[tuple[Room, Room]]:
    """The same studio through two relays on one PostgreSQL."""
    url = await postgres.new_database(like=postgres_pattern)
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(replica(url, tmp_path / "relay", clock, url)) for _ in range(2)]
        phones = {name: Phone(name, "editor") for name in NAMES}
        assert (await one.make_line(*phones.values())).status_code == 201
        headers = {name: await one.come_in(phone) for name, phone in phones.items()}
        yield Room(one, phones, headers), Room(other, phones, headers)
    await postgres.drop_database(url)


async def test_two_who_save_the_same_step_at_two_relays_get_one_readable_conflict(both: tuple[Room, Room]) -> None:
    """Ann and Ben, in one moment, at two relays: one is saved; the other reads who wrote what, and saves it on top; both are history."""
    rooms = dict(zip(NAMES, both, strict=True))
    words = {name: OLD.replace("right now", f"right now, says {name}") for name in NAMES}
    stood = await both[0].file(MAIN)
    edits = {name: {"at": ["steps", "menu", "say"], "value": words[name]} for name in NAMES}
    answers = await asyncio.gather(
        *(
            room.post(name, "/edit", path=MAIN, base=stood["hash"], changes=[edits[name]])
            for name, room in rooms.items()
        )
    )
    told = dict(zip(NAMES, answers, strict=True))
    first = next(name for name in NAMES if told[name].status_code == 200)
    late = next(name for name in NAMES if name != first)
    conflict = told[late].json()
    again = await rooms[late].post(late, "/edit", path=MAIN, base=conflict["hash"], changes=[edits[late]])
    seen = [(await room.file(MAIN))["text"] for room in both]

    assert sorted(one.status_code for one in answers) == [200, 409]
    assert conflict["code"] == "conflict" and words[first] in conflict["theirs"]
    assert again.status_code == 200
    assert seen[0] == seen[1] and words[late] in seen[0]


async def test_what_is_published_at_one_relay_is_served_by_the_other(both: tuple[Room, Room]) -> None:
    """Ann asks and signs at one, Ben signs at the other: from the same moment both serve the same signed version."""
    here, there = both
    new = OLD.replace(" right now", "")
    await here.change("Ann", MAIN, OLD, new)
    payload = await there.ask("Ann", "/publish", waivers=await there.reasons("Ann"))
    first = await here.sign("Ann", payload)
    second = await there.sign("Ben", payload)

    assert (first.json()["released"], second.json()["released"]) == (None, 1)
    assert await here.versions() == await there.versions() != []
    assert await here.text("menu") == new
