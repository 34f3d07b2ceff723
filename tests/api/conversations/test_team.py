"""What a team may rely on around one conversation: limits that hold, help that is seen, nobody who reads unseen."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest
from sqlalchemy import text

from api.conversations import claims
from api.protocol import events
from api.protocol.base64url import b64u
from api.protocol.limits import HOUR, LAPSE_AFTER, MINUTE
from tests.api.conversations.line import Line, Person, Sockets
from tests.api.conversations.teamwork import claimed, moved, refusal, team, where
from tests.api.founder import Phone


async def test_a_third_conversation_is_refused_with_the_way_out(line: Line) -> None:
    """Two at once is enough; the sentence says how many there are, and a deliberate press takes the third on top."""
    for _ in range(2):
        await claimed(line, line.sam)
    third = await line.opened()

    refused = await line.sam.do(third, "claim")
    taken = await line.sam.do(third, "claim", over=True)

    assert refusal(refused) == (409, "full")
    assert "You have 2 conversations, and take 2 at once." in refused.json()["says"]
    assert (taken.status_code, taken.json()["mine"]) == (200, True)
    assert [(await team(line, line.lee))["Sam"][name] for name in ("load", "most")] == [3, 2]


async def test_an_emergency_is_never_refused_for_being_one_too_many(line: Line) -> None:
    """Who pressed the emergency button does not wait for a limit."""
    for _ in range(2):
        await claimed(line, line.sam)

    urgent = await line.opened(priority=3)

    assert (await line.sam.do(urgent, "claim")).status_code == 200


async def test_one_worker_in_twenty_tabs_gets_no_more_than_two(line: Line) -> None:
    """Room is judged where the claim is made: presses at the same moment do not both find the last place free."""
    opened = [await line.opened() for _ in range(20)]

    answers = await asyncio.gather(*[line.sam.do(one, "claim") for one in opened])

    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [409] * 18


async def test_away_takes_nothing_new_and_keeps_what_one_has(line: Line) -> None:
    """Away refuses a claim with a sentence, ends no conversation, and is over at the time that was said."""
    mine, other = await claimed(line, line.sam), await line.opened()
    await where(line, line.sam, state="away", reason="meal", until=line.clock.now() + 30 * MINUTE)

    refused = await line.sam.do(other, "claim")
    wrote = await line.sam.send(mine, line.sam.frame(mine))
    line.clock.forward(30 * MINUTE)
    taken = await line.sam.do(other, "claim")

    assert refusal(refused) == (409, "away")
    assert (wrote.status_code, taken.status_code) == (200, 200)


async def test_workers_see_who_is_here_and_supervisors_see_the_load(line: Line) -> None:
    """A colleague's reasons and numbers are nobody's business but their own, their supervisor's and the coordinator's."""
    await line.off_call(line.kim, line.lee)
    await claimed(line, line.sam)
    await where(line, line.ash, state="away", reason="unwell")

    seen, whole = await team(line, line.sam), await team(line, line.lee)

    assert {name: one["state"] for name, one in seen.items()} == {
        "Ash": "away",
        "Founder": "off",
        "Kim": "off",
        "Lee": "off",
        "Sam": "here",
    }
    assert set(seen["Ash"]) == {"device", "label", "role", "circle", "state"}
    assert [seen["Sam"]["load"], whole["Sam"]["load"], whole["Ash"]["reason"]] == [1, 1, "unwell"]
    away = await line.relay.client.get("/api/team/away", headers=line.bot.headers)
    assert away.json()["items"] == [{"device": b64u(line.ash.id), "until": None}]


async def test_a_limit_is_set_by_whoever_leads(line: Line) -> None:
    """A supervisor gives a colleague one at a time; a worker cannot give themselves ten."""
    path = f"/api/team/{b64u(line.sam.id)}/most"
    done = await line.relay.client.put(path, json={"most": 1}, headers=line.lee.headers)
    refused = await line.relay.client.put(path, json={"most": 6}, headers=line.sam.headers)
    nobody = await line.relay.client.put(
        f"/api/team/{b64u(bytes(16))}/most", json={"most": 1}, headers=line.lee.headers
    )
    await claimed(line, line.sam)

    assert (done.status_code, refusal(refused), nobody.status_code) == (204, (403, "not-leading"), 404)
    assert refusal(await line.sam.do(await line.opened(), "claim")) == (409, "full")


@pytest.mark.parametrize(
    "said", [{"state": "gone"}, {"state": "away", "reason": "hangover"}, {"state": "away", "until": 5}, {}]
)
async def test_where_one_is_has_a_closed_list(line: Line, said: dict[str, Any]) -> None:
    """A state or reason that is not on the list, and a time that is over, are refused with a sentence."""
    answer = await where(line, line.sam, **said)

    assert (answer.status_code, answer.json()["code"]) in ((422, "malformed"), (422, "until"))


async def test_a_call_for_help_is_seen_and_one_press_brings_somebody(line: Line, sockets: Sockets) -> None:
    """Colleagues see it in the row, one comes, and who asked is shown who; then nobody else may just walk in."""
    conversation = await claimed(line, line.sam)
    async with sockets.of(line.ash) as ash, sockets.of(line.sam) as sam:
        before = await line.ash.do(conversation, "open")
        await line.sam.do(conversation, "help", on=True)
        called = await ash.next(lambda heard: getattr(heard, "help", False))
        opened = await line.ash.do(conversation, "open")
        came = await sam.next(lambda heard: bool(getattr(heard, "present", [])))

    assert refusal(before) == (403, "two")
    assert (called.reads, opened.status_code, opened.json()["reads"], opened.json()["help"]) == (
        False,
        200,
        True,
        False,
    )
    assert [(one.device, one.reason) for one in came.present] == [(b64u(line.ash.id), "help")]
    assert (await line.ash.send(conversation, line.ash.frame(conversation))).status_code == 200


async def test_only_who_has_it_calls_for_help_and_may_take_it_back(line: Line) -> None:
    """A colleague cannot open a door by calling for help in my name; I can say that it is all right again."""
    conversation = await claimed(line, line.sam)

    foreign = await line.ash.do(conversation, "help", on=True)
    await line.sam.do(conversation, "help", on=True)
    await line.sam.do(conversation, "help", on=False)

    assert foreign.status_code == 404
    assert (await line.bot.row(conversation))["help"] is False
    assert refusal(await line.ash.do(conversation, "open")) == (403, "two")


async def test_a_supervisor_reads_nothing_before_the_claimer_is_shown_that_she_does(line: Line) -> None:
    """No silent reader, Protocol 3.5: frames come after the opening, which stands in the claimer's row."""
    conversation = await claimed(line, line.sam)
    await line.bot.send(conversation, line.bot.frame(conversation))

    silent = await line.lee.get(f"/{b64u(conversation)}/frames")
    await line.lee.do(conversation, "open")

    assert silent.status_code == 404
    assert len(await line.lee.read(conversation)) == 1
    present = (await line.sam.row(conversation))["present"]
    assert [(one["device"], one["reason"]) for one in present] == [(b64u(line.lee.id), "supervise")]
    await line.lee.do(conversation, "leave")
    assert (await line.lee.get(f"/{b64u(conversation)}/frames")).status_code == 404


async def test_whoever_was_beside_a_claimer_is_so_no_longer_when_the_claim_ends(line: Line) -> None:
    """Released, lapsed, closed or handed over: an opening never outlives the claim that it was for."""
    for ending in ("release", "lapse", "close", "transfer"):
        conversation = await claimed(line, line.sam)
        await line.lee.do(conversation, "open")
        if ending == "lapse":
            await line.tick(LAPSE_AFTER + 1000)
        elif ending == "transfer":
            await line.sam.do(conversation, "offer", device=b64u(line.ash.id))
            await line.ash.do(conversation, "agree")
            assert (await moved(line, line.sam, conversation, line.ash)).status_code == 200
        else:
            await line.sam.do(conversation, ending)

        assert (await line.bot.row(conversation))["present"] == [], ending


async def test_whoever_the_youth_lets_in_no_longer_is_beside_nobody_and_is_offered_nothing(line: Line) -> None:
    """Kim came beside Sam, and agreed to take over; the youth takes the yes back, and gives it anew: Kim comes by another press only."""
    conversation = await claimed(line, line.sam, audience=3)
    await line.sam.do(conversation, "help")
    await line.kim.do(conversation, "open")
    await line.sam.do(conversation, "offer", device=b64u(line.kim.id))
    await line.kim.do(conversation, "agree")
    before = await line.sam.row(conversation)
    await line.bot.do(conversation, "audience", audience=1)
    shut_out = await line.sam.row(conversation)
    await line.bot.do(conversation, "audience", audience=3)
    again = await line.kim.get(f"/{b64u(conversation)}")

    assert ([one["device"] for one in before["present"]], before["agreed"]) == ([b64u(line.kim.id)], True)
    assert (shut_out["present"], shut_out["offered_to"], shut_out["agreed"]) == ([], None, False)
    assert again.status_code == 404


async def test_two_people_open_what_an_absent_colleague_has_for_one_hour(line: Line) -> None:
    """One asks with a reason of the list, another agrees; the claimer is told of both, and an hour later it is over."""
    kai = line.lee
    conversation = await claimed(line, line.sam)
    await line.ash.do(conversation, "open-together", reason="danger")
    alone = await line.ash.do(conversation, "agree-together", device=b64u(line.ash.id))
    shut = await line.ash.get(f"/{b64u(conversation)}/frames")

    agreed = await kai.do(conversation, "agree-together", device=b64u(line.ash.id))

    assert (refusal(alone), shut.status_code, agreed.status_code) == ((403, "same-person"), 404, 200)
    assert await line.ash.read(conversation) == []
    (present,) = (await line.sam.row(conversation))["present"]
    assert (present["device"], present["agreed_by"], present["reason"]) == (b64u(line.ash.id), b64u(kai.id), "danger")
    for _ in range(13):  # the claimer's desk stays connected, so that the claim does not end first
        await claims.here(line.mail, [line.sam.id])
        await line.tick(5 * MINUTE)
    assert (await line.ash.get(f"/{b64u(conversation)}/frames")).status_code == 404
    assert (await line.sam.row(conversation))["present"] == []


async def test_two_devices_of_one_worker_are_not_two_people(line: Line) -> None:
    """Her phone agrees to nothing that her laptop asked, and neither does the claimer's; nor to a pause or a packet of hers."""
    phones = {}
    for label in (" ASH", "Sａm"):
        phone = Phone(label, "supervisor")
        assert (await line.relay.put_roster(*line.relay.phones, phone)).status_code == 200
        phones[label.strip()] = Person(line.relay, phone, await line.relay.come_in(phone))
    conversation = await claimed(line, line.sam)
    await line.ash.do(conversation, "open-together", reason="danger")
    agreed = [await phone.do(conversation, "agree-together", device=b64u(line.ash.id)) for phone in phones.values()]
    await line.sam.do(conversation, "mute", minutes=60, reason="sexual")
    (pause,) = (await line.relay.client.get("/api/team/mutes", headers=phones["Sａm"].headers)).json()["items"]
    said, hers = {"verdict": "right"}, phones["Sａm"].headers
    paused = await line.relay.client.post(f"/api/mutes/{pause['id']}/review", json=said, headers=hers)
    packet = {
        "id": b64u(os.urandom(16)),
        "second": b64u(phones["Sａm"].id),
        "receiver": None,
        "kind": "police",
        "basis": "court_order",
        "sealed": "AA",
    }
    handed = await line.sam.do(conversation, "packets", **packet)

    assert [refusal(one) for one in agreed] == [(403, "same-person")] * 2
    assert refusal(paused) == (403, "second")
    assert refusal(handed) == (409, "packet-second")
    assert (await line.lee.do(conversation, "agree-together", device=b64u(line.ash.id))).status_code == 200


async def test_a_worker_carries_two_is_away_and_keeps_out_on_all_her_devices_together(line: Line) -> None:
    """The limit, a break, and whom she knows are hers and not a browser's."""
    phone = Phone("sam")
    assert (await line.relay.put_roster(*line.relay.phones, phone)).status_code == 200
    pocket = Person(line.relay, phone, await line.relay.come_in(phone))
    await line.on_call(pocket)
    await claimed(line, line.sam)
    await claimed(line, pocket)
    third = await line.opened()
    full = [await one.do(third, "claim") for one in (line.sam, pocket)]
    loads = [
        one["load"]
        for one in (await line.relay.client.get("/api/team", headers=line.lee.headers)).json()["items"]
        if one["label"].lower() == "sam"
    ]
    await where(line, pocket, state="away", reason="meal")
    away = await line.sam.do(third, "claim", over=True)
    await pocket.do(third, "recuse")

    assert sorted((await line.bot.row(third))["hidden_from"]) == sorted(b64u(one.id) for one in (line.sam, pocket))
    assert [refusal(one) for one in full] == [(409, "full")] * 2
    assert loads == [2, 2]
    assert refusal(away) == (409, "away")


async def test_what_she_said_on_one_device_holds_on_one_that_is_let_in_later(line: Line) -> None:
    """A new phone of hers does not show whom she hid from herself, and is no way around a break."""
    conversation = await line.opened()
    await line.sam.do(conversation, "recuse")
    other = await line.opened()
    await where(line, line.sam, state="away", reason="unwell")
    phone = Phone("sam")
    assert (await line.relay.put_roster(*line.relay.phones, phone)).status_code == 200
    pocket = Person(line.relay, phone, await line.relay.come_in(phone))
    await line.on_call(pocket)

    assert (await pocket.get(f"/{b64u(conversation)}")).status_code == 404
    assert refusal(await pocket.do(other, "claim")) == (409, "away")
    hidden = (await line.bot.row(conversation))["hidden_from"]
    assert sorted(hidden) == sorted(b64u(one.id) for one in (line.sam, pocket))


async def test_a_request_that_nobody_agrees_to_is_gone_in_an_hour(line: Line) -> None:
    """And meanwhile it opens nothing; a reason that is not on the list is refused."""
    conversation = await claimed(line, line.sam)

    wrong = await line.ash.do(conversation, "open-together", reason="curious")
    mine = await line.sam.do(conversation, "open-together", reason="danger")
    await line.ash.do(conversation, "open-together", reason="promise")
    line.clock.forward(HOUR + 1)
    late = await line.lee.do(conversation, "agree-together", device=b64u(line.ash.id))

    assert (refusal(wrong), refusal(mine)) == ((422, "malformed"), (409, "not-claimed"))
    assert refusal(late) == (409, "not-asked-together")


async def test_who_knows_this_person_sees_nothing_of_it_again(line: Line, sockets: Sockets) -> None:
    """Hidden from lists, row, mail and events; what they had waits in its old place; no colleague's row says why."""
    conversation = await claimed(line, line.sam)
    waiting = (await line.bot.row(conversation))["waiting_since"]
    async with sockets.of(line.sam) as sam, sockets.of(line.ash) as ash:
        await sam.watching({conversation: 0})
        await sam.until_pong()
        await line.sam.do(conversation, "recuse")
        assert await sam.next(events.Gone) == events.Gone(b64u(conversation))
        row = await ash.next(lambda heard: getattr(heard, "state", "") == "waiting")
        await line.bot.send(conversation, line.bot.frame(conversation))
        await line.ash.do(conversation, "claim")
        assert [heard for heard in await sam.until_pong() if getattr(heard, "id", "") == b64u(conversation)] == []

    assert (row.waiting_since, row.hidden_from, row.present) == (waiting, [], [])
    for path in ("?state=waiting", "?state=claimed", "?state=claimed&mine=1"):
        assert (await line.sam.get(path)).json()["items"] == []
    assert (await line.sam.get(f"/{b64u(conversation)}")).status_code == 404
    verbs: tuple[tuple[str, dict[str, Any]], ...] = (
        ("claim", {}),
        ("open", {}),
        ("open-together", {"reason": "danger"}),
    )
    for verb, body in verbs:
        assert (await line.sam.do(conversation, verb, **body)).status_code == 404
    assert (await line.sam.send(conversation, line.sam.frame(conversation))).status_code == 404
    assert (await line.bot.row(conversation))["hidden_from"] == [b64u(line.sam.id)]
    assert (await line.ash.row(conversation))["hidden_from"] == []


async def test_the_same_youths_next_conversation_is_hidden_from_the_beginning(line: Line) -> None:
    """The youth's end names who must not see it when it opens the next one, and nobody else can."""
    conversation = os.urandom(16)
    body = {"id": b64u(conversation), "audience": 1, "channel": "telegram", "hidden_from": [b64u(line.sam.id)]}

    assert (await line.bot.post("", body)).status_code == 201

    assert (await line.sam.get("?state=waiting")).json()["items"] == []
    assert len((await line.ash.get("?state=waiting")).json()["items"]) == 1


async def test_every_deed_of_the_team_is_on_record(line: Line) -> None:
    """Who opened, helped, asked and agreed, took over or stepped out can be found out afterwards; words never."""
    conversation = await claimed(line, line.sam)
    await line.sam.do(conversation, "help", on=True)
    await line.ash.do(conversation, "open")
    await line.ash.do(conversation, "leave")
    await line.ash.do(conversation, "open-together", reason="danger")
    await line.lee.do(conversation, "agree-together", device=b64u(line.ash.id))
    await line.lee.do(conversation, "open")
    await line.sam.do(conversation, "offer", device=b64u(line.lee.id))
    await line.lee.do(conversation, "agree")
    await moved(line, line.sam, conversation, line.lee)
    await line.ash.do(conversation, "recuse")

    async with line.mail.database.reading() as connection:
        rows = await connection.execute(text("SELECT action FROM audit ORDER BY number"))
        actions = [one.action for one in rows]
    deeds = actions[actions.index("claim") :]
    assert deeds == ["claim", "help", "join", "open-asked", "open-agreed", "open", "transfer", "recuse"]
