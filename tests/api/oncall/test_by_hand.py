"""Somebody went on call by their own press while the plan names others who sleep: the youth's words are sealed to them."""

from __future__ import annotations

import pytest

from api.store import tables
from tests.api.oncall.calling import Calling


@pytest.fixture
async def taken_over(calling: Calling) -> Calling:
    """Sam, Ash and Lee are planned and did not come; Kim, who is not, went on call: they had a phone call."""
    async with calling.state.database.writing() as connection:
        change = tables.devices.update().where(tables.devices.c.id == calling.line.kim.id).values(circle=0)
        await connection.execute(change)
    await calling.line.on_call(calling.line.kim)
    return calling


@pytest.fixture
async def unplanned(calling: Calling) -> Calling:
    """No schedule says who is there."""
    async with calling.state.database.writing() as connection:
        await connection.execute(tables.shifts.delete())
    return calling


async def test_whoever_is_on_call_by_their_own_press_is_called_with_everybody(taken_over: Calling) -> None:
    """The plan's three come first, each on their rung; Kim does not sleep through the youth who waits because of her key."""
    line, conversation = taken_over.line, await taken_over.line.opened()
    for _ in range(30):
        await taken_over.look(15)

    rungs = [rung for rung, device in await taken_over.called(conversation) if device == line.kim.id]
    assert rungs[:1] == [4]
    assert await taken_over.pages(line.kim)


async def test_when_all_on_duty_cannot_come_whoever_is_on_call_by_hand_is_called_at_once(taken_over: Calling) -> None:
    """And a youth is not told that nobody can come, as long as Kim can."""
    line, conversation = taken_over.line, await taken_over.line.opened()
    await taken_over.look(1)
    for person in (line.sam, line.ash, line.lee):
        assert line.kim.id not in {device for _, device in await taken_over.called(conversation)}
        assert await taken_over.says(person, conversation, "cannot") == 204
        await taken_over.look(1)

    assert line.kim.id in {device for _, device in await taken_over.called(conversation)}
    assert [row.late_at for row in await taken_over.rows(tables.conversations)] == [None]


async def test_whoever_puts_a_youth_back_is_not_the_one_who_is_called_for_them(unplanned: Calling) -> None:
    """Nothing is planned, Sam and Ash are on call: Sam puts her back, and Ash is called; Sam only once all others were, or could not."""
    line = unplanned.line
    await line.on_call(line.sam, line.ash)
    conversation = await line.opened()
    assert (await line.sam.do(conversation, "claim")).status_code == 200
    await unplanned.look(1)
    assert (await line.sam.do(conversation, "release")).status_code == 200
    await unplanned.look(1)
    at_once = {device for _, device in await unplanned.called(conversation)}
    assert await unplanned.says(line.ash, conversation, "cannot") == 204
    await unplanned.look(1)

    assert at_once == {line.ash.id}
    assert {device for _, device in await unplanned.called(conversation)} == {line.ash.id, line.sam.id}


async def test_who_is_alone_is_called_for_whom_they_put_back(unplanned: Calling) -> None:
    """Nobody else can come: the youth is not told that nobody is there, as long as Sam is."""
    line = unplanned.line
    await line.on_call(line.sam)
    conversation = await line.opened()
    assert (await line.sam.do(conversation, "claim")).status_code == 200
    await unplanned.look(1)
    assert (await line.sam.do(conversation, "release")).status_code == 200
    await unplanned.look(1)

    assert {device for _, device in await unplanned.called(conversation)} == {line.sam.id}
    assert [row.late_at for row in await unplanned.rows(tables.conversations)] == [None]
