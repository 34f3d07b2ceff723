"""Police see a conversation only by its youth's own choice, and of those who wait one alone; never a queue."""

from __future__ import annotations

import pytest

from api.protocol import events
from api.protocol.base64url import b64u, from_b64u
from api.protocol.envelope import Stored
from api.protocol.limits import MINUTE
from tests.api.conversations.line import COMMUNITY, POLICE, Line, Person, assemble, served
from tests.api.founder import Phone
from tests.api.relay import Relay


async def with_officer(relay: Relay) -> tuple[Line, Person]:
    """Everybody is signed in, and an officer too."""
    phone = Phone("Pat", circle=3)
    done = await relay.put_roster(*relay.phones, phone)
    assert done.status_code == 200, done.text
    for lane in relay.app.state.lanes:  # these tests look who is called themselves, when their clock says so
        await lane.stop()
    return await assemble(relay), Person(relay, phone, await relay.come_in(phone))


async def listed(person: Person) -> list[str]:
    """Every conversation that this device is shown, in any state."""
    found = []
    for state in ("waiting", "claimed", "closed"):
        answer = await person.get(f"?state={state}")
        assert answer.status_code == 200, answer.text
        found += [row["id"] for row in answer.json()["items"]]
    return found


async def called(line: Line, person: Person) -> list[str]:
    """Every conversation for which this device is called, five minutes on."""
    line.clock.forward(5 * MINUTE)
    await line.relay.app.state.paging.look()
    answer = await line.relay.client.get("/api/pages", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return [one["conversation"] for one in answer.json()["items"]]


async def test_an_officer_is_shown_only_who_said_yes_and_only_as_long_as_they_do(relay: Relay) -> None:
    """Waiting, claimed and closed ones of others are not there; after a withdrawal neither is this one."""
    line, officer = await with_officer(relay)
    theirs, others = await line.opened(audience=COMMUNITY), [await line.opened(audience=7) for _ in range(3)]
    await line.sam.do(others[1], "claim")
    await line.sam.do(theirs, "claim")
    await line.bot.do(others[2], "close")
    before = await listed(officer)
    await line.bot.do(theirs, "audience", audience=COMMUNITY | POLICE)
    during = await listed(officer)
    words = await officer.get(f"/{b64u(theirs)}/frames")
    await line.bot.do(theirs, "audience", audience=COMMUNITY)
    after = await listed(officer)

    assert (before, during, after) == ([], [b64u(theirs)], [])
    assert words.status_code == 404
    assert (await officer.get(f"/{b64u(others[0])}")).status_code == 404


async def test_who_picked_a_police_officer_waits_for_police_and_for_nobody_else(relay: Relay) -> None:
    """The officer is shown that one, is called for it and can claim it; nobody of another circle is; no other youth is there."""
    line, officer = await with_officer(relay)
    await line.on_call(line.sam, officer)
    await line.opened(audience=7)
    picked = await line.opened(audience=POLICE)
    await line.bot.send(picked, line.bot.frame(picked))

    assert await listed(officer) == [b64u(picked)]
    assert b64u(picked) not in await listed(line.sam)
    assert await called(line, officer) == [b64u(picked)]
    assert b64u(picked) not in await called(line, line.sam)
    assert (await line.sam.do(picked, "claim")).status_code == 404
    assert (await officer.do(picked, "claim")).json()["mine"] is True
    assert len(await officer.read(picked)) == 1


@pytest.fixture(name="officer_on")
async def on_duty(relay: Relay) -> tuple[Line, Person]:
    """An officer is on call, and three wait for police: the last of them is the most urgent."""
    line, officer = await with_officer(relay)
    await line.on_call(officer)
    return line, officer


async def three(line: Line) -> list[bytes]:
    """Three wait for police; the last one is the most urgent, and stands first."""
    waiting = []
    for priority in (0, 0, 2):
        waiting.append(await line.opened(audience=POLICE, priority=priority))
        line.clock.forward(1_000)
    return [waiting[2], waiting[0], waiting[1]]


async def test_an_officer_is_shown_one_who_waits_and_the_next_after_a_claim(officer_on: tuple[Line, Person]) -> None:
    """Urgent first, then oldest; nothing says that there are others, and those cannot be read, claimed, watched or written to."""
    line, officer = officer_on
    first, second, third = await three(line)
    page = (await officer.get("?state=waiting&limit=1")).json()
    behind = [
        await officer.get(f"/{b64u(second)}"),
        await officer.get(f"/{b64u(second)}/frames"),
        await officer.do(second, "claim"),
        await officer.do(third, "recuse"),
    ]
    nothing = (await officer.get("/" + b64u(bytes(16)))).json()

    assert [one["id"] for one in page["items"]] == [b64u(first)]
    assert page["next"] is None or (await officer.get(f"?state=waiting&after={page['next']}")).json()["items"] == []
    assert [(one.status_code, one.json()) for one in behind] == [(404, nothing)] * 4
    assert await called(line, officer) == [b64u(first)]
    for now, then in ((first, second), (second, third)):
        assert (await officer.do(now, "claim")).status_code == 200
        assert (await officer.get("?state=waiting")).json()["items"][0]["id"] == b64u(then)
        await officer.do(now, "close")


async def test_a_row_that_is_first_no_longer_leaves_the_officers_open_desk(officer_on: tuple[Line, Person]) -> None:
    """Somebody more urgent comes: the desk hears of them alone; after the claim the other is back; no third is ever named."""
    line, officer = officer_on
    async with served(line.relay.app) as sockets, sockets.of(officer) as desk:
        shown: set[str] = set()
        named: set[str] = set()

        async def until(wanted: set[bytes]) -> None:
            while shown != {b64u(one) for one in wanted}:
                heard = await desk.hear()
                assert not isinstance(heard, Stored)
                if not isinstance(heard, events.Conversation | events.Gone):
                    continue
                named.add(heard.id if isinstance(heard, events.Conversation) else heard.conversation)
                if isinstance(heard, events.Conversation) and heard.state == "waiting":
                    shown.add(heard.id)
                else:
                    shown.discard(heard.id if isinstance(heard, events.Conversation) else heard.conversation)

        calm = await line.opened(audience=POLICE)
        await until({calm})
        await desk.watching({calm: 0})
        line.clock.forward(1_000)
        never = await line.opened(audience=POLICE)
        urgent = await line.opened(audience=POLICE, priority=3)
        await until({urgent})
        await line.bot.send(calm, line.bot.frame(calm))  # no word of it reaches the desk that watched it a moment ago
        assert (await officer.do(urgent, "claim")).status_code == 200
        await until({calm})

        assert b64u(never) not in named
        assert not [
            one
            for one in await desk.until_pong()
            if isinstance(one, events.Conversation) and one.id != b64u(urgent) and one.id != b64u(calm)
        ]


async def test_whoever_is_overtaken_while_they_come_to_the_officers_desk_does_not_stay_there(
    officer_on: tuple[Line, Person],
) -> None:
    """The relay was slow to look whose turn it is: only who is first by then is shown."""
    line, officer = officer_on
    live = line.relay.app.state.live
    async with served(line.relay.app) as sockets, sockets.of(officer) as desk, sockets.of(line.bot) as bot:
        await desk.until_pong()
        async with live._turning:
            calm = await line.opened(audience=POLICE)
            while not (isinstance(row := await bot.hear(), events.Conversation) and row.id == b64u(calm)):
                pass
            urgent = await line.opened(audience=POLICE, priority=3)
        shown = set[str]()
        while b64u(urgent) not in shown:
            if isinstance(heard := await desk.hear(), events.Conversation):
                shown.add(heard.id)
        shown -= {one.conversation for one in await desk.until_pong() if isinstance(one, events.Gone)}

    assert shown == {b64u(urgent)}


async def test_an_officer_who_knows_the_first_is_shown_the_next(officer_on: tuple[Line, Person]) -> None:
    """Whoever keeps out of it does not stand before a closed door; and who waits on a pause, or for training, holds up nobody."""
    line, officer = officer_on
    training = await line.opened(audience=POLICE, priority=3, channel="practice")
    assert await listed(officer) == [b64u(training)]
    first, second, _ = await three(line)
    assert await listed(officer) == [b64u(first)]
    assert (await officer.do(first, "recuse")).status_code in (200, 204)

    assert await listed(officer) == [b64u(second)]
    assert (await officer.do(second, "claim")).status_code == 200


async def test_other_circles_still_see_everybody_who_chose_them_as_well(officer_on: tuple[Line, Person]) -> None:
    """The line of police is nobody else's matter."""
    line, officer = officer_on
    both = [await line.opened(audience=COMMUNITY | POLICE) for _ in range(3)]

    assert {from_b64u(one) for one in await listed(line.sam)} == set(both)
    assert len(await listed(officer)) == 1


async def test_an_officer_neither_writes_nor_answers_a_call_for_whoever_stands_behind(
    officer_on: tuple[Line, Person],
) -> None:
    """By post or by socket, "there is nothing here", as for one that never was; for the first both are taken, and then for the next."""
    line, officer = officer_on
    first, second, _ = await three(line)
    await called(line, officer)  # the team was called for all of them

    async def says(conversation: bytes) -> int:
        path = f"/api/pages/{b64u(conversation)}/answer"
        return (await line.relay.client.post(path, json={"answer": "have"}, headers=officer.headers)).status_code

    async with served(line.relay.app) as sockets, sockets.of(officer) as desk:
        await desk.append(officer.frame(second))
        refused = await desk.next(events.Refusal)
        posted = await officer.send(second, officer.frame(second))
        answered = await says(second)
        await desk.append(officer.frame(first))
        await desk.next_receipt()

        assert (refused.code, posted.status_code, posted.json()["code"], answered) == (
            "not-found",
            404,
            "not-found",
            404,
        )
        assert await line.bot.read(second) == []
        assert await says(first) == 204
        assert (await officer.send(first, officer.frame(first))).status_code == 200
        await officer.do(first, "claim")
        assert (await officer.send(first, officer.frame(first))).status_code == 200, "what they have claimed is theirs"
        assert (await officer.send(second, officer.frame(second))).status_code == 200
        assert await says(second) == 204
