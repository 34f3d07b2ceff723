"""What both ends may rely on when several relays serve one line."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.live.hub import Ring
from api.protocol import events
from api.protocol.base64url import b64u
from api.protocol.envelope import Stored
from api.protocol.limits import HOUR
from api.settings import Settings
from tests.api.conversations.line import Line, Live, Person, Sockets, assemble, served
from tests.api.founder import Founder, Phone
from tests.api.relay import ORIGIN, Relay
from tests.fakes.servers import MovableClock, RedisServer, until


@asynccontextmanager
async def replica(database_url: str, folder: Path, clock: Any, hub_url: str) -> AsyncIterator[Relay]:
    """Run one relay of several."""
    settings = {
        "API_DATABASE_URL": database_url,
        "API_DATA_DIR": str(folder),
        "API_ORIGIN": ORIGIN,
        "API_HUB_URL": hub_url,
    }
    app = create_app(Settings.read(settings), clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN, headers={"origin": ORIGIN}) as client,
    ):
        yield Relay(app, client, Founder(clock.now()), clock)


class Two:
    """Two relays on one database; `there` is a person of the line, seen through the second one."""

    def __init__(self, line: Line, sockets: Sockets, other: Relay, other_sockets: Sockets) -> None:
        """Take both."""
        self.line, self.sockets, self.other, self.other_sockets = line, sockets, other, other_sockets

    def there(self, person: Person) -> Person:
        """Return the same person at the other relay."""
        return Person(self.other, person.phone, person.headers)


@asynccontextmanager
async def two(database_url: str, folder: Path, clock: MovableClock, hub_url: str) -> AsyncIterator[Two]:
    """Run two relays with sockets; everybody is signed in."""
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(replica(database_url, folder, clock, hub_url)) for _ in range(2)]
        phones = [
            Phone("Sam"),
            Phone("Kim", circle=1),
            Phone("Lee", "supervisor"),
            Phone("Ann", "editor"),
            Phone("Bot", "bot"),
        ]
        assert (await one.make_line(*phones)).status_code == 201
        line = await assemble(one)
        here, there = [await stack.enter_async_context(served(relay.app)) for relay in (one, other)]
        yield Two(line, here, other, there)


@pytest.fixture(params=["postgresql", "redis"])
async def both(
    request: pytest.FixtureRequest, postgres: Any, postgres_pattern: str, clock: Any, tmp_path: Path
) -> AsyncIterator[Two]:
    """Two relays on PostgreSQL, with a doorbell over PostgreSQL or Redis."""
    url = await postgres.new_database(like=postgres_pattern)
    hub_url = url if request.param == "postgresql" else request.getfixturevalue("redis_server").url
    async with two(url, tmp_path / "relay", clock, hub_url) as pair:
        yield pair
    await postgres.drop_database(url)


async def test_a_frame_sent_to_one_relay_reaches_a_reader_at_the_other(both: Two) -> None:
    """At once, in order, and the answer comes back the same way."""
    line = both.line
    conversation = await line.opened()
    async with both.sockets.of(line.bot) as bot, both.other_sockets.of(both.there(line.sam)) as sam:
        await sam.watching({conversation: 0})
        await bot.watching({conversation: 0})
        for number in range(1, 21):
            sender, reader = (bot, sam) if number % 2 else (sam, bot)
            person = line.bot if number % 2 else line.sam
            await sender.append(person.frame(conversation))

            assert number == (await reader.next(Stored)).cursor
            assert number == (await sender.next(Stored)).cursor


async def test_after_the_close_at_one_relay_the_other_tells_no_exact_time_either(both: Two) -> None:
    """The words were stored there and lie near: once they are closed here, nobody reads to the minute when they came."""
    line = both.line
    there = both.there(line.bot)
    conversation = await line.opened()
    await there.send(conversation, line.bot.frame(conversation), line.bot.frame(conversation))
    before = {one.at % HOUR for one in await there.read(conversation)}
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "close")

    async def told_to_the_hour() -> bool:
        return {one.at % HOUR for one in await there.read(conversation)} == {0}

    assert 0 not in before
    await until(told_to_the_hour)


async def test_a_close_that_rang_at_no_other_relay_leaves_no_exact_time_there(both: Two) -> None:
    """The ring was lost: the next look, which is taken anyway, gives up what lay near."""
    line = both.line
    there = both.there(line.bot)
    conversation = await line.opened()
    await there.send(conversation, line.bot.frame(conversation))
    deaf = both.other.app.state.mail
    deaf._unlisten()
    deaf._unlisten = lambda: None
    await line.bot.do(conversation, "close")
    await both.other.app.state.live.look()

    assert [one.at % HOUR for one in await there.read(conversation)] == [0]


async def test_a_claim_at_one_relay_is_seen_at_the_other(both: Two) -> None:
    """The row comes to the colleague's socket, and the second claim is refused there."""
    line = both.line
    conversation = await line.opened()
    async with both.other_sockets.of(both.there(line.ash)) as ash, both.sockets.of(line.sam):
        await line.sam.do(conversation, "claim")
        row = await ash.next(lambda heard: getattr(heard, "state", "") == "claimed")
        refused = await both.there(line.ash).do(conversation, "claim")

    assert (row.claimed_label, row.reads) == ("Sam", False)
    assert (refused.status_code, refused.json()["label"]) == (409, "Sam")


async def test_h20_a_hundred_claims_at_two_relays_give_one_owner(both: Two) -> None:
    """Whichever relay they press at."""
    line = both.line
    conversation = await line.opened()
    people = [line.sam, both.there(line.ash)]

    answers = await asyncio.gather(*[people[turn % 2].do(conversation, "claim") for turn in range(100)])

    assert {50} == {sum(answer.status_code == status for answer in answers) for status in (200, 409)}


async def test_an_erased_conversation_is_gone_at_every_relay(both: Two) -> None:
    """The other relay's memory too: frames held near, and the key."""
    line, bot_there = both.line, both.there(both.line.bot)
    conversation = await line.opened()
    await line.bot.send(conversation, line.bot.frame(conversation))
    await bot_there.send(conversation, line.bot.frame(conversation))
    async with both.other_sockets.of(both.there(line.sam)) as sam:
        await line.bot.do(conversation, "erase")
        await sam.next(events.Gone)

    mail = both.other.app.state.mail
    assert (mail.tail.since(conversation, 0), mail.lockbox.held(conversation)) == (None, None)
    assert (await bot_there.get(f"/{b64u(conversation)}")).status_code == 404


async def test_a_device_dropped_at_one_relay_loses_its_socket_at_the_other(both: Two) -> None:
    """Within moments of the roster (A5)."""
    line = both.line
    async with both.other_sockets.of(both.there(line.sam)) as sam:
        phones = [phone for phone in line.relay.phones if phone.id != line.sam.id]
        assert (await line.relay.put_roster(*phones)).status_code == 200

        assert (await sam.next(events.Bye)).code == "signed-out"


async def test_a_worker_at_the_other_relay_is_here(both: Two) -> None:
    """Presence is shared: their claim does not lapse by this relay's job."""
    line = both.line
    conversation = await line.opened()
    async with both.other_sockets.of(both.there(line.sam)) as sam:
        await both.there(line.sam).do(conversation, "claim")
        for _ in range(20):
            line.clock.forward(25_000)
            await sam.until_pong()
            await both.other.app.state.live.sweep()
            await line.relay.app.state.jobs.tick()

        row = await line.bot.row(conversation)
    assert (row["state"], row["claimer_here"]) == ("claimed", True)


async def test_h24_with_the_doorbell_down_nothing_is_lost(
    postgres: Any, postgres_pattern: str, clock: Any, tmp_path: Path
) -> None:
    """Redis is gone for good: frames, rows and purges still reach the other relay's sockets, in order, a little later."""
    server = RedisServer()
    server.start()
    url = await postgres.new_database(like=postgres_pattern)
    try:
        async with two(url, tmp_path / "relay", clock, server.url) as both:
            line = both.line
            conversation = await line.opened()
            async with both.other_sockets.of(both.there(line.sam)) as sam:
                await sam.watching({conversation: 0})
                await sam.until_pong()
                server.stop()
                frames = [line.bot.frame(conversation) for _ in range(30)]
                await line.bot.send(conversation, *frames)
                new = await line.opened(priority=3)
                await look_again(both, sam)
                brought = [await sam.next(Stored) for _ in frames]
                await line.bot.do(new, "erase")
                await look_again(both, sam)
                gone = await sam.next(lambda heard: heard == events.Gone(b64u(new)))

        assert frames == [one.frame for one in brought]
        assert list(range(1, 31)) == [one.cursor for one in brought]
        assert isinstance(gone, events.Gone)
    finally:
        server.stop()
        await postgres.drop_database(url)


async def look_again(both: Two, live: Live) -> None:
    """Let the other relay look for itself, as it does every few seconds."""
    both.line.clock.forward(5_000)
    await live.say(events.Ping())
    await both.other.app.state.live.sweep()


async def test_h24_doubled_reordered_and_invented_rings_change_nothing(line: Line, sockets: Sockets) -> None:
    """Every frame once, in order, whatever the doorbell does."""
    conversation = await line.opened()
    chance = random.Random(7)
    hub = line.relay.app.state.hub
    async with sockets.of(line.sam) as sam:
        await sam.watching({conversation: 0})
        for _ in range(40):
            await line.bot.send(conversation, line.bot.frame(conversation))
            rings = [Ring("frames", conversation, chance.randrange(60)) for _ in range(chance.randrange(4))]
            hub.ring([*rings, Ring("frames", bytes(16), 5), Ring("missed")])

        brought = [await sam.next(Stored) for _ in range(40)]
        rest = [heard for heard in await sam.until_pong() if isinstance(heard, Stored)]

    assert list(range(1, 41)) == [one.cursor for one in brought]
    assert rest == []


async def test_h24_a_lost_ring_is_made_up_for(line: Line, sockets: Sockets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames and rows whose ring nobody heard come with the next look."""
    conversation = await line.opened()
    async with sockets.of(line.sam) as sam:
        await sam.watching({conversation: 0})
        await sam.until_pong()
        with monkeypatch.context() as deaf:
            deaf.setattr(line.relay.app.state.hub, "ring", lambda _rings: None)
            await line.bot.send(conversation, line.bot.frame(conversation))
            urgent = await line.opened(priority=3)
        line.clock.forward(6_000)
        await line.relay.app.state.live.sweep()

        heard = [await sam.hear()]
        while not (
            any(isinstance(one, Stored) for one in heard)
            and any(getattr(one, "id", "") == b64u(urgent) for one in heard)
        ):
            heard.append(await sam.hear())
    assert len([one for one in heard if isinstance(one, Stored)]) == 1


async def test_h24_a_yes_taken_back_counts_though_the_ring_of_it_was_lost(
    line: Line, sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The youth takes a circle out; whoever of it had the talk open is brought nothing from the next look on, and told so."""
    conversation = await line.opened(audience=3)
    async with sockets.of(line.kim) as kim:
        await kim.watching({conversation: 0})
        await kim.until_pong()
        with monkeypatch.context() as deaf:
            deaf.setattr(line.relay.app.state.hub, "ring", lambda _rings: None)
            await line.bot.do(conversation, "audience", audience=1)
        line.clock.forward(6_000)
        await line.relay.app.state.live.sweep()

        assert events.Gone(b64u(conversation)) == await kim.next(events.Gone)
        await line.bot.send(conversation, line.bot.frame(conversation))
        assert not [one for one in await kim.until_pong() if isinstance(one, Stored)]


async def test_the_server_may_be_asked_until_it_answers(line: Line) -> None:
    """A relay says that it is ready only when its database and its writer are."""

    async def ready() -> bool:
        return (await line.relay.client.get("/health/ready")).status_code == 200

    await until(ready)
    assert line.mail.healthy
