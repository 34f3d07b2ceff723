"""The bot's two commands as an operator runs them: what they say, how they end, and what is served beside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sealing.keys import b64u, safety_number, unb64u
from tests.bot.running import Running, run
from tests.bot.world import World
from tests.fakes.telegram.practice import Practice

SECRET = b64u(bytes(range(32)))


@pytest.fixture
async def made(tg: Practice, tmp_path: Path) -> AsyncIterator[World]:
    """A line that is made; no bot of it runs."""
    world = World(tg, tmp_path)
    await world.start_relay()
    yield world
    await world.close()


def settings(tg: Practice, relay: str = "http://127.0.0.1:9") -> dict[str, str]:
    """Return what a bot outside practice mode needs."""
    return {
        "BOT_TELEGRAM_TOKEN": tg.token,
        "BOT_TELEGRAM_API": tg.base,
        "BOT_HOST_SECRET": SECRET,
        "BOT_RELAY_URL": relay,
    }


async def said(folder: Path, command: str, given: dict[str, str]) -> tuple[int, str]:
    """Run a command to its end, while everything else goes on."""
    return await asyncio.to_thread(run, folder, command, given)


async def test_enrol_shows_the_digits_and_asks_until_the_bot_is_let_in(
    made: World, tg: Practice, tmp_path: Path
) -> None:
    """The digits are those of the desk; run again afterwards it says that there is nothing left to do."""
    assert made.founder is not None and made.relay is not None
    founder = made.founder
    given = settings(tg, made.relay.url) | {"BOT_ROOT": b64u(founder.root.pub)}
    code, first = await said(tmp_path, "enrol", given)
    await founder.seat.sign_in(founder.admin)
    (asking,) = (await founder.seat.relay.call("GET", "/api/enrolments"))["items"]
    await founder.approve_bot()
    again, second = await said(tmp_path, "enrol", given)

    digits = safety_number(founder.root.pub, unb64u(asking["ed_pub"]))
    assert (code, again) == (0, 0)
    assert first.splitlines() == [
        f"The bot's digits: {digits}",
        "The bot asks to join. Compare the digits in the console under People, and approve it.",
    ]
    assert second.splitlines()[-1] == "The bot is on the roster already."


async def test_enrol_says_what_is_missing(made: World, tg: Practice, tmp_path: Path) -> None:
    """No root, or no relay: one sentence each, and a code that a script can see."""
    assert made.founder is not None and made.relay is not None
    rootless = await said(tmp_path, "enrol", settings(tg, made.relay.url))
    alone = await said(tmp_path, "enrol", settings(tg) | {"BOT_ROOT": b64u(made.founder.root.pub)})

    assert rootless[0] == 1 and "set BOT_ROOT" in rootless[1].splitlines()[-1]
    assert alone[0] == 1 and alone[1].splitlines()[-1].startswith("The relay did not answer. Check BOT_RELAY_URL")


async def test_a_bot_that_could_be_put_into_groups_ends_with_one_sentence(tg: Practice, tmp_path: Path) -> None:
    """What @BotFather has left on is named with what to press there; nothing goes on running."""
    tg.account.set(can_join_groups=True)
    code, says = await said(tmp_path, "serve", settings(tg))

    assert code == 1
    assert says.splitlines()[-1] == (
        "Telegram says can_join_groups is on for this bot. "
        "Turn off groups: @BotFather, /setjoingroups, Disable. The bot did not start."
    )
    assert "Traceback" not in says
    assert [call.method for call in tg.calls] == ["getMe"]


async def test_a_token_that_telegram_does_not_know_ends_it_with_one_sentence(tg: Practice, tmp_path: Path) -> None:
    """The sentence names the setting and never the token."""
    code, says = await said(tmp_path, "serve", settings(tg) | {"BOT_TELEGRAM_TOKEN": "4242:mistyped"})

    assert code == 1
    assert says.splitlines()[-1] == (
        "Telegram does not know this token. Check BOT_TELEGRAM_TOKEN. The bot did not start."
    )
    assert "mistyped" not in says and "Traceback" not in says


async def test_counts_are_served_on_a_bind_of_their_own(tg: Practice, tmp_path: Path) -> None:
    """An operator sees numbers there, and only there: the bot's public door has none of them."""
    bot = Running.with_settings(tmp_path, settings(tg))
    await bot.start()
    try:
        mia = tg.person("Mia")
        mia.start()
        await mia.sees("Is it okay to read")
        await tg.settled()
        counts, door = await bot.counts(), await bot.answers("/metrics")
    finally:
        await bot.stop()

    assert (counts["updates"], counts["updates_failed"]) == (1, 0)
    assert door == 404
