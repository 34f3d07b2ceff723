"""A conversation changes hands only when colleague and youth agree, and never half."""

from __future__ import annotations

from api.protocol.base64url import b64u
from api.protocol.limits import LAPSE_AFTER
from tests.api.conversations.line import Line
from tests.api.conversations.teamwork import claimed, moved, refusal, where


async def test_a_transfer_moves_only_when_colleague_and_youth_agree(line: Line) -> None:
    """Offered, agreed to, and moved by the youth's end alone, to the one who said yes."""
    conversation = await claimed(line, line.sam)
    ash = b64u(line.ash.id)

    early = await moved(line, line.sam, conversation, line.ash)
    offered = (await line.sam.do(conversation, "offer", device=ash)).json()
    before = await moved(line, line.sam, conversation, line.ash)
    agreed = (await line.ash.do(conversation, "agree")).json()
    other = await moved(line, line.sam, conversation, line.lee)
    given = (await moved(line, line.sam, conversation, line.ash)).json()
    again = await line.bot.do(conversation, "moved", device=ash, given=given["cursor"])

    assert [refusal(one) for one in (early, before, other)] == [(409, "not-offered")] * 3
    assert [(row["offered_to"], row["agreed"]) for row in (offered, agreed, given)] == [
        (ash, False),
        (ash, True),
        (None, False),
    ]
    assert (given["claimed_by"], given["claimed_label"], again.status_code) == (ash, "Ash", 200)
    assert (await line.ash.row(conversation))["handed_by"] == b64u(line.sam.id)
    assert (await line.sam.get(f"/{b64u(conversation)}/frames")).status_code == 404
    assert (await line.ash.row(conversation))["mine"] is True


async def test_who_gave_it_on_may_fetch_how_it_ended_and_nobody_else(line: Line) -> None:
    """Only the last one who had it before, only once it is closed, and not somebody who stays out of it."""
    conversation = await claimed(line, line.sam)
    path = f"/{b64u(conversation)}/frames"
    await line.sam.do(conversation, "release")
    await line.ash.do(conversation, "claim")
    during = await line.sam.get(path)
    seen = [(await one.row(conversation))["handed_by"] for one in (line.ash, line.bot)]
    await line.ash.do(conversation, "close")

    assert seen == [b64u(line.sam.id), None], "whoever has it knows whom to tell, and nobody else asks"
    assert (await line.sam.row(conversation))["handed_by"] == b64u(line.sam.id), (
        "whoever gave it on knows that it is over"
    )
    assert (await line.bot.row(conversation))["handed_by"] is None
    assert [during.status_code, (await line.sam.get(path)).status_code] == [404, 200]
    assert [(await one.get(path)).status_code for one in (line.ash, line.lee, line.kim)] == [200, 404, 404]
    assert refusal(await line.sam.send(conversation, line.sam.frame(conversation))) == (404, "not-found")
    await line.sam.do(conversation, "recuse")
    assert (await line.sam.get(path)).status_code == 404
    assert (await line.ash.row(conversation))["handed_by"] is None, "who stays out of it is not to be told, nor named"


async def test_an_offer_ends_from_each_of_the_three_sides(line: Line) -> None:
    """The giver takes it back, the colleague declines, the youth would rather not: the claim stays where it was."""
    conversation = await claimed(line, line.sam)
    for ends in (line.sam, line.ash, line.bot):
        await line.sam.do(conversation, "offer", device=b64u(line.ash.id))

        row = (await ends.do(conversation, "withdraw")).json()

        assert (row["offered_to"], row["claimed_by"]) == (None, b64u(line.sam.id))
    assert refusal(await line.lee.do(conversation, "withdraw")) == (409, "not-offered")


async def test_who_cannot_take_it_is_refused_in_one_and_the_same_sentence(line: Line) -> None:
    """Off call, away, of another circle, recused, unknown, or oneself: nobody learns which."""
    await line.off_call(line.lee)
    conversation = await claimed(line, line.sam)
    await where(line, line.ash, state="away")
    answers = [
        await line.sam.do(conversation, "offer", device=b64u(device))
        for device in (line.lee.id, line.ash.id, line.kim.id, line.sam.id, bytes(16))
    ]
    await where(line, line.ash, state="here")
    assert (await line.sam.do(conversation, "offer", device=b64u(line.ash.id))).status_code == 200
    await line.ash.do(conversation, "recuse")
    answers.append(await line.sam.do(conversation, "offer", device=b64u(line.ash.id)))

    assert {(answer.status_code, answer.json()["code"], answer.json()["says"]) for answer in answers} == {
        (409, "cannot-take", "That colleague cannot take it now. Ask somebody else, or put it back in line.")
    }


async def test_a_full_colleague_agrees_only_on_purpose(line: Line) -> None:
    """A transfer is no way around a limit that nobody meant to pass."""
    for _ in range(2):
        await claimed(line, line.ash)
    conversation = await claimed(line, line.sam)
    await line.sam.do(conversation, "offer", device=b64u(line.ash.id))

    refused = await line.ash.do(conversation, "agree")
    agreed = await line.ash.do(conversation, "agree", over=True)

    assert (refusal(refused), agreed.status_code) == ((409, "full"), 200)


async def test_an_offer_ends_with_the_claim_that_made_it(line: Line) -> None:
    """The giver is gone before the youth answered: it waits in line, and an old yes moves nothing."""
    conversation = await claimed(line, line.sam)
    await line.sam.do(conversation, "offer", device=b64u(line.ash.id))
    await line.ash.do(conversation, "agree")

    await line.tick(LAPSE_AFTER + 1000)
    late = await moved(line, line.sam, conversation, line.ash)

    row = await line.bot.row(conversation)
    assert (refusal(late), row["state"], row["offered_to"], row["agreed"]) == (
        (409, "not-offered"),
        "waiting",
        None,
        False,
    )


async def test_an_older_hand_over_uses_no_newer_yes(line: Line) -> None:
    """Given to Ash by a frame whose call came late: who has it since asked Ash too, and of that the youth knows nothing yet."""
    conversation, ash = await claimed(line, line.sam), b64u(line.ash.id)
    await line.sam.do(conversation, "offer", device=ash)
    await line.ash.do(conversation, "agree")
    given = (await line.sam.send(conversation, line.sam.frame(conversation))).json()["cursors"][-1]
    await line.sam.do(conversation, "release")
    await line.tick(1)
    await line.lee.do(conversation, "claim")
    await line.lee.do(conversation, "offer", device=ash)
    await line.ash.do(conversation, "agree")

    late = await line.bot.do(conversation, "moved", device=ash, given=given)
    never = await line.bot.do(conversation, "moved", device=ash, given=given + 1)
    row = await line.lee.row(conversation)
    now = (await moved(line, line.lee, conversation, line.ash)).json()

    assert [refusal(one) for one in (late, never)] == [(409, "not-offered")] * 2
    assert (row["claimed_by"], row["offered_to"], row["agreed"]) == (b64u(line.lee.id), ash, True)
    assert now["claimed_by"] == ash


async def test_a_colleague_who_is_silent_after_a_late_move_loses_it_by_the_frame_that_gave_it(line: Line) -> None:
    """The call that moves it came a minute after the frame: it is theirs since the frame, and no newer claim of theirs."""
    conversation, ash = await claimed(line, line.sam), b64u(line.ash.id)
    await line.sam.do(conversation, "offer", device=ash)
    await line.ash.do(conversation, "agree")
    given = (await line.sam.send(conversation, line.sam.frame(conversation))).json()["cursors"][-1]
    await line.tick(60_000)
    theirs = (await line.bot.do(conversation, "moved", device=ash, given=given)).json()

    back = await line.bot.do(conversation, "put-back", device=ash, claim=given)

    assert (theirs["claimed_by"], back.status_code, back.json()["state"]) == (ash, 200, "waiting")
