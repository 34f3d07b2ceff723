"""What two workers may rely on who look at the same queue."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from api.conversations import claims
from api.protocol import events
from api.protocol.base64url import b64u
from api.protocol.limits import LAPSE_AFTER, MINUTE, PING_EVERY
from tests.api.conversations.line import INDIGENOUS, Line, Sockets
from tests.fakes.servers import until


async def test_the_second_worker_is_told_who_claimed(line: Line) -> None:
    """The first gets the conversation, the second gets a sentence with name and time, and can go on."""
    conversation = await line.opened()

    first = await line.sam.do(conversation, "claim")
    second = await line.ash.do(conversation, "claim")

    assert (
        first.status_code,
        first.json()["state"],
        first.json()["claimed_label"],
        first.json()["mine"],
    ) == (200, "claimed", "Sam", True)
    assert (409, "claimed", "Sam", b64u(line.sam.id), line.clock.now()) == (
        second.status_code,
        *[second.json()[name] for name in ("code", "label", "by", "at")],
    )
    assert second.json()["says"].startswith("Sam claimed this conversation at ")


async def test_h20_a_hundred_claims_at_once_give_one_owner(line: Line) -> None:
    """Two workers press Claim a hundred times together: one has it, every other press is told so."""
    conversation = await line.opened()
    people = [line.sam, line.ash]

    answers = await asyncio.gather(*[people[turn % 2].do(conversation, "claim") for turn in range(100)])

    owner = (await line.bot.row(conversation))["claimed_by"]
    for turn, answer in enumerate(answers):
        if b64u(people[turn % 2].id) == owner:
            assert answer.status_code == 200
        else:
            assert (409, "claimed", owner) == (answer.status_code, answer.json()["code"], answer.json()["by"])


async def test_h20_two_workers_race_for_many_conversations(line: Line) -> None:
    """For each of twenty conversations both press Claim at once: never both, never neither."""
    opened = [await line.opened() for _ in range(20)]

    both = [asyncio.gather(*[who.do(one, "claim", over=True) for who in (line.sam, line.ash)]) for one in opened]
    results = await asyncio.gather(*both)

    assert [{200, 409}] * 20 == [{answer.status_code for answer in pair} for pair in results]


async def test_who_comes_second_is_told_at_once_though_the_database_is_busy(line: Line) -> None:
    """Something is being written just now: to hear that Sam has it, Ash need not wait for that."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")

    async with line.mail.database.writing() as connection:
        await connection.execute(text("UPDATE leases SET ran_at = 0"))
        second = await line.ash.do(conversation, "claim")

    assert (second.status_code, second.json()["code"]) == (409, "claimed")


async def test_a_claim_that_failed_leaves_it_to_the_next(line: Line) -> None:
    """A worker who has enough presses first, another at the same moment: it is the other's."""
    for _ in range(2):
        await line.sam.do(await line.opened(), "claim")
    conversation = await line.opened()

    full, free = await asyncio.gather(*[who.do(conversation, "claim") for who in (line.sam, line.ash)])

    assert (free.status_code, free.json()["claimed_label"]) == (200, "Ash")
    assert full.status_code == 409


async def test_claiming_again_what_i_have_is_no_mistake(line: Line) -> None:
    """A repeated press, or a lost answer, changes nothing."""
    conversation = await line.opened()
    first = (await line.sam.do(conversation, "claim")).json()
    line.clock.forward(MINUTE)

    again = (await line.sam.do(conversation, "claim")).json()

    assert first["claimed_at"] == again["claimed_at"]


async def test_only_the_youths_circles_may_claim(line: Line) -> None:
    """Another circle, an editor and the bot find nothing there; a supervisor of the circle may."""
    conversation = await line.opened()

    refused = [await one.do(conversation, "claim") for one in (line.kim, line.ann, line.bot)]
    taken = await line.lee.do(conversation, "claim")

    assert [answer.status_code for answer in refused] == [404, 404, 404]
    assert taken.status_code == 200


async def test_nobody_claims_what_is_closed(line: Line) -> None:
    """A closed conversation says that it is closed."""
    conversation = await line.opened()
    await line.bot.do(conversation, "close")

    answer = await line.sam.do(conversation, "claim")

    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


async def test_a_released_conversation_has_its_old_place_in_line(line: Line) -> None:
    """Who waited longest is first again; only who has it may release it."""
    first = await line.opened()
    line.clock.forward(MINUTE)
    second = await line.opened()
    await line.sam.do(first, "claim")

    await line.lee.do(first, "open")
    foreign = await line.lee.do(first, "release")
    released = await line.sam.do(first, "release")
    queue = (await line.ash.get("?state=waiting")).json()["items"]

    assert (foreign.status_code, foreign.json()["code"]) == (409, "not-claimed")
    assert tuple(released.json()[name] for name in ("state", "claimed_by", "claimed_label")) == ("waiting", None, None)
    assert [b64u(first), b64u(second)] == [row["id"] for row in queue]


async def test_of_two_readings_of_a_row_i_can_tell_which_is_newer(line: Line, sockets: Sockets) -> None:
    """Whatever comes first on a bad line: each change counts one more, in answers, lists and what rings, and being there counts nothing."""
    conversation = await line.opened()
    async with sockets.of(line.ash) as ash:
        claimed = (await line.sam.do(conversation, "claim")).json()["changes"]
        rung = (await ash.next(lambda heard: getattr(heard, "state", "") == "claimed")).changes
    for _ in range(2):
        await claims.here(line.mail, [line.sam.id])
    there = (await line.sam.row(conversation))["changes"]
    back = (await line.sam.do(conversation, "release")).json()["changes"]
    listed = (await line.ash.get("?state=waiting")).json()["items"][0]["changes"]

    assert 0 < claimed <= rung == there
    assert back == listed == there + 1


def pass_time(line: Line, milliseconds: int) -> None:
    """Let time pass in which everybody who is connected was heard from."""
    line.clock.forward(milliseconds)
    for peer in line.relay.app.state.live.peers:
        peer.heard_at = line.clock.steady()


async def test_h22_a_claimer_who_is_gone_gives_the_conversation_back(line: Line, sockets: Sockets) -> None:
    """The worker's tab closes in a handoff: colleagues see it at once; after five minutes it waits in its old place."""
    conversation = await line.opened()
    before = (await line.bot.row(conversation))["waiting_since"]
    async with sockets.of(line.ash) as ash:
        async with sockets.of(line.sam):
            await line.sam.do(conversation, "claim")
            await ash.next(lambda heard: getattr(heard, "claimer_here", False))
        await ash.next(lambda heard: getattr(heard, "claimer_here", True) is False)
        pass_time(line, LAPSE_AFTER - 1000)
        await claims.lapse(line.mail)
        still = await line.bot.row(conversation)
        pass_time(line, 2000)
        await claims.lapse(line.mail)

        row = await ash.next(lambda heard: getattr(heard, "state", "") == "waiting")
    assert ("claimed", before, True) == (still["state"], row.waiting_since, row.reads)


async def test_h22_a_claimer_who_is_here_keeps_it_though_the_clock_leaps(line: Line, sockets: Sockets) -> None:
    """As long as the tab is open and pings, nothing lapses, whatever somebody does to the clock."""
    conversation = await line.opened()
    async with sockets.of(line.sam) as sam:
        await line.sam.do(conversation, "claim")
        for leap in (0, 6 * 60 * MINUTE, -60 * MINUTE, 0):
            line.clock.leap(leap)
            for _ in range(4):
                await sam.until_pong()
                await line.tick(PING_EVERY)

            assert (await line.bot.row(conversation))["state"] == "claimed"


async def test_a_claimer_whose_network_lets_no_socket_through_is_here_while_they_read_and_write(line: Line) -> None:
    """One bar of signal, plain requests alone: the conversation stays theirs, and goes back five minutes after the last one."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    for _ in range(4):
        await line.tick(LAPSE_AFTER // 2)
        await line.sam.read(conversation)
        await line.tick(LAPSE_AFTER // 2)
        await line.sam.send(conversation, line.sam.frame(conversation))

    assert (await line.bot.row(conversation))["state"] == "claimed"
    await line.tick(10_000)
    await line.tick(LAPSE_AFTER + 1000)
    assert (await line.bot.row(conversation))["state"] == "waiting"


async def test_a_second_tab_keeps_the_worker_here(line: Line, sockets: Sockets) -> None:
    """Closing one of two tabs is not leaving."""
    conversation = await line.opened()
    async with sockets.of(line.sam):
        async with sockets.of(line.sam):
            await line.sam.do(conversation, "claim")
        await until(lambda: len(line.relay.app.state.live.peers) == 1)

        assert (await line.bot.row(conversation))["claimer_here"]


async def test_lists_show_the_most_urgent_and_longest_waiting_first_page_by_page(line: Line) -> None:
    """Priority first, then time waited; pages join without a gap or a repeat; other circles see none of it."""
    opened = []
    for priority in (0, 2, 1, 2, 0, 3, 1):
        opened.append((priority, await line.opened(priority=priority)))
        line.clock.forward(1000)
    await line.opened(audience=INDIGENOUS)
    expected = [b64u(one) for _, one in sorted(opened, key=lambda pair: -pair[0])]

    listed, after = [], ""
    while True:
        page = (await line.sam.get(f"?state=waiting&limit=3&after={after}")).json()
        listed += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]

    assert expected == listed
    assert len((await line.kim.get("?state=waiting")).json()["items"]) == 1
    assert (await line.ann.get("?state=waiting")).json()["items"] == []
    assert len((await line.bot.get("?state=waiting")).json()["items"]) == 8


async def test_mine_lists_what_i_claimed_and_what_i_had_last(line: Line) -> None:
    """`mine` leaves out what colleagues have, among the claimed and among the closed."""
    mine, theirs, closed = [await line.opened() for _ in range(3)]
    await line.sam.do(mine, "claim")
    await line.ash.do(theirs, "claim")
    await line.sam.do(closed, "claim")
    await line.sam.do(closed, "close")

    claimed = (await line.sam.get("?state=claimed&mine=1")).json()["items"]
    all_claimed = (await line.sam.get("?state=claimed")).json()["items"]
    ended = (await line.sam.get("?state=closed&mine=1")).json()["items"]

    assert [b64u(mine)] == [row["id"] for row in claimed]
    assert {(b64u(mine), True), (b64u(theirs), False)} == {(row["id"], row["reads"]) for row in all_claimed}
    assert [b64u(closed)] == [row["id"] for row in ended]


async def test_a_place_that_no_list_gave_is_refused(line: Line) -> None:
    """Nonsense in `after` is a sentence, not a trace."""
    for after in ("nonsense", b64u(b'[[1,2,3],"x"]'), b64u(b'[[1],"AAAAAAAAAAAAAAAAAAAAAA"]')):
        answer = await line.sam.get(f"?state=waiting&after={after}")

        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


async def test_opening_the_same_conversation_again_is_answered_alike(line: Line) -> None:
    """A bot that lost the answer asks again; another device cannot take the id over."""
    conversation = await line.opened()
    body = {"id": b64u(conversation), "audience": 1, "channel": "telegram", "priority": 0, "note": False}

    again = await line.bot.post("", body)
    worker = await line.sam.post("", body)

    assert (201, b64u(conversation)) == (again.status_code, again.json()["id"])
    assert worker.status_code == 403


async def test_what_does_not_fit_is_refused(line: Line) -> None:
    """No circle, too high a priority, another channel, a short id: refused with the closed list's sentence."""
    good = {"id": b64u(bytes(16)), "audience": 1, "channel": "telegram", "priority": 0, "note": False}
    for wrong in (
        {"audience": 0},
        {"audience": 1 << 16},
        {"priority": 4},
        {"channel": "fax"},
        {"id": "AAAA"},
        {"note": 1},
        {"x": 1},
    ):
        answer = await line.bot.post("", good | wrong)

        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


async def test_only_the_owner_says_how_urgent_it_is(line: Line) -> None:
    """The youth's buttons move it in the queue, not a worker's."""
    conversation = await line.opened()

    row = (await line.bot.do(conversation, "priority", priority=3)).json()
    refused = await line.sam.do(conversation, "priority", priority=0)

    assert (row["priority"], refused.status_code) == (3, 404)


async def test_who_is_here_is_told_in_the_row(line: Line, sockets: Sockets) -> None:
    """A worker who comes back is shown as here again."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    await claims.away(line.mail, line.sam.id)
    assert not (await line.bot.row(conversation))["claimer_here"]
    async with sockets.of(line.ash) as ash, sockets.of(line.sam):
        row = await ash.next(lambda heard: isinstance(heard, events.Conversation) and heard.claimer_here)

    assert b64u(line.sam.id) == row.claimed_by


async def test_the_youths_end_takes_it_from_a_claimer_who_does_not_answer(line: Line) -> None:
    """A desk that is open and silent does not keep a youth to itself; a colleague can claim what is in line again."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")

    answer = await line.bot.do(conversation, "put-back", device=b64u(line.sam.id))

    assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
    assert (await line.ash.do(conversation, "claim")).json()["mine"] is True


async def test_who_claimed_it_meanwhile_keeps_it(line: Line) -> None:
    """A late call about somebody who has already put it back takes nothing from the colleague who came after."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "release")
    await line.ash.do(conversation, "claim")

    answer = await line.bot.do(conversation, "put-back", device=b64u(line.sam.id))

    assert (answer.status_code, answer.json()["code"]) == (409, "not-claimed")
    assert (await line.bot.row(conversation))["claimed_by"] == b64u(line.ash.id)


async def test_who_claimed_it_anew_keeps_it(line: Line) -> None:
    """A late call names the frame that told of the earlier claim; the one that tells of the newer claim takes it."""
    conversation, sam = await line.opened(), b64u(line.sam.id)
    await line.sam.do(conversation, "claim")
    first = (await line.sam.send(conversation, line.sam.frame(conversation))).json()["cursors"][-1]
    await line.sam.do(conversation, "release")
    await line.tick(1)
    await line.sam.do(conversation, "claim")

    late = await line.bot.do(conversation, "put-back", device=sam, claim=first)
    newer = (await line.sam.send(conversation, line.sam.frame(conversation))).json()["cursors"][-1]
    now = await line.bot.do(conversation, "put-back", device=sam, claim=newer)

    assert (late.status_code, late.json()["code"]) == (409, "not-claimed")
    assert (now.status_code, now.json()["state"]) == (200, "waiting")


async def test_of_a_frame_that_the_relay_lost_nothing_is_kept_for_anybody(line: Line) -> None:
    """The relay was put back from a backup without that frame: whoever is silent still loses the youth."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")

    answer = await line.bot.do(conversation, "put-back", device=b64u(line.sam.id), claim=7)
    await line.sam.do(conversation, "claim")
    of_nothing = await line.bot.do(conversation, "put-back", device=b64u(line.sam.id), claim=0)

    assert [(one.status_code, one.json()["state"]) for one in (answer, of_nothing)] == [(200, "waiting")] * 2
