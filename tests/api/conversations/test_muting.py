"""What a pause after abuse is, and is not: timed, ended in one press, seen by a second person, and nobody is banned."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from api.conversations.team.rules import looks_at_unlinked
from api.protocol.base64url import b64u
from api.protocol.limits import DAY, HOUR, MINUTE, POLICE, UNSEEN_LIFE
from api.store.tables import mutes
from tests.api.conversations.line import Line, Person
from tests.api.conversations.test_deeds import deeds_on
from tests.api.conversations.test_team import claimed, refusal


async def to_review(line: Line, person: Person) -> list[dict[str, Any]]:
    """The pauses that wait for a second person, as somebody sees them."""
    answer = await line.relay.client.get("/api/team/mutes", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def looked_at(line: Line, person: Person, verdict: str, pause: str | None = None) -> Any:
    """Somebody says what they think of a pause; of the oldest that waits, when none is named."""
    pause = pause or (await to_review(line, line.lee))[0]["id"]
    path, body = f"/api/mutes/{pause}/review", {"verdict": verdict}
    return await line.relay.client.post(path, json=body, headers=person.headers)


async def muted(line: Line, minutes: int = 60) -> bytes:
    """Sam has a conversation, and pauses it."""
    conversation = await claimed(line, line.sam)
    answer = await line.sam.do(conversation, "mute", minutes=minutes, reason="sexual")
    assert answer.status_code == 200, answer.text
    return conversation


async def test_a_pause_has_an_end_and_ends_by_itself(line: Line) -> None:
    """An hour is an hour: then it is as it was, still the worker's, and nobody had to remember it."""
    conversation = await muted(line)
    until = (await line.bot.row(conversation))["muted_until"]
    line.relay.clock.forward(59 * MINUTE)
    await line.sam.send(conversation, line.sam.frame(conversation))
    await line.tick()
    before = (await line.sam.row(conversation))["muted_until"]
    await line.tick(2 * MINUTE)
    row = await line.sam.row(conversation)

    assert until == before
    assert row["muted_until"] is None


async def test_what_they_write_meanwhile_is_kept(line: Line) -> None:
    """A pause loses no word: the youth's end still writes, and the worker still reads it."""
    conversation = await muted(line)
    sent = await line.bot.send(conversation, line.bot.frame(conversation))

    assert sent.status_code == 200
    assert len(await line.sam.read(conversation)) == 1


async def test_who_paused_ends_it_in_one_press_and_it_is_looked_at_all_the_same(line: Line) -> None:
    """Ended is ended, and pressing twice is no mistake; a second person still sees that it was, and says if it was right."""
    conversation = await muted(line)
    again = [await line.sam.do(conversation, "unmute") for _ in range(2)]

    (left,) = await to_review(line, line.ash)
    own = await looked_at(line, line.sam, "right")
    said = await looked_at(line, line.ash, "right")

    assert [answer.json()["muted_until"] for answer in again] == [None, None]
    assert (left["device"], left["until"], left["ended_by"]) == (b64u(line.sam.id), line.clock.now(), b64u(line.sam.id))
    assert (refusal(own), said.status_code) == ((403, "second"), 204)
    assert await to_review(line, line.lee) == []
    assert await deeds_on(line, conversation) == [
        ("claim", line.sam.id),
        ("mute", line.sam.id),
        ("unmute", line.sam.id),
        ("mute-review", line.ash.id),
    ]


async def test_every_pause_waits_for_its_own_look_whatever_comes_after_it(line: Line) -> None:
    """Sam's pause, ended and begun anew, and that of Ash who took over and paused longer: each is listed and looked at."""
    conversation = await muted(line, minutes=60)
    line.clock.forward(59 * MINUTE)
    await line.sam.do(conversation, "unmute")
    line.clock.forward(MINUTE)
    await line.sam.do(conversation, "mute", minutes=15, reason="abuse")
    await line.sam.do(conversation, "release")
    line.clock.forward(MINUTE)
    await line.ash.do(conversation, "claim")
    until = (await line.ash.do(conversation, "mute", minutes=480, reason="flood")).json()["muted_until"]
    waiting = await to_review(line, line.lee)
    for one in waiting[:2]:
        assert (await looked_at(line, line.ash, "undone", one["id"])).status_code == 204
    (left,) = await to_review(line, line.lee)
    sam, ash = b64u(line.sam.id), b64u(line.ash.id)

    assert [(one["device"], one["minutes"], one["reason"], one["ended_by"]) for one in waiting] == [
        (sam, 60, "sexual", sam),
        (sam, 15, "abuse", ash),
        (ash, 480, "flood", None),
    ]
    assert [one["until"] - one["at"] for one in waiting] == [59 * MINUTE, MINUTE, 480 * MINUTE]
    assert (left, left["until"]) == (waiting[2], until)
    assert (await line.ash.row(conversation))["muted_until"] == until


async def test_a_pause_nobody_looked_at_outlives_its_talk_and_leads_back_to_nothing(line: Line) -> None:
    """Erased by its youth: what a worker did is still owed a look, to the hour; what was looked at is gone with the talk."""
    line.clock.forward(17 * MINUTE)
    conversation = await muted(line)
    await looked_at(line, line.ash, "right")
    await line.sam.do(conversation, "mute", minutes=15, reason="threats")
    await line.bot.do(conversation, "erase")
    (left,) = await to_review(line, line.ash)
    async with line.relay.app.state.database.reading() as connection:
        (row,) = (await connection.execute(select(mutes))).all()
    own = await looked_at(line, line.sam, "right", left["id"])
    strangers = await to_review(line, line.kim), await looked_at(line, line.kim, "right", left["id"])
    said = [await looked_at(line, line.ash, "right", left["id"]) for _ in range(2)]

    assert (left["conversation"], left["device"], left["minutes"], left["reason"]) == (
        None,
        b64u(line.sam.id),
        15,
        "threats",
    )
    assert (row.at % HOUR, row.until % HOUR, row.gone_at % DAY) == (0, 0, 0)
    assert conversation not in row
    assert (refusal(own), strangers[0], refusal(strangers[1])) == ((403, "second"), [], (404, "not-found"))
    assert [answer.status_code for answer in said] == [204, 404]
    async with line.relay.app.state.database.reading() as connection:
        assert (await connection.execute(select(mutes))).all() == []


@pytest.mark.parametrize(
    ("role", "circle", "looks"),
    [("worker", 1, True), ("worker", 0, False), ("supervisor", 0, True), ("supervisor", POLICE, False)],
)
def test_where_one_person_is_a_circle_a_supervisor_looks_but_none_of_the_police(
    role: str, circle: int, looks: bool
) -> None:
    """What outlived its talk names no youth: the circle of who paused may look, and any supervisor beside the police."""
    assert looks_at_unlinked(1, SimpleNamespace(device_id=b"", role=role, circle=circle)) is looks


async def test_a_pause_that_was_practice_leaves_nothing_owed(line: Line) -> None:
    """Whoever trains is looked at while the talk is there; a month later nobody owes that a look."""
    conversation = await line.opened(channel="practice")
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "mute", minutes=15, reason="threats")
    waiting = await to_review(line, line.ash)
    await line.bot.do(conversation, "erase")

    assert (len(waiting), await to_review(line, line.ash)) == (1, [])


async def test_what_nobody_ever_looks_at_goes_after_a_month_and_the_record_says_so(line: Line) -> None:
    """Not a day earlier; the record then names whose pause it was, and no conversation."""
    conversation = await muted(line)
    await line.bot.do(conversation, "erase")
    left = []
    for passed in (UNSEEN_LIFE - DAY, 2 * DAY):
        await line.tick(passed)
        async with line.relay.app.state.database.reading() as connection:
            left.append(len((await connection.execute(select(mutes))).all()))

    assert left == [1, 0]
    assert await deeds_on(line, line.sam.id) == [("mute-unseen", None)]


async def test_a_second_person_looks_at_each_pause(line: Line) -> None:
    """Why and for how long is shown to colleagues of the circle, and whoever paused cannot say that it was right."""
    conversation = await muted(line)
    (waiting,) = await to_review(line, line.ash)
    own = await looked_at(line, line.sam, "right")
    said = await looked_at(line, line.ash, "right")
    twice = await looked_at(line, line.lee, "undone", waiting["id"])

    assert (waiting["conversation"], waiting["device"], waiting["reason"]) == (
        b64u(conversation),
        b64u(line.sam.id),
        "sexual",
    )
    assert waiting["until"] - waiting["at"] == HOUR
    assert (refusal(own), said.status_code, refusal(twice)) == ((403, "second"), 204, (409, "not-muted"))
    assert (await line.sam.row(conversation))["muted_until"] == waiting["until"]
    assert await to_review(line, line.lee) == []


async def test_the_second_person_may_end_it(line: Line) -> None:
    """What was no abuse is no pause: the colleague's word ends it at once."""
    conversation = await muted(line, minutes=1440)

    answer = await looked_at(line, line.ash, "undone")

    assert answer.status_code == 204
    assert (await line.sam.row(conversation))["muted_until"] is None
    assert (await deeds_on(line, conversation))[-1] == ("mute-review", line.ash.id)


async def test_only_the_claimer_pauses_and_another_circle_hears_nothing_of_it(line: Line) -> None:
    """A colleague cannot silence somebody else's youth, and who may not see it is not told that it is there."""
    conversation = await claimed(line, line.sam)
    others = [await who.do(conversation, "mute", minutes=60, reason="abuse") for who in (line.ash, line.kim)]
    await line.sam.do(conversation, "mute", minutes=60, reason="abuse")

    assert [refusal(answer) for answer in others] == [(404, "not-found")] * 2
    assert await to_review(line, line.kim) == []
    assert refusal(await looked_at(line, line.kim, "right")) == (404, "not-found")


@pytest.mark.parametrize("said", [{"minutes": 525600, "reason": "abuse"}, {"minutes": 60, "reason": "rude"}, {}])
async def test_length_and_reason_have_a_closed_list(line: Line, said: dict[str, Any]) -> None:
    """There is no pause for ever, and none for a reason that nobody could look at."""
    conversation = await claimed(line, line.sam)

    answer = await line.sam.do(conversation, "mute", **said)

    assert (refusal(answer), (await line.sam.row(conversation))["muted_until"]) == ((422, "malformed"), None)


async def test_nobody_is_woken_for_what_is_paused_until_it_is_over(line: Line) -> None:
    """Put back in line while it is paused, it calls nobody; when the time is over, it calls like any other."""
    await line.on_call(line.sam, line.ash)
    conversation = await muted(line, minutes=15)
    await line.sam.do(conversation, "release")
    paging = line.relay.app.state.paging
    pages = []
    for passed in (0, 14 * MINUTE, 2 * MINUTE):
        await line.tick(passed)
        await paging.look()
        answer = await line.relay.client.get("/api/pages", headers=line.ash.headers)
        pages.append([one["conversation"] for one in answer.json()["items"]])

    assert pages == [[], [], [b64u(conversation)]]


async def test_an_emergency_ends_the_quiet_of_a_pause(line: Line) -> None:
    """Paused for a day and put back, she presses the emergency button: the team is called, and she hears when nobody comes."""
    await line.on_call(line.sam, line.ash)
    conversation = await muted(line, minutes=1440)
    await line.sam.do(conversation, "release")
    paging = line.relay.app.state.paging
    await paging.look()
    await line.bot.do(conversation, "priority", priority=3)
    called = []
    for passed in (0, 6 * MINUTE):
        await line.tick(passed)
        await paging.look()
        answer = await line.relay.client.get("/api/pages", headers=line.ash.headers)
        called.append([one["conversation"] for one in answer.json()["items"]])
    row = await line.bot.row(conversation)

    assert called == [[b64u(conversation)]] * 2
    assert (row["late"], row["muted_until"] is None) == (True, False)
