"""Who could read nothing of it is never the one whom a youth is told about: the relay's own lock, whatever a desk asks."""

from __future__ import annotations

import pytest

from api.oncall.certificates import SHIFT, STANDBY
from api.protocol.base64url import b64u
from api.protocol.limits import DAY
from tests.api.conversations.line import Line, Person
from tests.api.conversations.teamwork import claimed, refusal
from tests.api.founder import Phone

OFF_CALL = (409, "off-call")


async def goes(line: Line, person: Person, *kinds: int) -> None:
    """Let somebody have these keys and no other."""
    await line.off_call(person)
    for kind in kinds:
        await line.on_call(person, kind=kind)


async def test_off_call_i_claim_nothing_and_read_what_to_do(line: Line) -> None:
    """A stale tab presses Claim: it waits on for whoever can read it, nothing is on record, and on call it is mine."""
    conversation = await line.opened()
    await goes(line, line.sam)

    refused = await line.sam.do(conversation, "claim", over=True)

    assert refusal(refused) == OFF_CALL
    assert refused.json()["says"].startswith("Go on call on this device first")
    assert (await line.bot.row(conversation))["state"] == "waiting"
    await goes(line, line.sam, SHIFT)
    assert (await line.sam.do(conversation, "claim")).status_code == 200
    await goes(line, line.sam)
    assert (await line.sam.do(conversation, "claim")).status_code == 200, (
        "what one has, one has; its end is the bot's to see"
    )


async def test_my_shift_is_on_my_laptop_and_my_phone_claims_nothing(line: Line) -> None:
    """A key belongs to a device, and not to a person: the words are locked for the laptop."""
    phone = Phone("sAM")
    assert (await line.relay.put_roster(*line.relay.phones, phone)).status_code == 200
    pocket = Person(line.relay, phone, await line.relay.come_in(phone))
    conversation = await line.opened()

    assert refusal(await pocket.do(conversation, "claim")) == OFF_CALL
    assert (await line.sam.do(conversation, "claim")).status_code == 200


async def test_a_shift_that_has_run_out_claims_nothing(line: Line) -> None:
    """Also while the relay has not tidied the old key away."""
    conversation = await line.opened()
    line.clock.forward(DAY)
    line.sam.headers = await line.relay.come_in(line.sam.phone)

    assert refusal(await line.sam.do(conversation, "claim")) == OFF_CALL


@pytest.mark.parametrize(
    ("note", "mine", "ashs", "status"),
    [
        (True, STANDBY, None, 200),
        (False, STANDBY, None, 409),
        (True, STANDBY, SHIFT, 409),
        (True, None, None, 409),
        (True, SHIFT, SHIFT, 200),
    ],
)
async def test_on_standby_i_take_a_note_while_nobody_is_on_call(
    line: Line, note: bool, mine: int | None, ashs: int | None, status: int
) -> None:
    """Standby keys are sealed to only then (Protocol 3.3); who was not chosen, or knows this person, is nobody here."""
    conversation = await line.opened(note=note, hidden_from=[b64u(line.lee.id)])
    for person, kind in ((line.sam, mine), (line.ash, ashs)):
        await goes(line, person, *([kind] if kind else []))

    assert (await line.sam.do(conversation, "claim")).status_code == status


async def test_off_call_i_come_to_nobodys_side(line: Line) -> None:
    """Asked for help, as a supervisor, with a second person's word: nobody is told that I read along, or woken for it."""
    conversation = await claimed(line, line.sam)
    await line.sam.do(conversation, "help", on=True)
    await goes(line, line.ash)
    await goes(line, line.lee)
    refused = [
        await line.ash.do(conversation, "open"),
        await line.ash.do(conversation, "open-together", reason="danger"),
        await line.lee.do(conversation, "open"),
    ]

    assert [refusal(one) for one in refused] == [OFF_CALL] * 3
    row = await line.sam.row(conversation)
    assert (row["present"], row["help"]) == ([], True)
    await goes(line, line.lee, SHIFT)
    assert (await line.lee.do(conversation, "open")).status_code == 200
    await goes(line, line.lee)
    assert refusal(await line.lee.do(conversation, "open")) == OFF_CALL, "said again, it would be told again"
    await line.sam.do(conversation, "close")
    assert (await line.lee.do(conversation, "open")).status_code == 200, "what is over is read, and nobody is told"


async def test_off_call_since_it_was_offered_i_take_nothing_over(line: Line) -> None:
    """Ash went home between the question and the yes: the youth is asked about nobody."""
    conversation = await claimed(line, line.sam)
    await line.sam.do(conversation, "offer", device=b64u(line.ash.id))
    await goes(line, line.ash)

    assert refusal(await line.ash.do(conversation, "agree")) == OFF_CALL
    assert (await line.sam.row(conversation))["agreed"] is False
