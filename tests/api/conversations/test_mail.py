"""What anybody may rely on who sends sealed frames and fetches them."""

from __future__ import annotations

import asyncio

from api.protocol.base64url import b64u
from tests.api.conversations.line import Line, make_frame


async def test_a_frame_comes_back_byte_for_byte(line: Line) -> None:
    """What a youth's end sends is what a worker fetches, with its place and time."""
    conversation = await line.opened()
    frame = line.bot.frame(conversation)

    sent = await line.bot.send(conversation, frame)

    assert sent.json() == {"cursors": [1]}
    assert [(1, line.clock.now(), frame)] == await line.sam.read(conversation)


async def test_frames_are_numbered_in_the_order_in_which_they_were_sent(line: Line) -> None:
    """Many frames in one post, and posts at once: every cursor once, each post's frames in order."""
    conversation = await line.opened()
    posts = [[line.bot.frame(conversation) for _ in range(5)] for _ in range(6)]

    answers = await asyncio.gather(*[line.bot.send(conversation, *post) for post in posts])

    cursors = [answer.json()["cursors"] for answer in answers]
    assert sorted(cursor for some in cursors for cursor in some) == list(range(1, 31))
    assert all(sorted(some) == some for some in cursors)
    stored = await line.sam.read(conversation)
    assert [one.cursor for one in stored] == list(range(1, 31))
    by_cursor = {one.cursor: one.frame for one in stored}
    assert all(
        by_cursor[cursor] == frame
        for some, post in zip(cursors, posts, strict=True)
        for cursor, frame in zip(some, post, strict=True)
    )


async def test_h4_the_same_frame_again_is_stored_once(line: Line) -> None:
    """A frame sent three times and fifty times at once gets one cursor, also after the conversation was closed."""
    conversation = await line.opened()
    frame, other = line.bot.frame(conversation), line.bot.frame(conversation)

    answers = [await line.bot.send(conversation, frame) for _ in range(3)]
    answers += await asyncio.gather(*[line.bot.send(conversation, frame) for _ in range(50)])
    mixed = await line.bot.send(conversation, frame, other, other)
    await line.bot.do(conversation, "close")
    after = await line.bot.send(conversation, frame)

    assert {tuple(answer.json()["cursors"]) for answer in answers} == {(1,)}
    assert mixed.json() == {"cursors": [1, 2, 2]}
    assert after.json() == {"cursors": [1]}
    assert len(await line.bot.read(conversation)) == 2


async def test_reading_goes_on_where_the_last_answer_ended(line: Line) -> None:
    """Pages follow each other without a gap; nothing newer is an empty answer."""
    conversation = await line.opened()
    await line.bot.send(conversation, *[line.bot.frame(conversation) for _ in range(7)])
    line.mail.tail.drop(conversation)

    first = await line.sam.get(f"/{b64u(conversation)}/frames?after=0&limit=3")
    rest = await line.sam.read(conversation, after=3)

    assert first.content.count(b"QLN1") == 3
    assert [one.cursor for one in rest] == [4, 5, 6, 7]
    assert await line.sam.read(conversation, after=7) == []


async def test_a_device_sends_only_in_its_own_name(line: Line) -> None:
    """A frame that names another sender is refused, though the device may read the conversation."""
    conversation = await line.opened()

    answer = await line.sam.send(conversation, line.bot.frame(conversation))

    assert (answer.status_code, answer.json()["code"]) == (403, "not-yours")
    assert await line.bot.read(conversation) == []


async def test_h17_a_frame_of_another_conversation_is_refused(line: Line) -> None:
    """A frame is stored only in the conversation that its header names."""
    conversation, other = await line.opened(), await line.opened()

    answer = await line.bot.send(conversation, line.bot.frame(other))

    assert (answer.status_code, answer.json()["code"]) == (422, "frame")


async def test_bytes_that_are_no_frame_are_refused(line: Line) -> None:
    """Wrong magic, type, suite, flags or size, and a post that is cut short: refused, nothing stored."""
    conversation = await line.opened()
    good = line.bot.frame(conversation)
    wrong = [
        b"QLN2" + good[4:],
        good[:4] + b"\4" + good[5:],
        good[:5] + b"\1" + good[6:],
        good[:7] + b"\1" + good[8:],
        good[:179],
    ]

    answers = [await line.bot.send(conversation, one) for one in wrong]
    cut = await line.relay.client.post(
        f"/api/conversations/{b64u(conversation)}/frames", content=b"\0\0\1\0short", headers=line.bot.headers
    )

    assert {(answer.status_code, answer.json()["code"]) for answer in [*answers, cut]} == {(422, "frame")}
    assert await line.bot.read(conversation) == []


async def test_h6_a_post_of_two_megabytes_is_refused(line: Line) -> None:
    """A frame of 1 MiB is taken; 2 MB are 413, announced or not, and nothing of it is stored."""
    conversation = await line.opened()
    largest = line.bot.frame(conversation, size=(1 << 20) - 116)

    async def dribble():
        for _ in range(32):
            yield bytes(65_536)

    path = f"/api/conversations/{b64u(conversation)}/frames"
    taken = await line.bot.send(conversation, largest)
    refused = await line.relay.client.post(path, content=bytes(2_000_000), headers=line.bot.headers)
    dribbled = await line.relay.client.post(path, content=dribble(), headers=line.bot.headers)

    assert taken.json() == {"cursors": [1]}
    assert [refused.status_code, dribbled.status_code] == [413, 413]
    assert [largest] == [one.frame for one in await line.sam.read(conversation)]


async def test_a_closed_conversation_takes_nothing_more(line: Line) -> None:
    """After the close a new frame is refused, and said why."""
    conversation = await line.opened()
    await line.bot.do(conversation, "close")

    answer = await line.bot.send(conversation, line.bot.frame(conversation))

    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


async def test_h12_nobody_else_learns_that_a_conversation_exists(line: Line) -> None:
    """Another circle, an editor, another bot and a claimed conversation's other workers: 404, as for one that never was."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    never = bytes(16)

    for person in (line.kim, line.ann, line.ash):
        for one in (conversation, never):
            read = await person.get(f"/{b64u(one)}/frames")
            sent = await person.send(one, make_frame(one, person.id))
            row = await person.get(f"/{b64u(one)}")
            assert {404} == {read.status_code, sent.status_code, row.status_code}
            assert read.json() == sent.json() == row.json()
