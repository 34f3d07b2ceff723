"""A claim of somebody who can read nothing: the youth is told of nobody, and waits on for who can."""

from __future__ import annotations

from typing import Any

import pytest

from api.conversations import claims as relay_claims
from api.conversations.team import joining
from bot.sealing.keys import b64u
from tests.bot.stories import asks_for, claims, on_call, talking
from tests.bot.test_team import agreed, offered
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person


@pytest.fixture(name="careless")
def a_relay_that_asks_for_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older or a hostile relay, which lets everybody claim and stand beside."""

    async def asks_nothing(*_: object) -> None:
        """Let it pass."""

    for module in (relay_claims, joining):
        monkeypatch.setattr(module, "demand_key", asks_nothing)


async def presses(worker: Worker, conversation: bytes) -> None:
    """Claim off call, as a client does that does not ask."""
    await worker.trust.refresh_documents(worker.relay, worker.now())
    await worker.claim(conversation)


def deaf_to_shifts(line: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot hear of nobody who goes on or off call."""
    heard = line.line.desk.ring

    async def half_deaf(event: dict[str, Any]) -> None:
        if event.get("t") != "certificates":
            await heard(event)

    monkeypatch.setattr(line.line.desk, "ring", half_deaf)


@pytest.mark.usefixtures("careless")
async def test_who_claims_off_call_is_here_for_nobody_and_it_goes_back_in_line(line: World, mia: Person) -> None:
    """Sam is on call and Robin is not: Mia reads of no Robin, the relay gets it back, Sam can claim at once."""
    sam = await on_call(line)
    await asks_for(mia)
    conversation = await sam.conversation()
    robin = await line.worker("Robin", on_call=False)
    await presses(robin, conversation)
    await sam.sees_row(conversation, state="claimed")
    await sam.sees_row(conversation, state="waiting")
    await sam.hears("claimed", device=None)
    await line.quiet()

    assert "is here now" not in mia.screen_text()
    mia.send("are you there")
    await sam.hears("text", body="are you there")
    await claims(sam, mia)
    assert mia.screen_text().count("is here now") == 1


@pytest.mark.usefixtures("careless")
async def test_who_joins_off_call_is_not_said_to_be_here_too(line: World, mia: Person) -> None:
    """A supervisor off call opens what Sam has: nothing is sealed to her, and Mia is told of nobody."""
    sam, conversation = await talking(line, mia)
    lee = await line.worker("Lee", "supervisor", on_call=False)
    await lee.trust.refresh_documents(lee.relay, lee.now())
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})
    await line.bot_took(conversation, lee)
    await line.quiet()

    assert mia.screen_text().count("is here") == 1
    mia.send("still only you")
    await sam.hears("text", body="still only you")


async def test_a_claim_that_overtakes_the_ring_of_its_shift_counts(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sam goes on call and claims in one breath: the bot has not heard of the shift, and asks before it judges."""
    robin = await on_call(line, "Robin")
    await asks_for(mia)
    deaf_to_shifts(line, monkeypatch)
    sam = await line.worker()
    assert not line.there(sam)
    conversation = await claims(sam, mia)

    await robin.sees_row(conversation, state="claimed")
    assert line.there(sam)


async def test_a_transfer_that_overtakes_the_ring_of_its_shift_counts(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kai goes on call to take Mia over: the bot has not heard of the shift, and asks before it says that nobody is there."""
    sam, conversation = await talking(line, mia)
    deaf_to_shifts(line, monkeypatch)
    kai = await line.worker("Kai")
    assert not line.there(kai)
    await offered(line, sam, kai, conversation)

    await mia.sees("It is fine to say no")
    mia.tap("Yes, that is okay")
    consent = await sam.hears("consent", kind="transfer")
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
    await mia.sees("takes over")
    await kai.sees_row(conversation, claimed_by=b64u(kai.device.device))


async def test_who_goes_off_call_in_the_moment_of_taking_over_has_nobody(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay follows the youth's end, which believed that Kai was there; once that hears better, Mia is told and is in line again."""
    sam, kai, conversation, consent = await agreed(line, mia)
    with monkeypatch.context() as deaf:
        deaf_to_shifts(line, deaf)
        await kai.off_call()
        await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
        await mia.sees("takes over")
        await sam.sees_row(conversation, state="claimed", claimed_by=b64u(kai.device.device))
    await line.line.desk.ring({"t": "certificates"})

    await mia.sees("had to go")
    await sam.sees_row(conversation, state="waiting", claimed_by=None)
    mia.send("is anybody there")
    await sam.hears("text", body="is anybody there")


async def test_who_claimed_a_note_on_standby_keeps_it_until_somebody_is_on_call(line: World, mia: Person) -> None:
    """Robin reads it with the key it was sealed to; once Sam is on call nothing new is sealed to that key."""
    robin = await line.note_begun(mia)
    mia.send("please write me tomorrow")
    await robin.hears("text", body="please write me tomorrow")
    conversation = await claims(robin, mia)
    await line.line.desk.lapsed()
    await line.quiet()
    assert "had to go" not in mia.screen_text()

    await on_call(line)
    await robin.sees_row(conversation, state="waiting")
    await mia.sees("had to go")
