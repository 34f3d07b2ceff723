"""What a listener may rely on, whichever doorbell rings."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from api.live.choose import make_hub
from api.live.hub import Hub, Ring
from api.live.local import LocalHub
from api.live.postgres import PostgresHub
from api.live.redis import RedisHub
from api.live.remote import RemoteHub
from tests.fakes.servers import Postgres, RedisServer, until


class Ear:
    """Somebody who listens and remembers."""

    def __init__(self, hub: Hub) -> None:
        """Begin to listen."""
        self.heard: list[Ring] = []
        self.calls = 0
        self.stop = hub.listen(self)

    def __call__(self, rings: Sequence[Ring]) -> None:
        """Hear."""
        self.calls += 1
        self.heard += rings


@pytest.fixture(params=["postgresql", "redis"])
def hub_url(request: pytest.FixtureRequest) -> str:
    """The address of a doorbell between replicas."""
    if request.param == "redis":
        return str(request.getfixturevalue("redis_server").url)
    return str(request.getfixturevalue("postgres").url())


@asynccontextmanager
async def two(url: str) -> AsyncIterator[tuple[Hub, Ear, Hub, Ear]]:
    """Two replicas that hear each other."""
    one, other = make_hub(url), make_hub(url)
    ears = Ear(one), Ear(other)
    await one.start()
    await other.start()
    await until(lambda: all(Ring("missed") in ear.heard for ear in ears))
    for ear in ears:
        ear.heard.clear()
    yield one, ears[0], other, ears[1]
    await one.stop()
    await other.stop()


def test_the_address_says_which_doorbell() -> None:
    """None: in process; postgresql and redis by their addresses."""
    assert isinstance(make_hub(None), LocalHub)
    assert isinstance(make_hub("postgresql+asyncpg://x/y"), PostgresHub)
    assert isinstance(make_hub("rediss://x"), RedisHub)


async def test_in_process_a_ring_is_heard_at_once_until_one_stops_listening() -> None:
    """And one listener's fault does not keep the others from hearing."""
    hub = LocalHub()

    def deaf(_: Sequence[Ring]) -> None:
        raise RuntimeError("deaf")

    hub.listen(deaf)
    ear = Ear(hub)
    hub.ring([Ring("roster", number=3)])
    ear.stop()
    hub.ring([Ring("roster", number=4)])

    assert [Ring("roster", number=3)] == ear.heard


async def test_both_replicas_hear_each_ring_once(hub_url: str) -> None:
    """The near one at once, the far one soon; nobody hears their own ring a second time."""
    rings = [
        Ring("frames", os.urandom(16), 2**60),
        Ring("row", os.urandom(16)),
        Ring("certificates"),
        Ring("roster", number=9),
    ]
    async with two(hub_url) as (one, near, other, far):
        one.ring(rings)
        assert rings == near.heard
        await until(lambda: far.heard == rings)
        other.ring([Ring("signout")])
        await until(lambda: near.heard[-1] == Ring("signout"))

        assert [*rings, Ring("signout")] == near.heard == far.heard


async def test_many_rings_travel_together_and_the_newest_cursor_counts(hub_url: str) -> None:
    """Five thousand rings for ten conversations while one sending is under way: few messages, the last cursors."""
    conversations = [os.urandom(16) for _ in range(10)]
    async with two(hub_url) as (one, _near, _other, far):
        for number in range(500):
            one.ring([Ring("frames", conversation, number) for conversation in conversations])
        await until(lambda: {ring.conversation for ring in far.heard if ring.number == 499} == set(conversations))

        assert far.calls < 20


async def test_of_circles_taken_out_one_after_another_each_hears_of_it(hub_url: str) -> None:
    """A youth takes two yeses back at once: whoever of either circle sits at another relay must be told that it is gone."""
    conversation = bytes(16)
    async with two(hub_url) as (one, _, _, there):
        one.ring([Ring("audience", conversation, 0b1001), Ring("audience", conversation, 0b0101)])
        await until(lambda: there.heard)

    assert there.heard == [Ring("audience", conversation, 0b1101)]


async def test_more_than_one_message_can_hold_arrives_in_pieces(hub_url: str) -> None:
    """PostgreSQL carries less than 8,000 bytes at once; a thousand conversations need more."""
    rings = [Ring("frames", os.urandom(16), number) for number in range(1000)]
    async with two(hub_url) as (one, _near, _other, far):
        one.ring(rings)

        await until(lambda: sorted(far.heard) == sorted(rings))


async def test_a_flood_while_nobody_can_be_reached_becomes_look_again(hub_url: str) -> None:
    """Memory stays bounded: too many gathered rings are given up for one that says that some were missed."""
    hub = make_hub(hub_url)
    for number in range(10_001):
        hub.ring([Ring("frames", number.to_bytes(16, "big"), 1)])

    gathered = hub._gathered  # type: ignore[attr-defined]
    assert len(gathered) < 10
    assert Ring("missed") in gathered.values()


async def test_what_makes_no_sense_becomes_look_again(hub_url: str) -> None:
    """A newer replica's ring, or nonsense: listeners look for themselves."""
    hub = make_hub(hub_url)
    ear = Ear(hub)
    for nonsense in ("{", '["x",[["new-kind","",0]]]', '["x",[["row","=",0]]]', b"\xff"):
        hub._heard(nonsense)  # type: ignore[attr-defined]

    assert [Ring("missed")] * 4 == ear.heard


async def test_h24_a_doorbell_that_goes_down_comes_back_by_itself() -> None:
    """Redis stops and starts again: rings in between are lost, everybody is told to look again, then they ring as before."""
    server = RedisServer()
    server.start()
    try:
        async with two(server.url) as (one, near, _other, far):
            server.stop()
            one.ring([Ring("row", bytes(16))])
            assert Ring("row", bytes(16)) in near.heard
            await asyncio.sleep(0)
            server.start()
            await until(lambda: Ring("missed") in far.heard, 15)
            one.ring([Ring("roster", number=2)])
            await until(lambda: Ring("roster", number=2) in far.heard, 15)
    finally:
        server.stop()


class Locked(RemoteHub):
    """A doorbell whose server lets nobody in until it does."""

    def __init__(self) -> None:
        """Begin locked."""
        super().__init__()
        self.tries, self.opens = 0, asyncio.Event()

    async def _send_all(self) -> None:
        await asyncio.Event().wait()

    async def _hear_all(self) -> None:
        self.tries += 1
        if not self.opens.is_set():
            raise ConnectionError("DENIED")
        self._connected()
        await asyncio.Event().wait()


async def test_an_operator_reads_once_that_the_doorbell_is_down_and_where_to_look(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every try would be a line every few seconds, for ever; so it is said when it goes down, and when it is back."""
    caplog.set_level("INFO", "api.live.remote")
    hub = Locked()
    await hub.start()
    await until(lambda: hub.tries >= 4)
    down = [record.getMessage() for record in caplog.records]
    hub.opens.set()
    await until(lambda: len(caplog.records) > len(down))
    await hub.stop()

    assert len(down) == 1 and "API_HUB_URL" in down[0]
    assert [record.getMessage() for record in caplog.records][1:] == ["The doorbell between relays rings again."]


async def test_h24_a_postgresql_that_restarts_rings_again() -> None:
    """The same over PostgreSQL."""
    server = Postgres(durable=False)
    server.make()
    server.start()
    try:
        async with two(server.url()) as (one, _near, _other, far):
            server.stop()
            server.start()
            await until(lambda: Ring("missed") in far.heard, 20)

            async def heard() -> bool:
                one.ring([Ring("roster", number=2)])
                return Ring("roster", number=2) in far.heard

            await until(heard, 20)
    finally:
        server.remove()
