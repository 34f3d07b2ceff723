"""What a device may rely on that holds a live socket."""

from __future__ import annotations

import asyncio
import gc
import socket
import tracemalloc
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.protocol import events
from api.protocol.base64url import b64u
from api.protocol.envelope import Stored
from api.protocol.limits import SILENT_AFTER, SLOW_AFTER
from tests.api.conversations.line import INDIGENOUS, Line, Live, Person, Sockets
from tests.api.founder import Phone
from tests.fakes.servers import until

IDLE = 96 << 10  # bytes: what relay and client together may hold for one socket on which nothing is said


def held() -> int:
    """Return how many bytes are held since tracemalloc was started."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


async def end_of(live: Live) -> tuple[int, Any]:
    """Read until the relay closes; return its code and what it said last."""
    last: Any = None
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            last = await live.hear()
    received = closed.value.rcvd
    return received.code if received else 1006, last


async def test_a_frame_is_receipted_and_brought_to_who_watches(line: Line, sockets: Sockets) -> None:
    """The sender hears of the commit, a worker gets the frame, and the sender its own too."""
    conversation = await line.opened()
    frame = line.bot.frame(conversation)
    async with sockets.of(line.bot) as bot, sockets.of(line.sam) as sam:
        await sam.watching({conversation: 0})
        await bot.watching({conversation: 0})
        ref = await bot.append(frame)

        heard = [await bot.next(lambda one: isinstance(one, tuple)) for _ in range(2)]
        brought = await sam.next(Stored)

    assert (ref, 1, line.clock.now()) in heard
    assert Stored(1, line.clock.now(), frame) in heard
    assert Stored(1, line.clock.now(), frame) == brought


async def test_the_backlog_comes_first_and_then_what_is_new_in_order(line: Line, sockets: Sockets) -> None:
    """Whoever watches from a cursor gets everything behind it once, in order, while more is written."""
    conversation = await line.opened()
    before = [line.bot.frame(conversation) for _ in range(150)]
    await line.bot.send(conversation, *before)
    line.mail.tail.drop(conversation)
    after = [line.bot.frame(conversation) for _ in range(50)]
    async with sockets.of(line.bot) as bot, sockets.of(line.sam) as sam:
        await sam.watching({conversation: 10})
        for frame in after:
            await bot.append(frame)

        brought = [await sam.next(Stored) for _ in range(190)]

    assert list(range(11, 201)) == [one.cursor for one in brought]
    assert [*before[10:], *after] == [one.frame for one in brought]


async def test_appends_of_one_socket_keep_their_order(line: Line, sockets: Sockets) -> None:
    """Frames sent without waiting are numbered as they were sent, and receipted in that order."""
    conversation = await line.opened()
    async with sockets.of(line.bot) as bot:
        refs = [await bot.append(line.bot.frame(conversation)) for _ in range(600)]

        receipts = [await bot.next_receipt() for _ in refs]

    assert [(ref, ref) for ref in refs] == [(ref, cursor) for ref, cursor, _ in receipts]


async def test_a_refused_append_says_why_and_the_socket_goes_on(line: Line, sockets: Sockets) -> None:
    """Another's name, no frame, a conversation that is not mine: refused by ref, and the next append is stored."""
    conversation, foreign = await line.opened(), await line.opened(audience=INDIGENOUS)
    async with sockets.of(line.sam) as sam:
        for frame in (
            line.bot.frame(conversation),
            b"nonsense" * 40,
            line.sam.frame(foreign),
            line.sam.frame(bytes(16)),
        ):
            await sam.append(frame)
        refusals = [await sam.next(events.Refusal) for _ in range(4)]
        await sam.append(line.sam.frame(conversation))

        receipt = await sam.next_receipt()

    assert sorted((one.ref, one.code) for one in refusals) == [
        (1, "not-yours"),
        (2, "frame"),
        (3, "not-found"),
        (4, "not-found"),
    ]
    assert receipt[:2] == (5, 1)


async def test_h13_a_socket_of_a_foreign_page_is_refused(line: Line, sockets: Sockets) -> None:
    """A foreign Origin or none: the handshake is refused, before any word is heard."""
    for origin in ("https://evil.example", None, "null"):
        with pytest.raises(InvalidStatus) as refused:
            async with sockets.connect(origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_h13_a_token_after_sign_out_opens_no_socket(line: Line, sockets: Sockets) -> None:
    """What was signed out, and what never was a token, is closed with 4401; so is an append in place of a hello."""
    await line.relay.client.delete("/api/signin", headers=line.sam.headers)
    firsts: list[Any] = [
        events.encode_text(events.Hello(line.sam.token)),
        events.encode_text(events.Hello("x" * 43)),
        events.encode_text(events.Ping()),
        "nonsense",
        events.pack_append(1, line.bot.frame(bytes(16))),
    ]
    for first in firsts:
        async with sockets.connect() as connection:
            await connection.send(first)

            code, said = await end_of(Live(connection))

        assert (code, said.code) == (4401, "signed-out")


async def test_a_socket_that_does_not_say_hello_is_closed(
    line: Line, sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody holds a place in the relay without saying who they are."""
    monkeypatch.setattr("api.conversations.socket.HELLO_WITHIN", 50)
    async with sockets.connect() as connection:
        code, said = await end_of(Live(connection))

    assert (code, said.code) == (4401, "signed-out")


async def test_h14_a_message_of_16_megabytes_is_cut_off(line: Line, sockets: Sockets) -> None:
    """A message beyond the cap ends its own socket, and others go on."""
    conversation = await line.opened()
    async with sockets.of(line.sam) as other:
        async with sockets.of(line.bot) as bot:
            with pytest.raises(ConnectionClosed):
                await bot.connection.send(bytes(16 << 20))
                await end_of(bot)
                raise ConnectionClosed(None, None)
        async with sockets.of(line.bot) as bot:
            await bot.append(line.bot.frame(conversation, size=(1 << 20) + 100))
            code, said = await end_of(bot)
        await other.say(events.Ping())

        assert isinstance(await other.next(events.Pong), events.Pong)
    assert (code, said.code) == (4413, "too-large")


async def test_h14_a_reader_that_takes_nothing_is_closed_and_slows_nobody(line: Line, sockets: Sockets) -> None:
    """Megabytes for a reader that does not read: bounded memory, a close in time, and the other reader gets everything."""
    conversation = await line.opened()
    frames = [line.bot.frame(conversation, size=200_000) for _ in range(40)]
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    small.connect(("127.0.0.1", sockets.port))
    async with sockets.of(line.sam, max_queue=1, sock=small) as stuck, sockets.of(line.lee) as quick:
        await stuck.watching({conversation: 0})
        await quick.watching({conversation: 0})
        peer = next(one for one in line.relay.app.state.live.peers if one.device.device_id == line.sam.id)
        for frame in frames:
            await line.bot.send(conversation, frame)
        brought = [await quick.next(Stored) for _ in frames]
        await until(lambda: peer.sending_since is not None)

        assert peer.watching[conversation] < len(frames)
        assert sum(len(message.get("bytes", b"")) for message in peer._outbox) == 0
        line.clock.forward(SLOW_AFTER + 1)
        await line.relay.app.state.live.sweep()
        await until(lambda: peer not in line.relay.app.state.live.peers)
        stuck.connection.transport.abort()
    assert frames == [one.frame for one in brought]


async def test_h14_five_hundred_idle_sockets_disturb_nobody(line: Line, sockets: Sockets) -> None:
    """With 500 idle sockets open, a message still goes through, and each holds a bounded amount of memory, both ends together."""
    conversation = await line.opened()
    opened = [sockets.of(line.ash) for _ in range(500)]
    try:
        for at in range(0, 500, 50):
            if at == 400:
                tracemalloc.start()
            await asyncio.gather(*[one.__aenter__() for one in opened[at : at + 50]])
            line.clock.forward(3000)  # the throttle lets one address open 20 a second
        assert held() < 100 * IDLE
        async with sockets.of(line.bot) as bot, sockets.of(line.sam) as sam:
            await sam.watching({conversation: 0})
            await bot.append(line.bot.frame(conversation))

            assert (await sam.next(Stored)).cursor == 1
            assert len(line.relay.app.state.live.peers) == 502
    finally:
        tracemalloc.stop()
        await asyncio.gather(*[one.__aexit__(None, None, None) for one in opened], return_exceptions=True)


async def test_a_socket_that_falls_silent_is_closed(line: Line, sockets: Sockets) -> None:
    """Three pings missed: nobody is there, and nobody is shown as here."""
    async with sockets.of(line.sam) as sam, sockets.of(line.lee) as lee:
        line.clock.forward(SILENT_AFTER - 1000)
        await lee.say(events.Ping())
        await lee.next(events.Pong)
        line.clock.forward(2000)
        await line.relay.app.state.live.sweep()

        code, said = await end_of(sam)
        await lee.say(events.Ping())
        assert isinstance(await lee.next(events.Pong), events.Pong)
    assert (code, said.code) == (4408, "too-slow")


async def test_a_dropped_device_loses_its_socket_at_once(line: Line, sockets: Sockets) -> None:
    """The roster drops a worker: their socket is closed with 4401, the others hear of the roster and stay."""
    async with sockets.of(line.sam) as sam, sockets.of(line.lee) as lee:
        phones = [phone for phone in line.relay.phones if phone.id != line.sam.id]
        answer = await line.relay.put_roster(*phones)
        assert answer.status_code == 200, answer.text

        code, said = await end_of(sam)
        roster = await lee.next(events.Roster)

    assert (code, said.code) == (4401, "signed-out")
    assert answer.json()["version"] == roster.version


async def test_sign_out_closes_the_socket(line: Line, sockets: Sockets) -> None:
    """Signing out on one tab ends its socket too."""
    async with sockets.of(line.sam) as sam:
        await line.relay.client.delete("/api/signin", headers=line.sam.headers)

        assert (await end_of(sam))[0] == 4401


async def test_who_may_list_a_conversation_sees_its_row_change(line: Line, sockets: Sockets) -> None:
    """A new conversation, its claim and its purge come to the youth's circles and its owner, and to nobody else."""
    async with (
        sockets.of(line.sam) as sam,
        sockets.of(line.kim) as kim,
        sockets.of(line.bot) as bot,
        sockets.of(line.ann) as ann,
    ):
        conversation = await line.opened(priority=2)
        rows = [await one.next(events.Conversation) for one in (sam, bot)]
        await line.ash.do(conversation, "claim")
        claimed = [await one.next(lambda heard: getattr(heard, "state", "") == "claimed") for one in (sam, bot)]
        await line.bot.do(conversation, "erase")
        gone = [await one.next(events.Gone) for one in (sam, bot)]

        assert [*await kim.until_pong(), *await ann.until_pong()] == []
    name = b64u(conversation)
    assert [(name, 2, True, False), (name, 2, True, True)] == [(r.id, r.priority, r.reads, r.mine) for r in rows]
    assert [(r.claimed_label, r.reads, r.mine) for r in claimed] == [("Ash", False, False), ("Ash", True, True)]
    assert [name, name] == [one.conversation for one in gone]


async def test_a_claim_ends_the_others_watching(line: Line, sockets: Sockets) -> None:
    """After the claim only the claimer is brought what is written; a supervisor too must open it first. Protocol 3.5."""
    conversation = await line.opened()
    async with sockets.of(line.sam) as sam, sockets.of(line.ash) as ash, sockets.of(line.lee) as lee:
        for one in (sam, ash, lee):
            await one.watching({conversation: 0})
            await one.until_pong()
        await line.sam.do(conversation, "claim")
        for one in (ash, lee):
            await one.next(lambda heard: getattr(heard, "state", "") == "claimed")
        await line.bot.send(conversation, line.bot.frame(conversation))

        assert (await sam.next(Stored)).cursor == 1
        for one in (ash, lee):
            assert not [heard for heard in await one.until_pong() if isinstance(heard, Stored)]
        await line.lee.do(conversation, "open")
        present = await sam.next(lambda heard: bool(getattr(heard, "present", [])))
        await lee.watching({conversation: 0})
        assert (await lee.next(Stored)).cursor == 1
        assert [(one.device, one.reason) for one in present.present] == [(b64u(line.lee.id), "supervise")]


async def test_watching_what_is_not_mine_says_gone(line: Line, sockets: Sockets) -> None:
    """A conversation outside my circles, and one that never was, look the same."""
    foreign = await line.opened(audience=INDIGENOUS)
    async with sockets.of(line.sam) as sam:
        for one in (foreign, bytes(16)):
            await sam.watching({one: 0})

            assert events.Gone(b64u(one)) == await sam.next(events.Gone)


async def test_watching_what_a_colleague_was_quicker_to_claim_shows_who_has_it(line: Line, sockets: Sockets) -> None:
    """It stands on Ash's desk with Sam and is gone for nobody; no word of it is brought."""
    conversation = await line.opened()
    await line.bot.send(conversation, line.bot.frame(conversation))
    await line.sam.do(conversation, "claim")
    async with sockets.of(line.ash) as ash:
        await ash.watching({conversation: 0})
        row = await ash.next(lambda heard: isinstance(heard, events.Conversation | events.Gone))
        brought = [heard for heard in await ash.until_pong() if isinstance(heard, Stored)]

    assert isinstance(row, events.Conversation)
    assert (row.claimed_label, row.reads) == ("Sam", False)
    assert brought == []


async def test_a_narrower_audience_takes_the_conversation_away(line: Line, sockets: Sockets) -> None:
    """The youth takes a circle out: its workers hear `gone` and are brought nothing more."""
    conversation = await line.opened(audience=3)
    async with sockets.of(line.kim) as kim, sockets.of(line.sam) as sam:
        await kim.watching({conversation: 0})
        await kim.until_pong()
        answer = await line.bot.do(conversation, "audience", audience=1)
        assert answer.status_code == 200

        assert events.Gone(b64u(conversation)) == await kim.next(events.Gone)
        await sam.next(lambda heard: getattr(heard, "audience", 3) == 1)
        await line.bot.send(conversation, line.bot.frame(conversation))
        assert not [one for one in await kim.until_pong() if isinstance(one, Stored)]


async def test_coordinators_hear_of_enrolments_and_everybody_of_certificates(line: Line, sockets: Sockets) -> None:
    """Who asks to join is told to coordinators; who is on call to all."""
    new = Phone("New")
    certificate = b64u(line.sam.phone.certificate(line.clock.now()))
    founder = Person(line.relay, line.relay.founder.desk, await line.relay.coordinator())
    async with sockets.of(line.lee) as lee, sockets.of(founder) as coordinator:
        body = {"ed_pub": b64u(new.pub), "label": "New", "mac": None, "role": "worker"}
        await line.relay.client.post("/api/enrolments", json=body)
        call = {"json": {"certificate": certificate}, "headers": line.sam.headers}
        assert (await line.relay.client.put("/api/certificates", **call)).status_code == 200

        assert isinstance(await lee.hear(), events.Certificates)
        assert isinstance(await coordinator.hear(), events.Enrolment)
        assert isinstance(await coordinator.hear(), events.Certificates)


@pytest.mark.parametrize(
    "nonsense",
    ["{", '{"t":"welcome"}', '{"t":"watch","conversations":{"x":0}}', '{"t":"watch","conversations":[]}', b"\7", b""],
)
async def test_nonsense_closes_the_socket(line: Line, sockets: Sockets, nonsense: str | bytes) -> None:
    """Whatever is not of the protocol ends its own socket, with a reason."""
    async with sockets.of(line.sam) as sam:
        await sam.connection.send(nonsense)

        code, said = await end_of(sam)
    assert (code, said.code) == (4400, "malformed")
