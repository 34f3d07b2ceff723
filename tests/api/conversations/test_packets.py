"""What leaves the line leaves by two people, sealed, on record, and for its receiver alone."""

from __future__ import annotations

import os
from typing import Any

import pytest

from api.conversations.packets import queries
from api.conversations.packets.handing import PLACE
from api.conversations.packets.rules import DEEDS, MOST_SEALED
from api.protocol.base64url import b64u, from_b64u
from api.protocol.limits import DAY, HOUR
from tests.api.conversations.line import Line, Person
from tests.api.conversations.test_deeds import deeds_on, record_of
from tests.api.conversations.test_team import claimed, refusal

SIGNATURE = b64u(bytes(range(64)))
DRAFT, PACKET = b"sealed for the second person", b"sealed for the receiver"


async def asked(line: Line, conversation: bytes, by: Person | None = None, **change: Any) -> Any:
    """Sam asks Ash to look at a packet for Kim."""
    body = {
        "id": b64u(os.urandom(16)),
        "second": b64u(line.ash.id),
        "receiver": b64u(line.kim.id),
        "kind": "police",
        "basis": "agreed",
        "sealed": b64u(DRAFT),
    }
    return await (by or line.sam).do(conversation, "packets", **(body | change))


async def does(person: Person, packet: str, verb: str, **body: Any) -> Any:
    """Post one verb to a packet."""
    return await person.relay.client.post(f"/api/packets/{packet}/{verb}", json=body, headers=person.headers)


def sealed_in(answer: Any) -> bytes:
    """What somebody took out of a packet."""
    assert answer.status_code == 200, answer.text
    return from_b64u(answer.json()["sealed"])


async def listed(person: Person) -> list[tuple[str, str]]:
    """The packets that somebody has to do with, and how each stands."""
    answer = await person.relay.client.get("/api/packets", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return [(one["id"], one["state"]) for one in answer.json()["items"]]


async def comes_back(person: Person) -> None:
    """Sign in anew after a long time."""
    person.headers = await person.relay.come_in(person.phone)


async def made(line: Line, **change: Any) -> tuple[bytes, str]:
    """A packet that waits for Ash."""
    conversation = await claimed(line, line.sam)
    answer = await asked(line, conversation, **change)
    assert answer.status_code == 201, answer.text
    return conversation, answer.json()["id"]


async def sent(line: Line) -> tuple[bytes, str]:
    """A packet that waits for Kim."""
    conversation, packet = await made(line)
    assert (await does(line.ash, packet, "second", signature=SIGNATURE)).status_code == 200
    assert (await does(line.sam, packet, "send", sealed=b64u(PACKET))).status_code == 200
    return conversation, packet


async def test_it_goes_from_one_to_a_second_to_its_receiver(line: Line) -> None:
    """Each sees it when it is their turn, opens what is sealed to them, and the record names all three."""
    conversation, packet = await made(line)
    looked = await does(line.ash, packet, "take")
    early = [await listed(person) for person in (line.sam, line.ash, line.kim)]
    agreed = await does(line.ash, packet, "second", signature=SIGNATURE)
    handed = await does(line.sam, packet, "send", sealed=b64u(PACKET))
    late = [await listed(person) for person in (line.sam, line.ash, line.kim)]
    opened = await does(line.kim, packet, "take")
    kept = await does(line.kim, packet, "export")

    assert sealed_in(looked) == DRAFT
    assert early == [[(packet, "asked")], [(packet, "asked")], []]
    assert (agreed.json()["agreement"], agreed.json()["state"]) == (SIGNATURE, "agreed")
    assert handed.json()["conversation"] is None
    assert late == [[(packet, "sent")], [], [(packet, "sent")]]
    assert (sealed_in(opened), kept.json()["state"]) == (PACKET, "opened")
    assert await deeds_on(line, conversation) == [
        ("claim", line.sam.id),
        ("packet", line.sam.id),
        ("packet-agreed", line.ash.id),
        ("packet-sent", line.sam.id),
    ]
    assert await deeds_on(line, line.kim.id) == [("packet-for", line.sam.id)]
    last = [(row.action, row.actor) for row in await record_of(line)][-2:]
    assert last == [("packet-opened", line.kim.id), ("export", line.kim.id)]


@pytest.mark.parametrize("basis", sorted(DEEDS))
async def test_the_reason_is_on_record_by_its_code_and_nothing_else(line: Line, basis: str) -> None:
    """A coordinator can count what left without a yes, and why, for as long as the record is kept."""
    conversation, _ = await made(line, basis=basis)

    assert (DEEDS[basis], line.sam.id) in await deeds_on(line, conversation)  # type: ignore[index]


async def test_who_made_it_is_never_the_second_person(line: Line) -> None:
    """Nor is whoever would get it, nor somebody whom the youth did not agree to, nor a bot or an editor."""
    conversation = await claimed(line, line.sam)
    refused = [await asked(line, conversation, second=b64u(one.id)) for one in (line.sam, line.kim, line.bot, line.ann)]
    outside = await asked(line, conversation, second=b64u(line.kim.id), receiver=None)
    receiver_too = await asked(line, conversation, receiver=b64u(line.ash.id))

    assert {refusal(answer) for answer in (*refused, outside, receiver_too)} == {(409, "packet-second")}


async def test_only_who_has_the_conversation_or_stands_beside_makes_one(line: Line) -> None:
    """A colleague who merely could have claimed it cannot; a supervisor who has joined can; outside there is nothing."""
    conversation = await claimed(line, line.sam)
    waiting = await line.opened()
    beside = await line.lee.do(conversation, "open")
    answers = {
        "ash": await asked(line, conversation, line.ash, second=b64u(line.lee.id)),
        "lee": await asked(line, conversation, line.lee),
        "kim": await asked(line, conversation, line.kim, receiver=None),
        "waiting": await asked(line, waiting),
    }

    assert beside.status_code == 200
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "ash": 404,
        "lee": 201,
        "kim": 404,
        "waiting": 409,
    }


async def test_nobody_agrees_opens_or_sends_out_of_turn(line: Line) -> None:
    """Every state x every person x every verb: what is not theirs to do changes nothing, and outsiders see nothing."""
    conversation, packet = await made(line)
    people = {"sam": line.sam, "ash": line.ash, "kim": line.kim, "lee": line.lee}
    bodies = {"second": {"signature": SIGNATURE}, "decline": {"sealed": "AA"}, "send": {"sealed": "AA"}}
    may = {
        "asked": {("ash", "take"), ("ash", "second"), ("ash", "decline"), ("sam", "withdraw")},
        "agreed": {("sam", "send"), ("sam", "withdraw")},
        "sent": {("kim", "take"), ("sam", "withdraw")},
    }
    steps = {"asked": ("ash", "second"), "agreed": ("sam", "send"), "sent": ("kim", "take")}
    for state, allowed in may.items():
        for name, person in people.items():
            for verb in ("take", "second", "decline", "send", "export", "withdraw"):
                if (name, verb) not in allowed:
                    answer = await does(person, packet, verb, **bodies.get(verb, {}))
                    assert answer.status_code in (404, 409), (state, name, verb)
        assert (packet, state) in await listed(people[steps[state][0]])
        name, verb = steps[state]
        assert (await does(people[name], packet, verb, **bodies.get(verb, {}))).status_code == 200, (state, name, verb)

    assert refusal(await does(line.sam, packet, "withdraw")) == (409, "packet-opened")
    assert await listed(line.lee) == []
    assert len(await deeds_on(line, conversation)) == 4


async def test_a_no_leaves_nothing_behind_but_its_words_to_the_author(line: Line) -> None:
    """Nothing is sent after a no; the sentence is sealed, and the author alone fetches it."""
    conversation, packet = await made(line)
    said = await does(line.ash, packet, "decline", sealed=b64u(b"not like this"))
    words = await does(line.sam, packet, "take")
    send = await does(line.sam, packet, "send", sealed="AA")

    assert (said.json()["state"], sealed_in(words)) == ("declined", b"not like this")
    assert refusal(send) == (409, "packet-moved")
    assert await listed(line.ash) == await listed(line.kim) == []
    assert ("packet-declined", line.ash.id) in await deeds_on(line, conversation)


async def test_it_is_taken_back_until_somebody_opened_it(line: Line) -> None:
    """Withdrawn is gone for its receiver too, and its lock with it."""
    _, packet = await sent(line)
    back = await does(line.sam, packet, "withdraw")
    late = await does(line.kim, packet, "take")

    assert (back.status_code, late.status_code) == (204, 404)
    assert await line.mail.lockbox.find(name_of(packet)) is None


async def test_paper_is_printed_by_its_author_once_a_second_person_agreed(line: Line) -> None:
    """Somebody outside the line gets paper: no device is sent anything, and the printing is on record."""
    conversation, packet = await made(line, receiver=None, kind="hospital")
    early = await does(line.sam, packet, "export")
    await does(line.ash, packet, "second", signature=SIGNATURE)
    send = await does(line.sam, packet, "send", sealed="AA")
    printed = await does(line.sam, packet, "export")

    assert [refusal(early), refusal(send)] == [(409, "packet-moved")] * 2
    assert printed.json()["state"] == "opened"
    assert ("export", line.sam.id) in await deeds_on(line, conversation)


async def test_a_yes_that_nobody_could_take_back_sends_nothing(line: Line) -> None:
    """Over a closed conversation the youth has no button any more; a court order needs none."""
    conversation, packet = await made(line)
    await does(line.ash, packet, "second", signature=SIGNATURE)
    await line.bot.do(conversation, "close")
    late = await does(line.sam, packet, "send", sealed="AA")
    anew = await asked(line, conversation)
    court = await asked(line, conversation, basis="court_order")

    assert [refusal(late), refusal(anew)] == [(409, "packet-closed")] * 2
    assert court.status_code == 201


async def test_a_hospital_is_no_device(line: Line) -> None:
    """Only police and child protection are on the roster; the others get paper."""
    conversation = await claimed(line, line.sam)

    assert refusal(await asked(line, conversation, kind="hospital")) == (409, "packet-receiver")
    assert refusal(await asked(line, conversation, receiver=b64u(line.ann.id))) == (409, "packet-receiver")


async def test_one_too_large_is_refused_whole(line: Line) -> None:
    """64 KiB and not a byte more."""
    conversation = await claimed(line, line.sam)
    fits = await asked(line, conversation, sealed=b64u(bytes(MOST_SEALED)))
    too_large = await asked(line, conversation, sealed=b64u(bytes(MOST_SEALED + 1)))

    assert (fits.status_code, too_large.status_code) == (201, 422)


async def test_a_draft_goes_with_its_conversation(line: Line) -> None:
    """Erased by the youth, nothing of a packet that was not sent is left, here or under any key."""
    conversation, packet = await made(line)
    await line.bot.do(conversation, "erase")

    assert await listed(line.sam) == await listed(line.ash) == []
    assert (await does(line.ash, packet, "take")).status_code == 404
    assert await line.mail.lockbox.find(conversation) is None


async def test_what_was_sent_outlives_its_conversation_and_names_it_no_more(line: Line) -> None:
    """The receiver still opens it, for a week from then; after that row and lock are gone."""
    conversation, packet = await sent(line)
    await line.bot.do(conversation, "erase")
    opened = await does(line.kim, packet, "take")
    await line.tick(7 * DAY - 2 * HOUR)
    await comes_back(line.kim)
    again = await does(line.kim, packet, "take")
    await line.tick(4 * HOUR)

    assert (sealed_in(opened), sealed_in(again)) == (PACKET, PACKET)
    assert await listed(line.kim) == []
    assert await line.mail.lockbox.find(name_of(packet)) is None


async def test_what_nobody_opens_is_destroyed_after_two_weeks(line: Line) -> None:
    """By then no key is left that could open it."""
    _, packet = await sent(line)
    await line.tick(14 * DAY - HOUR)
    await comes_back(line.kim)
    before = await listed(line.kim)
    await line.tick(3 * HOUR)

    assert (before, await listed(line.kim)) == ([(packet, "sent")], [])


async def test_it_lies_under_a_second_lock(line: Line) -> None:
    """In the database nothing of what is sealed stands as it came; moved to another row it opens nowhere."""
    _, packet = await sent(line)
    name = name_of(packet)
    lock = await line.mail.lockbox.find(name)
    async with line.relay.app.state.database.reading() as connection:
        wrapped = await queries.sealed(connection, name)

    assert wrapped is not None
    assert PACKET not in wrapped
    assert lock is not None
    assert lock.unwrap(PLACE, wrapped) == PACKET


async def test_an_officer_who_is_sent_one_sees_no_queue(line: Line) -> None:
    """What is for them is one thing in one list; the conversation it came from is not there for them."""
    conversation, packet = await sent(line)
    rows = await line.kim.get("?state=claimed")

    assert await listed(line.kim) == [(packet, "sent")]
    assert rows.json()["items"] == []
    assert (await line.kim.get(f"/{b64u(conversation)}")).status_code == 404


@pytest.mark.parametrize("how", ["knows them", "taken out"])
async def test_who_may_not_know_of_the_youth_any_more_neither_agrees_nor_reads_the_draft(line: Line, how: str) -> None:
    """A second person who recuses themselves, or whose circle the youth takes out, has no say and nothing to look at."""
    conversation = await claimed(line, line.sam, audience=3)
    second, other = (line.ash, line.kim) if how == "knows them" else (line.kim, line.lee)
    answer = await asked(line, conversation, second=b64u(second.id), receiver=b64u(other.id))
    packet = answer.json()["id"]
    if how == "knows them":
        await second.do(conversation, "recuse")
    else:
        await line.bot.do(conversation, "audience", audience=1)

    assert await listed(second) == []
    assert (await does(second, packet, "take")).status_code == 404
    assert (await does(second, packet, "second", signature=SIGNATURE)).status_code == 404


@pytest.mark.parametrize("when", ["before it is asked for", "before it is sent"])
async def test_nothing_of_the_youth_goes_to_a_receiver_who_knows_them(line: Line, when: str) -> None:
    """The officer who knows whom they are hiding from is whom the button is for; the author hears what anybody hears who cannot get one."""
    conversation = await claimed(line, line.sam, audience=3)
    if when == "before it is asked for":
        await line.kim.do(conversation, "recuse")
        assert refusal(await asked(line, conversation)) == (409, "packet-receiver")
        return
    packet = (await asked(line, conversation)).json()["id"]
    await does(line.ash, packet, "second", signature=SIGNATURE)
    await line.kim.do(conversation, "recuse")

    assert refusal(await does(line.sam, packet, "send", sealed=b64u(PACKET))) == (409, "packet-receiver")
    assert await listed(line.kim) == []


async def test_an_author_who_came_to_know_them_sends_nothing_any_more(line: Line) -> None:
    """Also after a colleague claimed it, and though the second person had agreed."""
    conversation, packet = await made(line)
    await does(line.ash, packet, "second", signature=SIGNATURE)
    await line.sam.do(conversation, "recuse")
    await line.ash.do(conversation, "claim")

    assert await listed(line.sam) == []
    assert (await does(line.sam, packet, "send", sealed=b64u(PACKET))).status_code == 404


def name_of(packet: str) -> bytes:
    """A packet's id as the lockbox names it."""
    return from_b64u(packet)
