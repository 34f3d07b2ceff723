"""Who offered to swap for a shift that has meanwhile gone another way reads so, whichever of the others moved it."""

from __future__ import annotations

from typing import Any

from tests.api.founder import Phone, b64u
from tests.api.oncall.planning import Planner
from tests.api.oncall.test_schedule import planner
from tests.api.relay import empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]


async def offers(planner: Planner, who: Phone, mine: dict[str, Any], wished: dict[str, Any]) -> dict[str, Any]:
    """Offer one's own shift for another one; return it as it stands then."""
    answer = await planner.asks(who, mine, "swap", **{"for": wished["id"]})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def fell(planner: Planner, who: Phone, offered: dict[str, Any], duty: str = "primary", ahead: int = 5) -> bool:
    """Say whether the shift is still its person's, asks for nothing, and says that the offer fell."""
    now = await planner.shift(duty, ahead, who)
    assert now["id"] == offered["id"]
    return (now["asks"], now["asks_for"], now["answer"], now["device"]) == (None, None, "fell", b64u(who.id))


async def test_mine_falls_when_two_others_swap_the_evening_that_i_wished_for(planner: Planner) -> None:
    """Kim's Thursday goes to Sam, whom I asked nothing: I do not wait for an answer of Kim's that cannot come."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam)
    kims = (await planner.edit(await planner.shift("primary", 3), device=b64u(kim.id))).json()
    mine = (await planner.edit(await planner.shift("primary", 5), device=b64u(lee.id))).json()
    offered = await offers(planner, lee, mine, kims)
    sams = await offers(planner, sam, await planner.shift("primary", 1, sam), kims)

    assert (await planner.takes(kim, sams)).status_code == 200

    assert await fell(planner, lee, offered)


async def test_mine_falls_when_what_i_wished_for_was_itself_given_in_a_swap(planner: Planner) -> None:
    """I wished for Sam's Tuesday; Sam gives it to Kim."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam)
    kims = (await planner.edit(await planner.shift("primary", 3), device=b64u(kim.id))).json()
    mine = (await planner.edit(await planner.shift("primary", 5), device=b64u(lee.id))).json()
    sams = await planner.shift("primary", 1, sam)
    offered = await offers(planner, lee, mine, sams)

    assert (await planner.takes(kim, await offers(planner, sam, sams, kims))).status_code == 200

    assert await fell(planner, lee, offered)


async def test_mine_falls_when_whose_it_was_steps_in_elsewhere(planner: Planner) -> None:
    """Kim's backup evening is cut in three when she takes the primary's hours: it is not the evening that I wished for."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.weekly("open", 16, 4)
    await planner.weekly("primary", 16, 4, sam)
    await planner.weekly("backup", 14, 8, kim)
    assert (await planner.publish()).status_code == 200
    mine = (await planner.edit(await planner.shift("backup", 5), device=b64u(lee.id))).json()
    offered = await offers(planner, lee, mine, await planner.shift("backup", 1, kim))
    sick = (await planner.asks(sam, await planner.shift("primary", 1, sam))).json()

    assert (await planner.takes(kim, sick)).status_code == 200

    assert await fell(planner, lee, offered, "backup")


async def test_mine_falls_when_the_week_is_planned_without_what_i_wished_for(planner: Planner) -> None:
    """Of the shifts that a new plan drops or moves nobody gets one by an old offer; mine, which it leaves alone, says so."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 8, sam)
    backups = await planner.weekly("backup", 16, 8, kim)
    assert (await planner.publish()).status_code == 200
    offered = [
        await offers(
            planner,
            lee,
            (await planner.edit(await planner.shift("backup", ahead), device=b64u(lee.id))).json(),
            await planner.shift("backup", wished, kim),
        )
        for ahead, wished in ((5, 1), (6, 2))
    ]
    dropped, moved = (
        next(one for one in backups if one["weekday"] == (planner.today.weekday() + of) % 7) for of in (1, 2)
    )
    assert (await planner.call("DELETE", f"/patterns/{dropped['id']}")).status_code in {200, 204}
    body = {key: value for key, value in moved.items() if key != "id"} | {"length": 300}
    assert (await planner.call("PUT", f"/patterns/{moved['id']}", **body)).status_code == 200

    assert (await planner.publish()).status_code == 200

    assert [await fell(planner, lee, one, "backup", ahead) for one, ahead in zip(offered, (5, 6), strict=True)] == [
        True,
        True,
    ]
